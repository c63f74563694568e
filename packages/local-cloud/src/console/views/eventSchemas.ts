import { followReference } from "../../kernel/jsonPointer";
import type { DetailField, EventSchema } from "../eventWire";

type Json = Readonly<Record<string, unknown>>;

/** Maximum numbers of events and of fields of an event that are shown. */
const maxEvents = 200;
const maxFields = 100;

/** Maximum number of references that lead to one value; documents can contain cycles. */
const maxReferences = 10;

/**
 * Returns the events of an AsyncAPI document of version 2 or 3. A payload is the detail of an event, or the whole event
 * with `source`, `detail-type` and `detail`.
 */
export function eventSchemas(document: object | undefined): EventSchema[] {
  if (document === undefined) return [];
  const resolve = resolver(document);
  return messagesOf(document as Json, resolve)
    .slice(0, maxEvents)
    .map(([key, message]) => schemaOf(key, message, resolve));
}

type Resolve = (value: unknown) => Json;

/** Returns a function that follows references within the document. It returns an empty object for other values. */
function resolver(document: object): Resolve {
  return (value) => {
    let found = objectOf(value);
    for (let count = 0; count < maxReferences; count += 1) {
      const { $ref: reference } = found;
      if (typeof reference !== "string") return found;
      found = objectOf(followReference(document, reference));
    }
    return {};
  };
}

/** Returns an empty object for a value that is no object of its own properties. */
function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** Returns the messages of the components, else those of the channels. */
function messagesOf(document: Json, resolve: Resolve): [string, Json][] {
  const shared = Object.entries(resolve(resolve(document["components"])["messages"]));
  if (shared.length > 0) return shared.map(([key, message]) => [key, resolve(message)]);
  return Object.entries(resolve(document["channels"])).flatMap(([name, value]): [string, Json][] => {
    const channel = resolve(value);
    const own = Object.entries(resolve(channel["messages"])).map(([key, each]): [string, Json] => [key, resolve(each)]);
    const ofOperations = ["publish", "subscribe"]
      .map((operation) => resolve(resolve(channel[operation])["message"]))
      .filter((message) => Object.keys(message).length > 0);
    return [...own, ...ofOperations.map((message): [string, Json] => [name, message])];
  });
}

function schemaOf(key: string, message: Json, resolve: Resolve): EventSchema {
  const given = resolve(message["payload"]);
  // A multi-format schema of version 3 names its format.
  const payload = "schemaFormat" in given ? resolve(given["schema"]) : given;
  const properties = resolve(payload["properties"]);
  const isWhole = properties["detail"] !== undefined && properties["detail-type"] !== undefined;
  const constant = (name: string) => (isWhole ? constantOf(resolve(properties[name])) : undefined);
  return {
    detailType: constant("detail-type") ?? textOf(message["name"]) ?? key,
    source: constant("source") ?? textOf(message["x-source"]) ?? "",
    fields: fieldsOf(isWhole ? resolve(properties["detail"]) : payload, resolve),
  };
}

function constantOf(schema: Json): string | undefined {
  const { const: value, enum: values } = schema;
  return textOf(value) ?? (Array.isArray(values) ? textOf(values[0]) : undefined);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function fieldsOf(schema: Json, resolve: Resolve): DetailField[] {
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  return Object.entries(resolve(schema["properties"]))
    .slice(0, maxFields)
    .map(([name, value]) => fieldOf(name, resolve(value), required.includes(name)));
}

function fieldOf(name: string, schema: Json, isRequired: boolean): DetailField {
  const { enum: values, const: constant } = schema;
  const options = Array.isArray(values) ? values.filter((each) => typeof each === "string") : [];
  const type = typeOf(schema["type"]);
  return {
    name,
    type,
    isRequired,
    options: type !== "string" ? [] : typeof constant === "string" ? [constant] : options,
    example: exampleOf(schema, type),
    description: textOf(schema["description"]) ?? "",
  };
}

function typeOf(type: unknown): DetailField["type"] {
  if (type === "integer" || type === "number") return "number";
  return type === "string" || type === "boolean" ? type : "json";
}

function exampleOf({ example, examples, default: fallback }: Json, type: DetailField["type"]): string {
  const value: unknown = (Array.isArray(examples) ? (examples as unknown[])[0] : example) ?? fallback;
  if (value === undefined) return "";
  return type === "string" && typeof value === "string" ? value : JSON.stringify(value);
}
