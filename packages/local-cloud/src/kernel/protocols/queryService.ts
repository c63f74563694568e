/** AWS's query protocol: the input is a form, and the output is XML. */
import { randomUUID } from "node:crypto";
import { performOperation, type JsonInput, type JsonOperation, type JsonServiceOptions } from "./jsonService";
import { parseQuery } from "./queryParameters";
import type { EndpointAnswer, EndpointRefusal, EndpointRequest, EndpointService } from "./serviceEndpoint";
import { element, escapeXml, type XmlValue } from "./xml";

export interface QueryServiceOptions extends Pick<JsonServiceOptions, "registry" | "denied"> {
  /** Service of the credential scope, `sns`. */
  readonly signingName: string;
  /** XML namespace of the answers. */
  readonly namespace: string;
  /** Operations by name. A map in an output is a `Map`, a list is an array. */
  readonly operations: Readonly<Record<string, JsonOperation>>;
  /** Operations that accept requests without a signature, such as the links in messages of SNS. */
  readonly anonymous?: readonly string[];
  /** Converts the parsed parameters of an operation. Default: no change. */
  readonly inputOf?: (operation: string, input: JsonInput, request: Pick<EndpointRequest, "target">) => JsonInput;
  /** Encodes an output. Default: lists of `member`, maps of `entry`. */
  readonly encode?: (operation: string, output: object) => string;
  /** Elements of an error after its message, as XML. */
  readonly errorElements?: string;
  /** Changes an error before it is encoded. Default: no change. */
  readonly shownError?: <T extends EndpointRefusal>(error: T) => T;
}

/** Creates the endpoint's side of a service from its operations. */
export function queryService(options: QueryServiceOptions): EndpointService {
  const { signingName, anonymous = [] } = options;
  return {
    signingName,
    ...(anonymous.length === 0
      ? {}
      : { acceptsUnsigned: (target: string) => anonymous.includes(actionOf(queryOf(target))) }),
    answer: (request) => answerQuery(options, request),
    refuse: (refusal, request) => errorOf(options, { operation: actionOf(parametersOf(request)), ...refusal }),
  };
}

/** Answers a request of the query protocol. */
export async function answerQuery(options: QueryServiceOptions, request: EndpointRequest): Promise<EndpointAnswer> {
  const parameters = parametersOf(request);
  const operation = actionOf(parameters);
  const declared = Object.hasOwn(options.operations, operation) ? options.operations[operation] : undefined;
  if (declared === undefined) {
    const message = `the local cloud does not emulate ${options.signingName}:${operation}`;
    return errorOf(options, { operation, code: "InvalidAction", message, statusCode: 400 });
  }
  for (const name of ["Action", "Version"]) parameters.delete(name);
  const parsed = parseQuery(parameters);
  const input = options.inputOf?.(operation, parsed, request) ?? parsed;
  const performed = await performOperation(options, declared, { input, request });
  const { authorized } = performed;
  if ("error" in performed) return { ...errorOf(options, { operation, ...performed.error }), authorized };
  const { output, resources } = performed;
  return { ...answerOf(options, operation, output), operation, resources, authorized };
}

function parametersOf({ target, body }: Pick<EndpointRequest, "target" | "body">): URLSearchParams {
  const inBody = body.toString();
  return inBody === "" ? queryOf(target) : new URLSearchParams(inBody);
}

function queryOf(target: string): URLSearchParams {
  const [, query = ""] = /\?(.*)$/s.exec(target) ?? [];
  return new URLSearchParams(query);
}

function actionOf(parameters: URLSearchParams): string {
  return parameters.get("Action") ?? "";
}

function answerOf(
  { namespace, encode }: QueryServiceOptions,
  operation: string,
  output: object,
): Pick<EndpointAnswer, "statusCode" | "headers" | "body"> {
  const requestId = randomUUID();
  const content = encode?.(operation, output) ?? element("", output as XmlValue);
  const body =
    `<${operation}Response xmlns="${namespace}"><${operation}Result>${content}</${operation}Result>` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`;
  return { statusCode: 200, headers: headersOf(body, requestId), body };
}

/** Returns an error in the form of AWS's query protocol. */
export function errorOf(
  {
    namespace,
    errorElements = "",
    shownError,
  }: Pick<QueryServiceOptions, "namespace" | "errorElements" | "shownError">,
  refusal: EndpointRefusal & { readonly operation: string },
): EndpointAnswer {
  const { operation, code, message, statusCode } = shownError?.(refusal) ?? refusal;
  const requestId = randomUUID();
  const type = statusCode < 500 ? "Sender" : "Receiver";
  const error = `<Error><Type>${type}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>${errorElements}</Error>`;
  const body = `<ErrorResponse xmlns="${namespace}">${error}<RequestId>${requestId}</RequestId></ErrorResponse>`;
  return { statusCode, headers: headersOf(body, requestId), body, operation, errorType: code };
}

function headersOf(body: string, requestId: string): Readonly<Record<string, string>> {
  return {
    "Content-Type": "text/xml",
    "Content-Length": String(Buffer.byteLength(body)),
    "x-amzn-RequestId": requestId,
  };
}
