/** The return value of a callback. `handler` converts it to API Gateway's proxy response. */
export interface Answer<Status extends number = number> {
  readonly statusCode: Status;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Serialized as JSON, or a string if the media type is not JSON; absent for an empty body. A route with streamed or
   * binary answers also accepts bytes, and an async iterable of bytes and strings.
   */
  readonly body?: unknown;
}

/**
 * An error that becomes the answer to the client. Its message must not quote input.
 *
 * It has no class of its own: `errorAnswer` recognizes it by its `statusCode`, whatever code of a callback created it.
 */
export interface AnswerError extends Error {
  readonly statusCode: number;
  /** Name of the declared error, which the answer contains as `code`. */
  readonly declaredAs?: string;
}

/** An error that a route declares, and that its callback throws by name. */
export interface DeclaredError {
  /** 400 to 599. */
  readonly status: number;
  /** One sentence for clients. */
  readonly message: string;
}

export function answerError(statusCode: number, message: string): AnswerError {
  return Object.assign(new Error(message), { statusCode });
}

/** Returns a body as text: JSON, or a string of another media type. @throws Error if that body is not a string. */
export function bodyText(body: unknown, contentType: string): string {
  if (body === undefined) return "";
  if (/^application\/(?:[^\s/;]+\+)?json(?:\s*;|$)/i.test(contentType)) return JSON.stringify(body);
  if (typeof body === "string") return body;
  throw new Error(`an answer of type ${contentType} has a body that is not a string`);
}

/** The SDK's names of throttling (`THROTTLING_ERROR_CODES` and `TRANSIENT_ERROR_CODES` of @smithy/core). */
const throttling =
  /^(ProvisionedThroughputExceeded|RequestLimitExceeded|RequestThrottled|RequestTimeout|ServiceUnavailable|Throttl(ed|ing)|TooManyRequests)(Exception)?$/;
/** Names of failures and timeouts, and codes of sockets. */
const failing =
  /^(InternalServerError|SlowDown|TooManyUpdates|TimeoutError|ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|ETIMEDOUT)$/;

/**
 * Returns the answer for an error: that of an `AnswerError`, or 503 if a service of AWS throttles, fails or cannot be
 * reached. Returns undefined for any other error.
 *
 * Errors are recognized by name, so that an archive contains the classes of its own services alone. Other failures of a
 * service have a status of 500 or above, and S3's answers to HEAD have nothing else.
 */
export function errorAnswer(error: unknown, requestId: string): Answer | undefined {
  const { statusCode, declaredAs, message, name, code, $metadata } = (error ?? {}) as Partial<AnswerError> & SdkError;
  if (typeof statusCode === "number") return { statusCode, body: { error: message, code: declaredAs, requestId } };
  const status = $metadata?.httpStatusCode ?? 0;
  const isNamed = [name, code].some((each = "") => throttling.test(each) || failing.test(each));
  const isUnavailable = isNamed || status === 429 || status >= 500;
  if (!isUnavailable) return undefined;
  return { statusCode: 503, headers: { "Retry-After": "1" }, body: { error: "Service unavailable", requestId } };
}

/** Parts of an error of the SDK or of a socket. */
interface SdkError {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}
