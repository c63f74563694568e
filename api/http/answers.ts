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
