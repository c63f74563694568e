import { arn, declaredName, physicalName, type Place } from "../kernel/identity";
import { functions } from "../kernel/interfaces";
import type { EmulatedTypes, Properties } from "../kernel/resources";
import { functionNameOf } from "./functionName";
import { revisionOf } from "./revision";

/** The URI that API Gateway calls a function by. */
function invokeArn(place: Place, functionArn: string): string {
  return `arn:aws:apigateway:${place.region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}

/** The same for an answer that streams. */
function streamingArn(place: Place, functionArn: string): string {
  return `arn:aws:apigateway:${place.region}:lambda:path/2021-11-15/functions/${functionArn}/response-streaming-invocations`;
}

function functionArnOf(place: Place, inputs: Properties): string {
  return arn(place, "lambda", `function:${functionNameOf(inputs["functionName"])}`);
}

export const types: EmulatedTypes = {
  "aws:lambda/function:Function": {
    reads: [
      "code",
      "environment.variables",
      "handler",
      "layers",
      "loggingConfig.applicationLogLevel",
      "loggingConfig.logFormat",
      "loggingConfig.logGroup",
      "loggingConfig.systemLogLevel",
      "memorySize",
      "name",
      "packageType",
      "publish",
      "reservedConcurrentExecutions",
      "role",
      "runtime",
      "s3Bucket",
      "s3Key",
      "timeout",
      "tracingConfig.mode",
    ],
    ignores: [
      "architectures",
      "codeSha256",
      "codeSigningConfigArn",
      "description",
      "imageConfig",
      "imageUri",
      "kmsKeyArn",
      "replaceSecurityGroupsOnDestroy",
      "replacementSecurityGroupIds",
      "s3ObjectVersion",
      "skipDestroy",
      "sourceCodeHash",
      "sourceKmsKeyArn",
      "useResourceTimeoutForPropagation",
    ],
    provide: async ({ type, name, inputs }, context) => {
      const { ports, ...place } = context;
      const functionName = declaredName({ type, name, inputs }, place);
      const functionArn = arn(place, "lambda", `function:${functionName}`);
      const revision = await revisionOf(inputs);
      const version =
        inputs["publish"] === true ? ports.use(functions).publishedVersion(functionName, revision) : "$LATEST";
      const qualifiedArn = `${functionArn}:${version}`;
      return {
        id: functionName,
        state: {
          name: functionName,
          arn: functionArn,
          revision,
          version,
          qualifiedArn,
          invokeArn: invokeArn(place, functionArn),
          qualifiedInvokeArn: invokeArn(place, qualifiedArn),
          responseStreamingInvokeArn: streamingArn(place, functionArn),
          signingJobArn: "",
          signingProfileVersionArn: "",
        },
      };
    },
  },
  "aws:lambda/alias:Alias": {
    reads: ["functionName", "functionVersion", "name", "routingConfig.additionalVersionWeights"],
    ignores: ["description"],
    provide: ({ inputs }, place) => {
      const aliasArn = `${functionArnOf(place, inputs)}:${String(inputs["name"])}`;
      return { id: aliasArn, state: { arn: aliasArn, invokeArn: invokeArn(place, aliasArn) } };
    },
  },
  "aws:lambda/permission:Permission": {
    reads: ["action", "function", "principal", "qualifier", "sourceAccount", "sourceArn", "statementId"],
    ignores: ["statementIdPrefix"],
    provide: ({ type, name, inputs }, place) => {
      const statementId = (inputs["statementId"] as string | undefined) ?? physicalName(place, type, name);
      return { id: statementId, state: { statementId } };
    },
  },
  "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": {
    reads: ["functionName", "provisionedConcurrentExecutions", "qualifier"],
    ignores: ["skipDestroy"],
    provide: ({ inputs }) => ({
      id: `${String(inputs["functionName"])},${String(inputs["qualifier"])}`,
      state: {},
    }),
  },
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
    reads: ["functionName", "maximumEventAgeInSeconds", "maximumRetryAttempts"],
    ignores: [],
    provide: ({ inputs }) => ({
      id: String(inputs["functionName"]),
      state: {},
    }),
  },
};
