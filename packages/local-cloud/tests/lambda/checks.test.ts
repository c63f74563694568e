import { lambdaChecks } from "../../src/lambda/checks";
import type { Properties } from "../../src/kernel/resources";
import { declared, describeChecks } from "../support/declared";

const fn = { handler: "index.handler", runtime: "nodejs22.x", name: "f", arn: "arn:f" };
const variables = (bytes: number) => ({ ...fn, environment: { variables: { BIG: "x".repeat(bytes) } } });
const layer = (name: string, version = 1) => `arn:aws:lambda:us-east-1:123456789012:layer:${name}:${version}`;
const invalid = "InvalidParameterValueException: ";
const mandatory = `${invalid}Runtime and Handler are mandatory parameters for functions created with deployment packages.`;

describeChecks(
  lambdaChecks,
  "aws:lambda/function:Function",
  [
    [
      variables(4_087),
      `${invalid}Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. (4097 bytes as JSON)`,
    ],
    [
      { ...fn, layers: ["a", "b", "c", "d", "e", "f"].map((name) => layer(name)) },
      `${invalid}Cannot reference more than 5 layers. (layers: 6)`,
    ],
    [
      { ...fn, layers: [layer("a", 1), layer("a", 2)] },
      `${invalid}Two different versions of the same layer are not allowed to be referenced in the same function. (arn:aws:lambda:us-east-1:123456789012:layer:a)`,
    ],
    [{ ...fn, handler: undefined }, mandatory],
    [{ ...fn, runtime: "" }, mandatory],
    [
      { ...fn, packageType: "Image" },
      `${invalid}Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image.`,
    ],
    [
      { ...fn, loggingConfig: { logFormat: "Text", applicationLogLevel: "INFO" } },
      `${invalid}To use log-level filtering, the log format must be JSON (loggingConfig.applicationLogLevel 'INFO', logFormat 'Text')`,
    ],
    [fn, "ResourceConflictException: Function already exist: f", declared("aws:lambda/function:Function", fn)],
  ],
  [
    variables(4_086),
    { ...fn, layers: ["a", "b", "c", "d", "e"].map((name) => layer(name)) },
    { packageType: "Image", imageUri: "x" },
    { ...fn, loggingConfig: { logFormat: "JSON", applicationLogLevel: "INFO" } },
  ],
);

describeChecks(
  lambdaChecks,
  "aws:lambda/alias:Alias",
  [
    [
      { arn: "arn:f:live" },
      "ResourceConflictException: Alias already exists: arn:f:live",
      declared("aws:lambda/alias:Alias", { arn: "arn:f:live" }),
    ],
  ],
  [{ arn: "arn:f:live" }],
  [declared("aws:lambda/alias:Alias", { arn: "arn:f:live" }, { provider: "another" })],
);

const permission: Properties = { function: "f", statementId: "s" };
const statement = (state: Properties) => declared("aws:lambda/permission:Permission", state);

describeChecks(
  lambdaChecks,
  "aws:lambda/permission:Permission",
  [
    [
      permission,
      "ResourceConflictException: The statement id (s) provided already exists. Please provide a new statement id, or remove the existing statement.",
      statement({ ...permission, function: "arn:aws:lambda:us-east-1:123456789012:function:f" }),
    ],
    [
      { ...permission, action: "lambda:InvokeFunction", functionUrlAuthType: "NONE" },
      `${invalid}FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action`,
    ],
    [
      { ...permission, action: "lambda:InvokeFunctionUrl", invokedViaFunctionUrl: true },
      `${invalid}InvokedViaFunctionUrl is only supported for lambda:InvokeFunction action`,
    ],
  ],
  [
    permission,
    { ...permission, qualifier: "live" },
    { ...permission, action: "lambda:InvokeFunctionUrl", functionUrlAuthType: "NONE", invokedViaFunctionUrl: false },
    { ...permission, action: "lambda:InvokeFunction", functionUrlAuthType: "", invokedViaFunctionUrl: true },
  ],
);
