import type { Bytes } from "./operation";

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
export function urlOf(baseUrl: string, { method, path }: Target, { params = {}, query = {} }: AnyInput): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(params[name] ?? "");
    // URLs resolve these segments (URL Standard, "double-dot URL path segment"), so the request would go elsewhere.
    if (value === "" || value === "." || value === "..") {
      throw new TypeError(`${method} ${path}: params.${name} is ${JSON.stringify(value)}, which a path cannot contain`);
    }
    return encodeURIComponent(value);
  });
  const values = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) values.append(name, String(value));
  const search = values.toString();
  return `${baseUrl.replace(/\/+$/, "")}${filled}${search === "" ? "" : `?${search}`}`;
}

/** Returns the headers of a call, without those that identify the caller. */
export function headersOf(target: Target, input: AnyInput, newKey: () => string): Headers {
  const key = input.idempotencyKey ?? (target.idempotent === true ? newKey() : undefined);
  const type = target.contentType ?? input.contentType ?? (input.body === undefined ? undefined : "application/json");
  const headers = new Headers();
  const named = {
    "Content-Type": type,
    "If-Match": input.ifMatch,
    "If-None-Match": input.ifNoneMatch,
    "Idempotency-Key": key,
    ...input.headers,
  };
  for (const [name, value] of Object.entries(named)) if (value !== undefined) headers.set(name, String(value));
  return headers;
}

/** Returns the body as `fetch` takes it: bytes as they are if they have a media type of their own, or JSON. */
export function bodyOf(
  { contentType: declared }: Target,
  { body, contentType = declared }: AnyInput,
): Bytes | undefined {
  if (body === undefined || contentType !== undefined) return body as Bytes | undefined;
  return JSON.stringify(body);
}
