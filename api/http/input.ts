import type { APIGatewayProxyEvent } from "aws-lambda";
import { answerError } from "./answers";
import { jsonBody } from "./body";
import { callerOf, type Caller } from "./caller";
import { checked } from "./check";
import type { ObjectSchema, ValueSchema } from "./schemas";

type Values = Readonly<Record<string, { readonly schema: ValueSchema; readonly required?: boolean }>>;

/** What a route asks of its requests. */
export interface InputDeclaration {
  readonly params: Values;
  readonly query: Values;
  readonly headers: Values;
  readonly body?: ObjectSchema;
}

/** What a callback gets of a request: the declared values, checked, typed and with their defaults. */
export interface Input {
  readonly requestId: string;
  readonly stage: string;
  readonly caller: Caller;
  readonly params: object;
  readonly query: object;
  readonly headers: object;
  readonly body: unknown;
}

/** The value of a header, whatever the casing the client chose: HTTP/2 clients send lower case. */
export function headerOf(event: APIGatewayProxyEvent, name: string): string | undefined {
  const named = ([key]: [string, unknown]) => key.toLowerCase() === name.toLowerCase();
  // Lines of the same name are one list (RFC 9110, 5.3); the single-value map holds the last of them.
  const lines = Object.entries(event.multiValueHeaders ?? {}).find(named)?.[1];
  return lines?.join(", ") ?? Object.entries(event.headers ?? {}).find(named)?.[1];
}

/**
 * An event's input by what its route declares: the schemas that its document publishes.
 *
 * @throws AnswerError 400 with one sentence that names the field and the rule; 413, 415.
 */
export function readInput({ params, query, headers, body }: InputDeclaration, event: APIGatewayProxyEvent): Input {
  /** A name of Object.prototype is none unless the client sent it. */
  const own = (map: Readonly<Record<string, string | undefined>> | null | undefined, name: string) =>
    map && Object.hasOwn(map, name) ? map[name] : undefined;

  /** API Gateway hands path values over percent-encoded, as they came. */
  const decoded = (text: string | undefined) => {
    try {
      return text && decodeURIComponent(text);
    } catch {
      return text;
    }
  };

  /** Text as the type that its schema names; what is no such text stays text, and is refused for it. */
  const typed = ({ type }: ValueSchema, text: string): unknown => {
    if (type === "boolean" && /^(?:true|false)$/.test(text)) return text === "true";
    if (type === "integer" && /^-?[0-9]{1,16}$/.test(text)) return Number(text);
    if (type === "number" && /^-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/.test(text)) return Number(text);
    return text;
  };

  const values = (declared: Values, textOf: (name: string) => string | undefined) =>
    Object.fromEntries(
      Object.entries(declared).map(([name, { schema, required }]) => {
        const text = textOf(name);
        if (text !== undefined) return [name, checked(name, schema, typed(schema, text))];
        if (required === true) throw answerError(400, `${name} is required`);
        return [name, schema.default];
      }),
    );

  const { requestId, stage } = event.requestContext;
  return {
    requestId,
    stage,
    caller: callerOf(event),
    params: values(params, (name) => decoded(own(event.pathParameters, name))),
    query: values(query, (name) => own(event.queryStringParameters, name)),
    headers: values(headers, (name) => headerOf(event, name)),
    body: body && checked("", body, jsonBody(event, headerOf(event, "Content-Type") ?? "")),
  };
}
