import { createHmac, createSecretKey, hash, timingSafeEqual, type KeyObject } from "node:crypto";
import type { SignedRequest } from "../kernel/interfaces/signed";

/** Parts of a signature that the canonical request and the string to sign contain. */
export interface SigningParts {
  /** `DATE/REGION/SERVICE/aws4_request`. */
  readonly scope: string;
  readonly signedHeaders: readonly string[];
  /** Hexadecimal. */
  readonly signature: string;
  /** Such as `20260101T000000Z`. */
  readonly date: string;
  /** True if the signature is a query parameter, as in a presigned URL. */
  readonly isPresigned: boolean;
}

/** A request with the headers as signatures contain them. */
export interface CanonicalRequest extends Omit<SignedRequest, "headers"> {
  /** Values by lower-case name, with folded blanks. The lines of a repeated header are joined. */
  readonly headers: ReadonlyMap<string, string>;
}

/** Reads the headers of a request once, for all that a signature needs of them. */
export function canonicalRequest({ service, method, target, headers: lines, body }: SignedRequest): CanonicalRequest {
  const headers = new Map<string, string>();
  for (const [written, text] of lines) {
    const name = written.toLowerCase();
    const value = text.trim().replace(/\s{2,}|[^\S ]/g, " ");
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before},${value}`);
  }
  return { service, method, target, headers, body };
}

/**
 * Signing keys by secret and scope. A key is valid for a day. They are objects, because Node.js 24 takes 26 µs longer for
 * an HMAC whose key is a buffer.
 */
const keys = new Map<string, KeyObject>();

/** Maximum number of cached signing keys: one a day for each function of a run. */
const maxKeys = 1_000;

/** Returns a function that decides whether a request, with the body that it states, was signed with a secret. */
export function isSignedBy(request: CanonicalRequest, parts: SigningParts): (secret: string) => boolean {
  return (secret) => isSignedWith(secret, request, parts) && hasStatedBody(request);
}

/** IAM User Guide, "Create a signed AWS API request". */
function isSignedWith(secret: string, request: CanonicalRequest, parts: SigningParts): boolean {
  const { scope, signature, date } = parts;
  const text = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonicalText(request, parts))}`;
  return isTextSignedWith(secret, text, { scope, signature });
}

/** Returns whether a text itself was signed with this secret (Amazon S3 API Reference, "Authenticating requests: POST"). */
export function isTextSignedWith(
  secret: string,
  text: string,
  { scope, signature }: Pick<SigningParts, "scope" | "signature">,
): boolean {
  const expected = createHmac("sha256", signingKey(secret, scope)).update(text).digest();
  const given = Buffer.from(signature, "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function canonicalText(request: CanonicalRequest, { signedHeaders, isPresigned }: SigningParts): string {
  const { service, method, target, headers } = request;
  const [path = "", query = ""] = target.split("?");
  return [
    method,
    // S3 encodes paths once, all other services twice.
    service === "s3" ? path : encodeSegments(path),
    canonicalQuery(query),
    ...signedHeaders.map((name) => `${name}:${headers.get(name) ?? ""}`),
    "",
    signedHeaders.join(";"),
    isPresigned ? "UNSIGNED-PAYLOAD" : payloadHash(request),
  ].join("\n");
}

/**
 * Returns the body hash in a request's header, or computes it. Only S3 accepts other values, such as
 * `UNSIGNED-PAYLOAD`. `hasStatedBody` compares the header with the body.
 */
function payloadHash({ headers, body }: CanonicalRequest): string {
  return headers.get("x-amz-content-sha256") || sha256(body);
}

/** Returns false if a request states the hash of a different body. */
function hasStatedBody({ service, headers, body }: CanonicalRequest): boolean {
  const stated = headers.get("x-amz-content-sha256") ?? "";
  if (stated === "") return true;
  if (service === "s3" && /^(?:UNSIGNED-PAYLOAD|STREAMING-[A-Z\d-]+)$/.test(stated)) return true;
  return stated === sha256(body);
}

/** Sorts parameters by name, then by value, and omits the signature itself. */
function canonicalQuery(query: string): string {
  if (query === "") return "";
  return query
    .split("&")
    .map((parameter) => (parameter.includes("=") ? parameter : `${parameter}=`))
    .filter((parameter) => !parameter.startsWith("X-Amz-Signature="))
    .map((parameter) => [parameter.slice(0, parameter.indexOf("=")), parameter] as const)
    .sort(([one, whole], [other, otherWhole]) => compare(one, other) || compare(whole, otherWhole))
    .map(([, parameter]) => parameter)
    .join("&");
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function encodeSegments(path: string): string {
  if (path === "/") return path;
  return path
    .split("/")
    .map((segment) =>
      encodeURIComponent(segment).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join("/");
}

function sha256(data: string | Buffer): string {
  return hash("sha256", data);
}

function signingKey(secret: string, scope: string): KeyObject {
  const name = `${secret} ${scope}`;
  let key = keys.get(name);
  if (key === undefined) {
    const derived = scope
      .split("/")
      .reduce<Buffer>((outer, part) => createHmac("sha256", outer).update(part).digest(), Buffer.from(`AWS4${secret}`));
    key = createSecretKey(derived);
    if (keys.size > maxKeys) keys.clear();
    keys.set(name, key);
  }
  return key;
}
