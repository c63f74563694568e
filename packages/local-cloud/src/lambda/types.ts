import { arn, declaredName, physicalName, type StackLocation } from "../kernel/identity";
import { functions } from "../kernel/interfaces/functions";
import type { EmulatedTypes, Properties } from "../kernel/resources";
import { functionNameOf } from "../kernel/functionName";
import { revisionOf } from "./revision";

/** Returns the URI with which API Gateway calls a function. */
function invokeArn(location: StackLocation, functionArn: string): string {
  return `arn:aws:apigateway:${location.region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}

/** Returns the URI for a streamed answer. */
function streamingArn(location: StackLocation, functionArn: string): string {
  return `arn:aws:apigateway:${location.region}:lambda:path/2021-11-15/functions/${functionArn}/response-streaming-invocations`;
}

function functionArnOf(location: StackLocation, inputs: Properties): string {
  return arn(location, "lambda", `function:${functionNameOf(inputs["functionName"])}`);
}

export const types: EmulatedTypes = {
  "aws:lambda/function:Function": {
    reads: [
      "code",
      "deadLetterConfig.targetArn",
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
      const { registry, ...location } = context;
      const functionName = declaredName({ type, name, inputs }, location);
      const functionArn = arn(location, "lambda", `function:${functionName}`);
      const revision = await revisionOf(inputs);
      const version =
        inputs["publish"] === true ? registry.use(functions).publishedVersion(functionName, revision) : "$LATEST";
      const qualifiedArn = `${functionArn}:${version}`;
      return {
        id: functionName,
        state: {
          name: functionName,
          arn: functionArn,
          revision,
          version,
          qualifiedArn,
          invokeArn: invokeArn(location, functionArn),
          qualifiedInvokeArn: invokeArn(location, qualifiedArn),
          responseStreamingInvokeArn: streamingArn(location, functionArn),
          signingJobArn: "",
          signingProfileVersionArn: "",
        },
      };
    },
  },
  "aws:lambda/alias:Alias": {
    reads: ["functionName", "functionVersion", "name", "routingConfig.additionalVersionWeights"],
    ignores: ["description"],
    provide: ({ inputs }, location) => {
      const aliasArn = `${functionArnOf(location, inputs)}:${String(inputs["name"])}`;
      return { id: aliasArn, state: { arn: aliasArn, invokeArn: invokeArn(location, aliasArn) } };
    },
  },
  "aws:lambda/permission:Permission": {
    reads: [
      ...["action", "eventSourceToken", "function", "functionUrlAuthType", "invokedViaFunctionUrl", "principal"],
      ...["principalOrgId", "qualifier", "sourceAccount", "sourceArn", "statementId"],
    ],
    ignores: ["statementIdPrefix"],
    provide: ({ type, name, inputs }, location) => {
      const statementId = (inputs["statementId"] as string | undefined) ?? physicalName(location, type, name);
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
  "aws:lambda/functionRecursionConfig:FunctionRecursionConfig": {
    reads: ["functionName", "recursiveLoop"],
    ignores: [],
    provide: ({ inputs }) => ({ id: String(inputs["functionName"]), state: {} }),
  },
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
    reads: [
      ...["destinationConfig.onFailure.destination", "destinationConfig.onSuccess.destination", "functionName"],
      ...["maximumEventAgeInSeconds", "maximumRetryAttempts", "qualifier"],
    ],
    ignores: [],
    provide: ({ inputs }) => {
      const [name, qualifier] = [String(inputs["functionName"]), inputs["qualifier"]];
      return { id: typeof qualifier === "string" ? `${name}:${qualifier}` : name, state: {} };
    },
  },
};
