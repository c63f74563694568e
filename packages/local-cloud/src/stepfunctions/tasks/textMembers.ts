import { isArray, isObject, type Json, type JsonObject } from "../language/json";

/**
 * Members of services that are texts and commonly receive other values, by signing name. Step Functions sends such a value
 * as its JSON (LocalStack's snapshot `test_sfn_start_execution_implicit_json_serialisation`, recorded on AWS).
 */
const textMembers: Readonly<Record<string, ReadonlySet<string>>> = {
  events: new Set(["Detail", "EventPattern", "Event", "Input"]),
  secretsmanager: new Set(["SecretString"]),
  sns: new Set(["Message", "Subject", "StringValue", "AttributeValue"]),
  sqs: new Set(["MessageBody", "StringValue"]),
  ssm: new Set(["Value"]),
  states: new Set(["Cause", "Context", "Definition", "Error", "Input", "Output", "Variables"]),
};

/** Maps of texts by service. */
const textMaps: Readonly<Record<string, ReadonlySet<string>>> = {
  sns: new Set(["Attributes"]),
  sqs: new Set(["Attributes"]),
};

/** Returns an input whose text members are texts, at any depth. */
export function withTexts(service: string, input: JsonObject): JsonObject {
  const [texts, maps] = [textMembers[service], textMaps[service]];
  if (texts === undefined) return input;
  const convert = (value: Json): Json => {
    if (isArray(value)) return value.map(convert);
    return isObject(value) ? members(value) : value;
  };
  const members = (value: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(value).map(([key, each]) => {
        if (texts.has(key)) return [key, asText(each)];
        if (maps?.has(key) === true && isObject(each)) return [key, textValues(each)];
        return [key, convert(each)];
      }),
    );
  return members(input);
}

function textValues(map: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, asText(value)]));
}

function asText(value: Json): Json {
  return typeof value === "string" || value === null ? value : JSON.stringify(value);
}
