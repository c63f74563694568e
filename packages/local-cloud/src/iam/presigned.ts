import type { AuthenticationRefusal } from "../kernel/interfaces/authorization";
import type { CanonicalRequest, SigningParts } from "./canonical";
import { timeOf } from "./signature";

/** Signature in a presigned URL (Amazon S3 API Reference, "Authenticating requests: using query parameters"). */
export interface PresignedSignature extends SigningParts {
  readonly accessKeyId: string;
  readonly token: string;
  readonly service: string;
  /** Seconds, from 1 to 604,800. */
  readonly expires: number;
}

/** Maximum lifetime of a presigned URL in seconds: seven days (Amazon S3 API Reference, X-Amz-Expires). */
const maxExpires = 604_800;

/** Maximum time in milliseconds by which the date of a presigned URL may be in the future. */
const skewMillis = 900_000;

const refuse = (refusal: string, message: string): AuthenticationRefusal => ({ refusal, message });

/** Returns whether the signature of a request is in its query. */
export function isPresigned({ target }: CanonicalRequest): boolean {
  return /[?&]X-Amz-Signature=/.test(target);
}

/** Parses the signature of a presigned URL. */
export function parsePresigned({ target }: CanonicalRequest): PresignedSignature | AuthenticationRefusal {
  const query = new URLSearchParams(target.slice(target.indexOf("?") + 1));
  const names = ["Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature"];
  if (names.some((name) => !query.has(`X-Amz-${name}`))) {
    const rule = names.map((name) => `X-Amz-${name}`).join(", ");
    return refuse(
      "AuthorizationQueryParametersError",
      `Query-string authentication version 4 requires the ${rule} parameters.`,
    );
  }
  const of = (name: string) => query.get(`X-Amz-${name}`) ?? "";
  if (of("Algorithm") !== "AWS4-HMAC-SHA256") {
    return refuse(
      "AuthorizationQueryParametersError",
      'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"',
    );
  }
  const [accessKeyId = "", ...scope] = of("Credential").split("/");
  return {
    accessKeyId,
    token: of("Security-Token"),
    service: scope[2] ?? "",
    scope: scope.join("/"),
    signedHeaders: of("SignedHeaders").split(";"),
    signature: of("Signature"),
    date: of("Date"),
    expires: Number(of("Expires")),
    isPresigned: true,
  };
}

/**
 * Checks the lifetime and the scope of a presigned URL.
 *
 * @param now epoch milliseconds.
 */
export function presignedRefusal(
  { date, expires, scope, service }: PresignedSignature,
  expected: { readonly service: string; readonly now: number },
): AuthenticationRefusal | undefined {
  if (!Number.isInteger(expires) || expires < 1) {
    return refuse("AuthorizationQueryParametersError", "X-Amz-Expires must be a number of at least 1 second");
  }
  if (expires > maxExpires) {
    return refuse(
      "AuthorizationQueryParametersError",
      `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${maxExpires} seconds`,
    );
  }
  const signed = timeOf(date);
  if (signed === undefined) {
    return refuse(
      "AuthorizationQueryParametersError",
      "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
    );
  }
  if (signed > expected.now + skewMillis) return refuse("AccessDenied", "Request is not valid yet");
  if (expected.now > signed + expires * 1000) return refuse("AccessDenied", "Request has expired");
  const [day, , , terminator] = scope.split("/");
  if (service !== expected.service || day !== date.slice(0, 8) || terminator !== "aws4_request") {
    return refuse(
      "AuthorizationQueryParametersError",
      `Error parsing the X-Amz-Credential parameter; incorrect scope ${scope}`,
    );
  }
  return undefined;
}
