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
export function checkOptions({ baseUrl, maxAttempts = 1, timeoutMillis = 0 }: ClientOptions): void {
  if (!/^https?:\/\/[^/?#]+[^?#]*$/.test(baseUrl)) {
    throw new TypeError(`baseUrl is ${JSON.stringify(baseUrl)}, and must be an http or https URL without a query`);
  }
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1) {
    throw new TypeError(`maxAttempts is ${maxAttempts}, and must be an integer of at least 1`);
  }
  if (!(timeoutMillis >= 0)) throw new TypeError(`timeoutMillis is ${timeoutMillis}, and must not be negative`);
}

/** Returns the functions of Node.js and of browsers. */
export function platformTools(): Tools {
  return {
    fetch: (url, init) => fetch(url, init),
    now: () => Date.now(),
    random: () => Math.random(),
    wait: waitFor,
    after: callLater,
    // crypto.randomUUID exists in secure contexts only.
    newKey: () =>
      [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join(""),
  };
}

function callLater(millis: number, act: () => void): () => void {
  const timer = setTimeout(act, millis);
  return () => clearTimeout(timer);
}

function waitFor(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = callLater(millis, () => {
      signal.removeEventListener("abort", abort);
      resolve();
    });
    const abort = () => {
      cancel();
      reject(signal.reason as Error);
    };
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}
