import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { SignedRequest } from "../kernel/interfaces";

/** What an `Authorization: AWS4-HMAC-SHA256 …` header says. */
export interface Signature {
  readonly accessKeyId: string;
  /** `DATE/REGION/SERVICE/aws4_request`. */
  readonly scope: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** Undefined for a header that lacks a part. */
export function parseAuthorization(header: string): Signature | undefined {
  const part = (name: string) => new RegExp(`[ ,]${name}=([^, ]+)`).exec(header)?.[1];
  const [accessKeyId, ...scope] = part("Credential")?.split("/") ?? [];
  const signedHeaders = part("SignedHeaders")?.split(";");
  const signature = part("Signature");
  if (accessKeyId === undefined || scope.length !== 4 || signedHeaders === undefined || signature === undefined) {
    return undefined;
  }
  return { accessKeyId, scope: scope.join("/"), signedHeaders, signature };
}

/** Signing keys by secret and scope: they are the same for a day. */
const keys = new Map<string, Buffer>();

/** Whether a request was signed with this secret (AWS IAM User Guide, "Create a signed AWS API request"). */
export function isSigned(
  request: SignedRequest,
  { scope, signedHeaders, signature }: Signature,
  secret: string,
): boolean {
  const date = valueOf(request, "x-amz-date");
  const [path = "", query = ""] = request.target.split("?");
  const canonical = [
    request.method,
    path,
    query.split("&").sort().join("&"),
    ...signedHeaders.map((name) => `${name}:${valueOf(request, name)}`),
    "",
    signedHeaders.join(";"),
    createHash("sha256").update(request.body).digest("hex"),
  ].join("\n");
  const hash = createHash("sha256").update(canonical).digest("hex");
  const text = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${hash}`;
  const expected = createHmac("sha256", signingKey(secret, scope)).update(text).digest();
  const given = Buffer.from(signature, "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function signingKey(secret: string, scope: string): Buffer {
  const name = `${secret} ${scope}`;
  let key = keys.get(name);
  if (key === undefined) {
    key = scope
      .split("/")
      .reduce<Buffer>((outer, part) => createHmac("sha256", outer).update(part).digest(), Buffer.from(`AWS4${secret}`));
    // One day's keys of a run's functions, and no more.
    if (keys.size > 1_000) keys.clear();
    keys.set(name, key);
  }
  return key;
}

/** A header's lines as one, blanks trimmed and folded. */
function valueOf({ headers }: SignedRequest, wanted: string): string {
  return headers
    .filter(([name]) => name.toLowerCase() === wanted)
    .map(([, value]) => value.trim().replace(/\s+/g, " "))
    .join(",");
}
