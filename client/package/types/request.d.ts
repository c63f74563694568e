import type { Bytes } from "./operation.js";
/** Method and path template of an operation. */
export interface Target {
  readonly method: string;
  /** Path template, with parameters as `{name}`. */
  readonly path: string;
  /** True if the operation declares `Idempotency-Key`. */
  readonly idempotent?: boolean | undefined;
  /** Media type of a body that is not JSON. */
  readonly contentType?: string | undefined;
}
type Values = Readonly<Record<string, string | number | boolean | undefined>>;
/** The input of a call, without the types of its operation. */
export interface AnyInput {
  readonly params?: Values | undefined;
  readonly query?: Values | undefined;
  readonly headers?: Values | undefined;
  readonly body?: unknown;
  readonly contentType?: string | undefined;
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly expected?: readonly number[] | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMillis?: number | undefined;
}
/** @throws TypeError for a path value that is missing, or that no URL can contain. */
export declare function urlOf(baseUrl: string, { method, path }: Target, { params, query }: AnyInput): string;
/** Returns the headers of a call, without those that identify the caller. */
export declare function headersOf(target: Target, input: AnyInput, newKey: () => string): Headers;
/** Returns the body as `fetch` takes it: bytes as they are if they have a media type of their own, or JSON. */
export declare function bodyOf({ contentType: declared }: Target, { body, contentType }: AnyInput): Bytes | undefined;
export {};
