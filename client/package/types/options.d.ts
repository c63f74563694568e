/** A value, or a function that returns it for each attempt. */
export type Supplied = string | (() => string | undefined | Promise<string | undefined>);
export interface ClientOptions {
  /** Root URL of the stage, such as `https://api.example.com/v1`. */
  readonly baseUrl: string;
  /** Sent as `x-api-key`. */
  readonly apiKey?: Supplied | undefined;
  /** Sent as `Authorization: Bearer`. */
  readonly token?: Supplied | undefined;
  /** Milliseconds for a call with its retries. Default: 60,000. */
  readonly timeoutMillis?: number | undefined;
  /** Maximum attempts of a call. Default: 4; 1 for no retries. */
  readonly maxAttempts?: number | undefined;
  /** Replaces functions of the platform, for tests. */
  readonly tools?: Partial<Tools> | undefined;
}
/** Functions of the platform. */
export interface Tools {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** 0 to 1, without 1. */
  readonly random: () => number;
  /** Waits before a retry; rejects with the signal's reason when it is aborted. */
  readonly wait: (millis: number, signal: AbortSignal) => Promise<void>;
  /** Calls a function later. Returns a function that cancels the call. */
  readonly after: (millis: number, act: () => void) => () => void;
  /** Returns a new Idempotency-Key. */
  readonly newKey: () => string;
}
/** @throws TypeError for options of which no request could be made. */
export declare function checkOptions({ baseUrl, maxAttempts, timeoutMillis }: ClientOptions): void;
/** Returns the functions of Node.js and of browsers. */
export declare function platformTools(): Tools;
