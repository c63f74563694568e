import { remembered } from "../kernel/bounds/remembered";
import { parseAuthorization, type Signer } from "./authorizationHeader";
import type { CanonicalRequest, SigningParts } from "./canonical";

/** The signature in an Authorization header. */
export interface Signature extends SigningParts {
  readonly signer: Signer;
}

/** DynamoDB's error for an invalid signature. */
export interface SignatureRefusal {
  readonly refusal: "IncompleteSignatureException" | "InvalidSignatureException";
  readonly message: string;
}

const incomplete = (message: string): SignatureRefusal => ({ refusal: "IncompleteSignatureException", message });
const invalid = (message: string): SignatureRefusal => ({ refusal: "InvalidSignatureException", message });

/**
 * Parses the Authorization header of a signed request.
 *
 * The errors here and in `signatureRefusal`, and their order, are those that dynalite's author observed on DynamoDB
 * (dynalite, index.js).
 */
export function parseSignature({ headers }: CanonicalRequest): Signature | SignatureRefusal {
  const header = headers.get("authorization") ?? "";
  const date = headers.get("x-amz-date") ?? "";
  const { signer, signature } = parseAuthorization(header);
  const missing = missingParts(signer, signature, date);
  if (missing !== "") return incomplete(`${missing}Authorization=${header}`);
  const { scope, signedHeaders } = signer;
  return { signer, scope, signedHeaders, signature, date, isPresigned: false };
}

const missingPart = (name: string) => `Authorization header requires '${name}' parameter. `;

function missingParts({ credential, signedHeaders }: Signer, signature: string, date: string): string {
  let missing = "";
  if (credential === "") missing += missingPart("Credential");
  if (signature === "") missing += missingPart("Signature");
  if (signedHeaders.length === 0) missing += missingPart("SignedHeaders");
  if (date === "") missing += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  return missing;
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
  const { signer, date } = signature;
  const { algorithm, credential, elements } = signer;
  const outdated = dateRefusal(date, now);
  if (outdated !== undefined) return outdated;
  const unsigned = unsignedHeader(headers, signer);
  if (unsigned !== undefined) return invalid(`${unsigned} must be a 'SignedHeader' in the AWS Authorization.`);
  if (algorithm !== "AWS4-HMAC-SHA256") {
    return incomplete(`Unsupported AWS 'algorithm': '${algorithm}' (only AWS4-HMAC-SHA256 for now). `);
  }
  if (elements.length !== 4) {
    const rule = "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term";
    return incomplete(`${rule}, got '${credential}'`);
  }
  const wrong = scopeErrors(signer, { date, service, host: headers.get("host") ?? "" });
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

/**
 * Parses a time such as `20260101T000000Z` to epoch milliseconds; undefined for another format. Requests of the same
 * second have the same text.
 */
export const timeOf = remembered((date): number | undefined => {
  const extended = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
  const time = extended === date ? NaN : Date.parse(extended);
  return Number.isNaN(time) ? undefined : time;
});

function basicFormat(epochMillis: number): string {
  return new Date(epochMillis).toISOString().replace(/[-:]|\.\d+/g, "");
}

/** Returns a header that must be signed but is not: Host, or a header of AWS. */
function unsignedHeader(headers: CanonicalRequest["headers"], { covered }: Signer): string | undefined {
  if (!covered.has("host")) return "'Host' or ':authority'";
  for (const name of headers.keys()) if (name.startsWith("x-amz-") && !covered.has(name)) return `'${name}'`;
  return undefined;
}

/** Form of a region, such as `us-gov-west-1` (AWS General Reference, "AWS service endpoints"). */
const regions = /^[a-z]{2,3}(?:-[a-z]+)+-\d+$/;

/** Returns all errors of a credential scope. DynamoDB lists them in one response. */
function scopeErrors(
  { elements: [day = "", region = "", service = "", terminator] }: Signer,
  expected: { readonly date: string; readonly service: string; readonly host: string },
): string[] {
  const [, hostRegion = region] = /^[\w-]+\.([a-z\d-]+)\.(?:amazonaws\.com|api\.aws)/.exec(expected.host) ?? [];
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
