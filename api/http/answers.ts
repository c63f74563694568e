/** What a callback answers; `finish` turns it into API Gateway's proxy response. */
export interface Answer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Serialized as JSON; absent means an empty body. */
  readonly body?: unknown;
}

/**
 * An error that is an answer: its message is shown to the client, so it never quotes input.
 *
 * A plain Error with properties, because a class that extends Error loses its message when Pulumi serializes it.
 */
export interface AnswerError extends Error {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export function answerError(
  statusCode: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): AnswerError {
  return Object.assign(new Error(message), { statusCode, headers });
}

export function isAnswerError(error: unknown): error is AnswerError {
  return typeof (error as AnswerError | undefined)?.statusCode === "number" && error instanceof Error;
}

/** Seconds a client is asked to wait when the data layer throttles or is out of reach. */
const retryAfterSeconds = "1";

/**
 * What an error means to the client: itself when it is an answer, 503 when DynamoDB throttles, fails or is out of
 * reach, undefined when nobody foresaw it.
 *
 * Errors are matched by name: `instanceof` fails across the serialized text and the bundled SDK.
 * Names: DynamoDB Developer Guide, "Error handling with DynamoDB", and the SDK's own for timeouts and sockets.
 */
export function asAnswerError(error: unknown): AnswerError | undefined {
  if (isAnswerError(error)) return error;
  const unavailable = [
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingException",
    "ThrottledException",
    "InternalServerError",
    "ServiceUnavailable",
    "ServiceUnavailableException",
    "TimeoutError",
    "ECONNREFUSED",
    "ECONNRESET",
    "EPIPE",
    "ENOTFOUND",
    "ETIMEDOUT",
  ];
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  return unavailable.some((known) => known === name || known === code)
    ? answerError(503, "Service unavailable", { "Retry-After": retryAfterSeconds })
    : undefined;
}
