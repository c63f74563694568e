import type { APIGatewayProxyEvent } from "aws-lambda";
import { answerError } from "./answers";
import { jsonBody } from "./body";
import { callerOf, type Caller } from "./caller";
import { checkValue } from "./check";
import { bytesOf, type RawBody } from "./rawBody";
import type { ObjectSchema, ValueSchema } from "./schemas";

type Values = Readonly<Record<string, { readonly schema: ValueSchema; readonly required?: boolean }>>;

/** Schemas of a route's input. */
export interface InputDeclaration {
  readonly params: Values;
  readonly query: Values;
  readonly headers: Values;
  readonly body?: ObjectSchema | RawBody;
}

/** The argument of a callback: the declared values of a request, checked, converted and with defaults. */
export interface Input {
  readonly requestId: string;
  readonly stage: string;
  readonly caller: Caller;
  readonly params: object;
  readonly query: object;
  readonly headers: object;
  readonly body: unknown;
}

/** Returns the value of a header. Names are compared without case, because HTTP/2 clients send lower case. */
export function headerOf(event: APIGatewayProxyEvent, name: string): string | undefined {
  const named = ([key]: [string, unknown]) => key.toLowerCase() === name.toLowerCase();
  // Repeated headers form one list (RFC 9110, 5.3). `event.headers` contains only the last of them.
  const lines = Object.entries(event.multiValueHeaders ?? {}).find(named)?.[1];
  return lines?.join(", ") ?? Object.entries(event.headers ?? {}).find(named)?.[1];
}

/**
 * Reads the declared input from an event, and checks it with the schemas that the document publishes.
 *
 * @throws AnswerError 400 with one sentence that names the field and the rule; 413 or 415 for the body.
 */
export function readInput({ params, query, headers, body }: InputDeclaration, event: APIGatewayProxyEvent): Input {
  const { requestId, stage } = event.requestContext;
  return {
    requestId,
    stage,
    caller: callerOf(event),
    params: readValues(params, (name) => decode(ownValue(event.pathParameters, name))),
    query: readValues(query, (name) => ownValue(event.queryStringParameters, name)),
    headers: readValues(headers, (name) => headerOf(event, name)),
    body: body && readBody(body, event),
  };
}

/** Ignores properties that a map inherits from Object.prototype. */
function ownValue(map: Readonly<Record<string, string | undefined>> | null | undefined, name: string) {
  return map && Object.hasOwn(map, name) ? map[name] : undefined;
}

/** Decodes a path parameter, which API Gateway passes percent-encoded, as the client sent it. */
function decode(text: string | undefined): string | undefined {
  try {
    return text && decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Converts text to the type of its schema. Text of another form stays a string, which `checkValue` then rejects. */
function convert({ type }: ValueSchema, text: string): unknown {
  if (type === "boolean" && /^(?:true|false)$/.test(text)) return text === "true";
  if (type === "integer" && /^-?[0-9]{1,16}$/.test(text)) return Number(text);
  if (type === "number" && /^-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/.test(text)) return Number(text);
  return text;
}

function readValues(declared: Values, textOf: (name: string) => string | undefined): object {
  return Object.fromEntries(
    Object.entries(declared).map(([name, { schema, required }]) => {
      const text = textOf(name);
      if (text !== undefined) return [name, checkValue(name, schema, convert(schema, text))];
      if (required === true) throw answerError(400, `${name} is required`);
      return [name, schema.default];
    }),
  );
}

function readBody(schema: ObjectSchema | RawBody, event: APIGatewayProxyEvent): unknown {
  const contentType = headerOf(event, "Content-Type") ?? "";
  if (schema.type === "raw") return bytesOf(event, contentType, schema);
  return checkValue("", schema, jsonBody(event, contentType));
}
