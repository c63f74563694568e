import type { ErrorBody, Received } from "./operation";

/** An answer whose status is neither 200 to 299 nor expected. The message is the sentence of the API. */
export class ApiError<Code extends string = string> extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  /** Name of the declared error; undefined for other errors. */
  readonly code: Code | undefined;
  readonly requestId: string | undefined;
  readonly headers: Headers;
  readonly body: unknown;

  /** @param operation method and path, such as `GET /rooms/{id}` */
  constructor(
    readonly operation: string,
    { status, body, headers, requestId }: Received,
  ) {
    const {
      error,
      code,
      requestId: id,
    } = (typeof body === "object" && body !== null ? body : {}) as Partial<ErrorBody>;
    super(typeof error === "string" ? error : `${operation} answered ${status}`);
    this.status = status;
    this.code = code as Code | undefined;
    this.requestId = requestId ?? id;
    this.headers = headers;
    this.body = body;
  }
}

/** A call without an answer: the network failed, or the time is over. An aborted call throws the signal's reason. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";

  constructor(
    readonly operation: string,
    readonly reason: keyof typeof sentences,
    options?: { readonly cause?: unknown },
  ) {
    super(`${operation}: ${sentences[reason]}`, options);
  }
}

const sentences = {
  network: "the API did not answer",
  timeout: "the API did not answer in time",
  "invalid body": "the body of the answer is not valid JSON",
  redirect: "the API answered with a redirect, which browsers hide from scripts",
};
