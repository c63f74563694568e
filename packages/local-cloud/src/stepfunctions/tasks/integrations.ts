import { exceptionName } from "./exceptionNames";
import { sdkOperations } from "./sdkOperations";

/** An AWS service that tasks can call. */
export interface Integration {
  /** Service name of the credential scope, as in `kernel/protocols/roleCalls.ts`. */
  readonly signingName: string;
  /** Names in errors of an optimized integration, which uses version 1 of AWS's SDK for Java. */
  readonly optimized?: { readonly prefix: string; readonly exception: string; readonly service: string };
  /** Prefix of errors of an SDK integration, which uses version 2. */
  readonly sdk: string;
  /** Actions that only the optimized integration has; undefined for none. */
  readonly actions?: readonly string[];
}

/** Services by their name in the Resource field (Developer Guide, "Integrating services"). */
export const integrations: Readonly<Record<string, Integration>> = {
  dynamodb: {
    signingName: "dynamodb",
    optimized: { prefix: "DynamoDB", exception: "AmazonDynamoDBException", service: "AmazonDynamoDBv2" },
    sdk: "DynamoDb",
    actions: ["getItem", "putItem", "deleteItem", "updateItem"],
  },
  sqs: {
    signingName: "sqs",
    optimized: { prefix: "SQS", exception: "AmazonSQSException", service: "AmazonSQS" },
    sdk: "Sqs",
    actions: ["sendMessage"],
  },
  sns: {
    signingName: "sns",
    optimized: { prefix: "SNS", exception: "AmazonSNSException", service: "AmazonSNS" },
    sdk: "Sns",
    actions: ["publish"],
  },
  events: {
    signingName: "events",
    optimized: { prefix: "EventBridge", exception: "AmazonEventBridgeException", service: "AmazonEventBridge" },
    sdk: "EventBridge",
    actions: ["putEvents"],
  },
  lambda: {
    signingName: "lambda",
    optimized: { prefix: "Lambda", exception: "AWSLambdaException", service: "AWSLambda" },
    sdk: "Lambda",
    actions: ["invoke"],
  },
  states: {
    signingName: "states",
    optimized: { prefix: "StepFunctions", exception: "AWSStepFunctionsException", service: "AWSStepFunctions" },
    sdk: "Sfn",
    actions: ["startExecution"],
  },
};

/** Services by their name behind `aws-sdk:` (Developer Guide, "Supported AWS SDK service integrations"). */
export const sdkIntegrations: Readonly<Record<string, Integration>> = {
  dynamodb: integrations["dynamodb"]!,
  sqs: integrations["sqs"]!,
  sns: integrations["sns"]!,
  eventbridge: integrations["events"]!,
  lambda: integrations["lambda"]!,
  sfn: integrations["states"]!,
  s3: { signingName: "s3", sdk: "S3" },
  secretsmanager: { signingName: "secretsmanager", sdk: "SecretsManager" },
  ssm: { signingName: "ssm", sdk: "Ssm" },
};

/** An error that a service returned. */
export interface ServiceFailure {
  readonly statusCode: number;
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
  /** Second id of S3. */
  readonly extendedRequestId?: string;
}

/** Returns error and cause as an optimized integration shows them (case `stepfunctions/dynamodb-null-item`). */
export function optimizedError({ optimized, signingName }: Integration, failure: ServiceFailure) {
  const { prefix, exception, service } = optimized!;
  const { statusCode, code, message, requestId } = failure;
  const name = exceptionName(signingName, code) ?? exception;
  return {
    error: `${prefix}.${name}`,
    cause: `${message} (Service: ${service}; Status Code: ${String(statusCode)}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`,
  };
}

/** Returns error and cause as an SDK integration shows them (case `stepfunctions/aws-sdk-dynamodb-null-item`). */
export function sdkError({ sdk, signingName }: Integration, failure: ServiceFailure) {
  const { statusCode, code, message, requestId, extendedRequestId } = failure;
  const ids = `Request ID: ${requestId}${extendedRequestId === undefined ? "" : `, Extended Request ID: ${extendedRequestId}`}`;
  const name = exceptionName(signingName, code) ?? `${sdk}Exception`;
  return {
    error: `${sdk}.${name}`,
    cause: `${message} (Service: ${sdk}, Status Code: ${String(statusCode)}, ${ids})`,
  };
}

/** Returns why the local cloud does not run a service task; undefined if it does. */
export function integrationFault(service: string, action: string): string | undefined {
  const [, sdkName] = /^aws-sdk:(.*)$/.exec(service) ?? [];
  if (sdkName !== undefined) {
    const isEmulated = Object.hasOwn(sdkIntegrations, sdkName) && sdkOperations[sdkName]!.includes(action);
    return isEmulated ? undefined : `the local cloud does not emulate ${service}:${action}`;
  }
  const isKnown = Object.hasOwn(integrations, service) && integrations[service]!.actions!.includes(action);
  return isKnown ? undefined : `the local cloud does not emulate ${service}:${action}`;
}
