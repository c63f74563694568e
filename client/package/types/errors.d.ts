import type { Received } from "./operation.js";
/** An answer whose status is neither 200 to 299 nor expected. The message is the sentence of the API. */
export declare class ApiError<Code extends string = string> extends Error {
  readonly operation: string;
  readonly name = "ApiError";
  readonly status: number;
  /** Name of the declared error; undefined for other errors. */
  readonly code: Code | undefined;
  readonly requestId: string | undefined;
  readonly headers: Headers;
  readonly body: unknown;
  /** @param operation method and path, such as `GET /rooms/{id}` */
  constructor(operation: string, { status, body, headers, requestId }: Received);
}
/** A call without an answer: the network failed, or the time is over. An aborted call throws the signal's reason. */
export declare class ConnectionError extends Error {
  readonly operation: string;
  readonly reason: keyof typeof sentences;
  readonly name = "ConnectionError";
  constructor(
    operation: string,
    reason: keyof typeof sentences,
    options?: {
      readonly cause?: unknown;
    },
  );
}
declare const sentences: {
  network: string;
  timeout: string;
  "invalid body": string;
  redirect: string;
};
export {};
