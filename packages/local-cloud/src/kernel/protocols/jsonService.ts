/** AWS's JSON protocols: the operation is in a header, input and output are JSON objects. */
import { authorizeAccess, type AccessRequest } from "../policies/access";
import type { Principal } from "../identity";
import { authorizer, type Authorization } from "../interfaces/authorization";
import type { EndpointAnswer, EndpointRefusal, EndpointRequest, EndpointService } from "./serviceEndpoint";
import type { ServiceRegistry } from "../serviceRegistry";

/** An error that a service returns. Its operation throws it. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  /** `ParameterNotFound`. */
  readonly code: string;
  readonly statusCode: number;
  /** Further keys of the answer. */
  readonly members: Readonly<Record<string, unknown>>;

  /** @param message empty for an error that AWS returns without a message. */
  constructor(code: string, message: string, more: { statusCode?: number; members?: Record<string, unknown> } = {}) {
    super(message);
    this.code = code;
    this.statusCode = more.statusCode ?? 400;
    this.members = more.members ?? {};
  }
}

export type JsonInput = Readonly<Record<string, unknown>>;

/** Context of one call. */
export interface CallContext {
  /** Absent for a request without a signature, which few operations accept. */
  readonly principal: Principal;
  readonly isSigned: boolean;
  readonly region: string;
  /** X-Ray header as the caller sent it. */
  readonly traceHeader: string | undefined;
}

export interface JsonOperation {
  /**
   * Returns the actions that IAM must allow. The first denied action rejects the call. Absent for operations that need
   * no permission.
   *
   * @throws ServiceError for input that names no resource.
   */
  readonly access?: (input: JsonInput, context: CallContext) => readonly AccessRequest[];
  /** Logical names or ARNs for the fact about the call. */
  readonly resources?: (input: JsonInput) => readonly string[];
  /** @throws ServiceError */
  readonly run: (input: JsonInput, context: CallContext) => object | Promise<object>;
  /** Status of a success; defaults to 200. */
  readonly successStatus?: number;
}

export interface JsonServiceOptions {
  /** Service of the credential scope, `sqs`. */
  readonly signingName: string;
  /** Version in the content type `application/x-amz-json-VERSION`, or `rest` for `application/json`. */
  readonly version: "1.0" | "1.1" | "rest";
  readonly registry: ServiceRegistry;
  /** Operations, keyed by name without the target's prefix. */
  readonly operations: Readonly<Record<string, JsonOperation>>;
  /** Returns operation and parameters from method and path. Default: the operation is in the header `X-Amz-Target`. */
  readonly route?: (request: Pick<EndpointRequest, "method" | "target">) => RoutedCall;
  /** Code and status of a denial. Default: `AccessDeniedException` and 400. */
  readonly denied?: {
    readonly code: string;
    readonly statusCode: number;
    /** Rewrites IAM's message for services with other names of actions. */
    readonly messageOf?: (denial: string) => string;
  };
  /** Further headers of an error, such as SQS's `x-amzn-query-error`. */
  readonly errorHeaders?: (error: EndpointRefusal) => Readonly<Record<string, string>>;
  /** Returns the shape name in `__type` for an error code. Default: the code itself. */
  readonly typeOf?: (code: string) => string;
}

/** An operation and the parameters that its path and query contain. */
export interface RoutedCall {
  readonly operation: string;
  readonly parameters: JsonInput;
}

/** Creates the endpoint's side of a service from its operations. */
export function jsonService(options: JsonServiceOptions): EndpointService {
  const { signingName } = options;
  return {
    signingName,
    answer: (request) => answerCall(options, request),
    refuse: (refusal, request) => errorOf(options, { operation: callOf(options, request).operation, ...refusal }),
  };
}

