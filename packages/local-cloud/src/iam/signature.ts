import type { CanonicalRequest, SigningParts } from "./canonical";

/** Parts of an `Authorization: AWS4-HMAC-SHA256 …` header. */
export interface Signature extends SigningParts {
  readonly algorithm: string;
  readonly accessKeyId: string;
  readonly day: string;
  readonly region: string;
  readonly service: string;
}

/** DynamoDB's error for an invalid signature. */
export interface SignatureRefusal {
  readonly refusal: "IncompleteSignatureException" | "InvalidSignatureException";
  readonly message: string;
}

const incomplete = (message: string): SignatureRefusal => ({ refusal: "IncompleteSignatureException", message });
const invalid = (message: string): SignatureRefusal => ({ refusal: "InvalidSignatureException", message });

/** Parts of the Authorization header, in the order in which an error lists the missing ones. */
const requiredParts = ["Credential", "Signature", "SignedHeaders"];

/**
 * Parses the Authorization header of a signed request.
 *
 * The errors here and in `signatureRefusal`, and their order, are those that dynalite's author observed on DynamoDB
 * (dynalite, index.js).
 */
export function parseSignature({ headers }: CanonicalRequest): Signature | SignatureRefusal {
  const header = headers.get("authorization") ?? "";
  const [algorithm = "", ...parts] = header.split(/[ ,]+/);
  const named = new Map<string, string>();
  for (const part of parts) {
    const end = part.indexOf("=");
    named.set(part.slice(0, end), part.slice(end + 1));
  }
  const [credential = "", signature = "", signedHeaders = ""] = requiredParts.map((name) => named.get(name));
  const date = headers.get("x-amz-date") ?? "";
  if (credential === "" || signature === "" || signedHeaders === "" || date === "") {
    const missing = requiredParts
      .filter((name) => (named.get(name) ?? "") === "")
      .map((name) => `Authorization header requires '${name}' parameter. `);
    if (date === "") {
      missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
    }
    return incomplete(`${missing.join("")}Authorization=${header}`);
  }
  const [accessKeyId = "", ...scope] = credential.split("/");
  const [day = "", region = "", service = ""] = scope;
  return {
    algorithm,
    accessKeyId,
    day,
    region,
    service,
    scope: scope.join("/"),
    signedHeaders: signedHeaders.split(";"),
    signature,
    date,
    isPresigned: false,
  };
}

/**
 * Maximum age of a signature, in the past or the future, in milliseconds (IAM User Guide, "Elements of an AWS API
 * request signature").
 */
const windowMillis = 300_000;

/**
 * Checks everything except the secret: date, signed headers and credential scope (IAM User Guide, "Troubleshoot signed
 * requests for AWS APIs").
 *
 * @param service the called service, such as `dynamodb`.
 * @param now epoch milliseconds.
 */
export function signatureRefusal(
  { headers }: CanonicalRequest,
  signature: Signature,
  { service, now }: { readonly service: string; readonly now: number },
): SignatureRefusal | undefined {
  const { algorithm, signedHeaders, scope, date } = signature;
  const outdated = dateRefusal(date, now);
  if (outdated !== undefined) return outdated;
  const unsigned = unsignedHeader(headers, signedHeaders);
  if (unsigned !== undefined) return invalid(`${unsigned} must be a 'SignedHeader' in the AWS Authorization.`);
  if (algorithm !== "AWS4-HMAC-SHA256") {
    return incomplete(`Unsupported AWS 'algorithm': '${algorithm}' (only AWS4-HMAC-SHA256 for now). `);
  }
  if (scope.split("/").length !== 4) {
    const given = `${signature.accessKeyId}/${scope}`;
    const rule = "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term";
    return incomplete(`${rule}, got '${given}'`);
  }
  const wrong = scopeErrors(signature, { date, service, host: headers.get("host") ?? "" });
  return wrong.length === 0 ? undefined : invalid(wrong.join(" "));
}

function dateRefusal(date: string, now: number): SignatureRefusal | undefined {
  const time = timeOf(date);
  if (time === undefined) {
    return incomplete(
      `Date must be in ISO-8601 'basic format'. Got '${date}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  }
  if (time < now - windowMillis) {
    const oldest = basicFormat(now - windowMillis);
    return invalid(`Signature expired: ${date} is now earlier than ${oldest} (${basicFormat(now)} - 5 min.)`);
  }
  if (time > now + windowMillis) {
    const newest = basicFormat(now + windowMillis);
    return invalid(`Signature not yet current: ${date} is still later than ${newest} (${basicFormat(now)} + 5 min.)`);
  }
  return undefined;
}

/** Parses a time such as `20260101T000000Z` to epoch milliseconds; undefined for another format. */
export function timeOf(date: string): number | undefined {
  const extended = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
  const time = extended === date ? NaN : Date.parse(extended);
  return Number.isNaN(time) ? undefined : time;
}

function basicFormat(epochMillis: number): string {
  return new Date(epochMillis).toISOString().replace(/[-:]|\.\d+/g, "");
}

/** Returns a header that must be signed but is not: Host, or a header of AWS. */
function unsignedHeader(
  headers: CanonicalRequest["headers"],
  signedHeaders: readonly string[],
): string | undefined {
  const signed = new Set(signedHeaders.map((name) => name.toLowerCase()));
  if (!signed.has("host")) return "'Host' or ':authority'";
  for (const name of headers.keys()) if (name.startsWith("x-amz-") && !signed.has(name)) return `'${name}'`;
  return undefined;
}

/** Form of a region, such as `us-gov-west-1` (AWS General Reference, "AWS service endpoints"). */
const regions = /^[a-z]{2,3}(?:-[a-z]+)+-\d+$/;

/** Returns all errors of a credential scope. DynamoDB lists them in one response. */
function scopeErrors(
  { day, region, service, scope }: Signature,
  expected: { readonly date: string; readonly service: string; readonly host: string },
): string[] {
  const [, hostRegion = region] = /^[\w-]+\.([a-z\d-]+)\.(?:amazonaws\.com|api\.aws)/.exec(expected.host) ?? [];
  const terminator = scope.split("/")[3];
  const wrong: string[] = [];
  if (!regions.test(region) || region !== hostRegion) {
    wrong.push(`Credential should be scoped to a valid region, not '${region}'.`);
  }
  if (service !== expected.service)
    wrong.push(`Credential should be scoped to correct service: '${expected.service}'.`);
  if (terminator !== "aws4_request") {
    wrong.push(`Credential should be scoped with a valid terminator: 'aws4_request', not '${terminator}'.`);
  }
  if (day !== expected.date.slice(0, 8)) {
    const rule = "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP";
    wrong.push(`${rule}: '${day}' != '${expected.date.slice(0, 8)}', from '${expected.date}'.`);
  }
  return wrong;
}
