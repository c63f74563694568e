import { isArray, isObject, type Json } from "../language/json";
import { invalid } from "../operations/input";
import { parseResource } from "../tasks/resource";

/** The shape of a response. `required` lists the members that the API always returns. */
type Schema =
  | { readonly type: "string" | "number" | "boolean" | "any" }
  | { readonly type: "array"; readonly item: Schema }
  | {
      readonly type: "object";
      readonly members: Readonly<Record<string, Schema>>;
      readonly required?: readonly string[];
    };

const text: Schema = { type: "string" };
const number: Schema = { type: "number" };
const any: Schema = { type: "any" };

function object(members: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema {
  return { type: "object", members, required };
}

const units = { CapacityUnits: number, ReadCapacityUnits: number, WriteCapacityUnits: number };
const consumed = object({ ...units, TableName: text, Table: object(units) });
const written = object({ Attributes: object({}), ConsumedCapacity: consumed });

/** Responses of the optimized integrations (API references of the services). */
const schemas: Readonly<Record<string, Schema>> = {
  "dynamodb:getItem": object({ Item: object({}), ConsumedCapacity: consumed }),
  "dynamodb:putItem": written,
  "dynamodb:updateItem": written,
  "dynamodb:deleteItem": written,
  "events:putEvents": object({
    Entries: { type: "array", item: object({ EventId: text, ErrorCode: text, ErrorMessage: text }) },
    FailedEntryCount: number,
  }),
  "lambda:invoke": object({
    ...{ ExecutedVersion: text, FunctionError: text, LogResult: text, Payload: any, StatusCode: number },
  }),
  "sns:publish": object({ MessageId: text, SequenceNumber: text }),
  "sqs:sendMessage": object({
    ...{ MD5OfMessageAttributes: text, MD5OfMessageBody: text, MessageId: text, SequenceNumber: text },
    MD5OfMessageSystemAttributes: text,
  }),
  "states:startExecution": object({ ExecutionArn: text, StartDate: text }, ["ExecutionArn", "StartDate"]),
};

/** SDK integrations of the same operations return the same members. */
const sdkNames: Readonly<Record<string, string>> = { eventbridge: "events", sfn: "states" };

/**
 * Checks a mocked result against the response of the service that a task calls. The messages are those of LocalStack's
 * snapshots `test_field_validation_mode`.
 *
 * @param mode `STRICT` checks all members, `PRESENT` those of the result, `NONE` nothing
 * @throws ServiceError
 */
export function checkMockedResult(resource: string, result: Json, mode: string): void {
  const parsed = parseResource(resource);
  if (mode === "NONE" || parsed?.kind !== "service" || parsed.pattern !== "response") return;
  const [, sdkName] = /^aws-sdk:(.*)$/.exec(parsed.service) ?? [];
  const service = sdkName === undefined ? parsed.service : (sdkNames[sdkName] ?? sdkName);
  const schema = schemas[`${service}:${parsed.action}`];
  if (schema !== undefined) check(result, schema, { name: "result", mode });
}

interface Place {
  readonly name: string;
  readonly mode: string;
}

function check(value: Json, schema: Schema, { name, mode }: Place): void {
  if (schema.type === "any") return;
  const fault = (rule: string) => invalid(`Mock result schema validation error: ${rule}`);
  if (schema.type === "array") {
    if (!isArray(value)) throw fault(`Field '${name}' must be an array`);
    for (const each of value) check(each, schema.item, { name, mode });
  } else if (schema.type === "object") {
    if (!isObject(value)) throw fault(`Field '${name}' must be an object`);
    const missing = mode === "STRICT" ? schema.required?.find((member) => !Object.hasOwn(value, member)) : undefined;
    if (missing !== undefined) throw fault(`Required field '${missing}' is missing`);
    for (const [member, each] of Object.entries(value)) {
      const inner = Object.hasOwn(schema.members, member) ? schema.members[member] : undefined;
      if (inner !== undefined) check(each, inner, { name: member, mode });
    }
  } else if (typeof value !== schema.type) throw fault(`Field '${name}' must be a ${schema.type}`);
}
