/** What a callback answers; `handler` turns it into API Gateway's proxy response. */
export interface Answer<Status extends number = number> {
  readonly statusCode: Status;
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
}

export function answerError(statusCode: number, message: string): AnswerError {
  return Object.assign(new Error(message), { statusCode });
}

/**
 * What an error means to the client: its own answer, 503 when DynamoDB throttles, fails or is out of reach, undefined
 * when nobody foresaw it. By name: `instanceof` fails across the serialized text and the bundled SDK. Names: DynamoDB
 * Developer Guide, "Error handling with DynamoDB", and the SDK's own for timeouts and sockets.
 */
export function errorAnswer(error: unknown, requestId: string): Answer | undefined {
  const unavailable =
    /^(ProvisionedThroughputExceeded|RequestLimitExceeded|Throttling|Throttled|ServiceUnavailable)(Exception)?$|^(InternalServerError|TimeoutError|ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|ETIMEDOUT)$/;
  const { statusCode, message, name, code } = (error ?? {}) as Partial<AnswerError> & { code?: string };
  if (typeof statusCode === "number") return { statusCode, body: { error: message, requestId } };
  if (!unavailable.test(name ?? "") && !unavailable.test(code ?? "")) return undefined;
  return { statusCode: 503, headers: { "Retry-After": "1" }, body: { error: "Service unavailable", requestId } };
}
