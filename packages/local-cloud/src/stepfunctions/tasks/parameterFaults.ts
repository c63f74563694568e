import type { JsonObject } from "../language/json";
import type { TaskResource } from "./resource";

interface Members {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

const expressions = ["ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues"];
const answers = ["ReturnConsumedCapacity", "ReturnItemCollectionMetrics", "ReturnValues"];
const conditions = [...expressions, "ConditionalOperator", "Expected", "ReturnValuesOnConditionCheckFailure"];

/** Members that optimized integrations accept (Step Functions Developer Guide, the page of each service). */
const operations: Readonly<Record<string, Members>> = {
  "dynamodb:getItem": {
    required: ["Key", "TableName"],
    optional: [
      ...["AttributesToGet", "ConsistentRead", "ExpressionAttributeNames", "ProjectionExpression"],
      "ReturnConsumedCapacity",
    ],
  },
  "dynamodb:putItem": { required: ["Item", "TableName"], optional: [...conditions, ...answers] },
  "dynamodb:deleteItem": { required: ["Key", "TableName"], optional: [...conditions, ...answers] },
  "dynamodb:updateItem": {
    required: ["Key", "TableName"],
    optional: [...conditions, ...answers, "AttributeUpdates", "UpdateExpression"],
  },
  "events:putEvents": { required: ["Entries"], optional: ["EndpointId"] },
  "lambda:invoke": {
    required: ["FunctionName"],
    optional: ["ClientContext", "InvocationType", "LogType", "Payload", "Qualifier"],
  },
  "sns:publish": {
    required: ["Message"],
    optional: [
      ...["MessageAttributes", "MessageDeduplicationId", "MessageGroupId", "MessageStructure", "PhoneNumber"],
      ...["Subject", "TargetArn", "TopicArn"],
    ],
  },
  "sqs:sendMessage": {
    required: ["MessageBody", "QueueUrl"],
    optional: [
      ...["DelaySeconds", "MessageAttributes", "MessageDeduplicationId", "MessageGroupId"],
      "MessageSystemAttributes",
    ],
  },
  "states:startExecution": { required: ["StateMachineArn"], optional: ["Input", "Name", "TraceHeader"] },
};

/** Returns why a task cannot start with its parameters, in AWS's words; undefined if it can. */
export function parameterFault(resource: TaskResource, parameters: JsonObject): string | undefined {
  if (resource.kind !== "service") return undefined;
  const faults = faultsOf(resource, Object.keys(parameters));
  if (faults.length === 0) return undefined;
  const text = JSON.stringify(parameters);
  return `The Parameters '${text}' could not be used to start the Task: [${faults.join(", ")}]`;
}

function faultsOf({ service, action }: Extract<TaskResource, { kind: "service" }>, given: readonly string[]): string[] {
  const members = operations[`${service}:${action}`];
  // An SDK integration names all members in Pascal case.
  if (members === undefined) return given.filter((name) => /^[a-z]/.test(name)).map(unsupported);
  const missing = members.required.filter((name) => !given.includes(name));
  const unknown = given.filter((name) => !members.required.includes(name) && !members.optional.includes(name));
  return [...missing.map((name) => `The field '${name}' is required but was missing`), ...unknown.map(unsupported)];
}

function unsupported(name: string): string {
  return `The field "${name}" is not supported by Step Functions`;
}