async function answerCall(options: JsonServiceOptions, request: EndpointRequest): Promise<EndpointAnswer> {
  const { operation, parameters } = callOf(options, request);
  const declared = Object.hasOwn(options.operations, operation) ? options.operations[operation] : undefined;
  if (declared === undefined) {
    const message = `the local cloud does not emulate ${options.signingName}:${operation}`;
    return errorOf(options, { operation, code: "UnknownOperationException", message, statusCode: 400 });
  }
  const body = parseInput(request.body);
  if (body === undefined) {
    const message = "the request is no JSON object";
    return errorOf(options, { operation, code: "SerializationException", message, statusCode: 400 });
  }
  const input = { ...body, ...parameters };
  const performed = await performOperation(options, declared, { input, request });
  const { authorized } = performed;
  if ("error" in performed) return { ...errorOf(options, { operation, ...performed.error }), authorized };
  const { output, resources } = performed;
  return { ...answerOf(options, declared.successStatus ?? 200, output), operation, resources, authorized };
}

/** The result of an operation: its output or an error of the service, and the decision of IAM. */
export type Performed = { readonly authorized: Authorization | undefined } & (
  | { readonly output: object; readonly resources: readonly string[] }
  | { readonly error: EndpointRefusal & { readonly members?: Readonly<Record<string, unknown>> } }
);

/** Runs an operation under IAM, in any protocol. */
export async function performOperation(
  { registry, denied }: Pick<JsonServiceOptions, "registry" | "denied">,
  declared: JsonOperation,
  { input, request }: { readonly input: JsonInput; readonly request: EndpointRequest },
): Promise<Performed> {
  const { principal, region, traceHeader } = request;
  const context = { principal: principal!, isSigned: principal !== undefined, region, traceHeader };
  let authorized: Authorization | undefined;
  try {
    const iam = registry.use(authorizer);
    for (const access of declared.access?.(input, context) ?? []) {
      authorized = authorizeAccess(iam, context.principal, access);
      if (authorized.denial === undefined) continue;
      const { code, statusCode, messageOf } = denied ?? { code: "AccessDeniedException", statusCode: 400 };
      const message = messageOf?.(authorized.denial) ?? authorized.denial;
      return { error: { code, message, statusCode }, authorized };
    }
    const output = await declared.run(input, context);
    return { output, resources: declared.resources?.(input) ?? [], authorized };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { code, message, statusCode, members } = error;
    return { error: { code, message, statusCode, members }, authorized };
  }
}

function callOf(
  { route }: JsonServiceOptions,
  request: Pick<EndpointRequest, "method" | "target" | "headers">,
): RoutedCall {
  if (route !== undefined) return route(request);
  const target = String(request.headers["x-amz-target"] ?? "");
  return { operation: target.split(".").at(-1)!, parameters: {} };
}

/** Returns undefined for a body that is no JSON object; an empty body is one without keys. */
function parseInput(body: Buffer): JsonInput | undefined {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonInput) : undefined;
  } catch {
    return undefined;
  }
}

function errorOf(
  options: JsonServiceOptions,
  error: EndpointRefusal & { readonly operation: string; readonly members?: Readonly<Record<string, unknown>> },
): EndpointAnswer {
  const { code, message, statusCode, operation, members } = error;
  const type = options.typeOf?.(code) ?? code;
  const named =
    options.version === "rest"
      ? { Message: message, ...members }
      : { __type: type, ...(message === "" ? {} : { message }), ...members };
  const answer = answerOf(options, statusCode, named);
  return {
    ...answer,
    headers: { ...answer.headers, "x-amzn-ErrorType": code, ...options.errorHeaders?.(error) },
    operation,
    errorType: code,
  };
}

function answerOf({ version }: JsonServiceOptions, statusCode: number, body: object) {
  const text = JSON.stringify(body);
  const headers = {
    "Content-Type": version === "rest" ? "application/json" : `application/x-amz-json-${version}`,
    "Content-Length": String(Buffer.byteLength(text)),
  };
  return { statusCode, headers, body: text };
}
