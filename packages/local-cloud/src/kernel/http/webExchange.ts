/** HTTP requests and answers of listeners for clients. */

/** An HTTP request as a listener received it. */
export interface WebRequest {
  readonly method: string;
  /** Path and query, unchanged from the request line. */
  readonly target: string;
  /** Header lines in order, repeated names included, in the client's casing. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly sourceIp: string;
}

/** An HTTP answer. */
export interface WebAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** Stream that follows `body`; absent if `body` is complete. */
  readonly rest?: AsyncIterable<Buffer> & {
    /** Ends the source of the stream. */
    destroy?(): unknown;
  };
  /** Total bytes of a streamed answer. `body` contains only its beginning. */
  readonly length?: number;
}

export function plainText(status: number, text: string): WebAnswer {
  return { status, headers: [["Content-Type", "text/plain"]], body: Buffer.from(text) };
}

/** True if HTTP can carry a header: its name is a token, its value Latin-1 without control characters. */
export function isSendable([name, value]: readonly [name: string, value: string]): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name) && !/[^\t\x20-\x7e\x80-\xff]/.test(value);
}
