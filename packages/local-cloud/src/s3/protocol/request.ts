import type { EndpointRequest } from "../../kernel/protocols/serviceEndpoint";
import { S3Error } from "./errors";

/** A request, with the names of bucket and key that it contains. */
export interface S3Request extends EndpointRequest {
  /** Empty for a request to the service. */
  readonly bucket: string;
  /** Decoded; empty for a request to a bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  /** Name of the API's operation, `PutObject`. */
  readonly operation: string;
  readonly requestId: string;
}

/** Bytes of an object's key (Amazon S3 User Guide, "Naming Amazon S3 objects"). */
const maxKey = 1_024;

/**
 * Reads bucket, key and query of a request in path style, and in virtual-hosted style from a name of AWS.
 *
 * @throws S3Error
 */
export function parseTarget({ target, headers }: Pick<EndpointRequest, "target" | "headers">): {
  bucket: string;
  key: string;
  query: URLSearchParams;
} {
  const mark = target.indexOf("?");
  const path = mark === -1 ? target : target.slice(0, mark);
  const query = new URLSearchParams(mark === -1 ? "" : target.slice(mark + 1));
  const [, hosted] = /^(.+)\.s3[.-](?:[a-z\d-]+\.)*amazonaws\.com(?::\d+)?$/.exec(headers.host ?? "") ?? [];
  const decoded = decode(path.slice(1));
  if (hosted !== undefined) return { bucket: hosted, key: decoded, query };
  const slash = decoded.indexOf("/");
  const bucket = slash === -1 ? decoded : decoded.slice(0, slash);
  const key = slash === -1 ? "" : decoded.slice(slash + 1);
  if (Buffer.byteLength(key) > maxKey) {
    throw new S3Error("KeyTooLongError", undefined, {
      members: { Size: Buffer.byteLength(key), MaxSizeAllowed: maxKey },
    });
  }
  return { bucket, key, query };
}

/** @throws S3Error for a broken percent-encoding */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error("InvalidURI", undefined, { members: { URI: text } });
  }
}

/** Returns one value of a header; undefined without it. */
export function headerOf({ headers }: Pick<EndpointRequest, "headers">, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(",") : value;
}

/** Returns a whole number of the query. @throws S3Error */
export function numberOf({ query }: Pick<S3Request, "query">, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new S3Error("InvalidArgument", `Provided ${name} not an integer or within integer range`, {
    members: { ArgumentName: name, ArgumentValue: text },
  });
}

const signatureParameters = /^x-amz-(?:algorithm|credential|date|expires|signedheaders|signature|security-token)$/;

/**
 * Returns the headers that a presigned URL contains as parameters, `x-amz-acl`. S3 does not compare checksums among
 * them with the body (aws/aws-sdk-go-v2 issue 2610, localstack/localstack issue 12169).
 */
export function presignedHeaders(query: URLSearchParams): Record<string, string> {
  if (!query.has("X-Amz-Signature")) return {};
  const parameters = [...query].map(([name, value]) => [name.toLowerCase(), value] as const);
  const isHeader = (name: string) =>
    name.startsWith("x-amz-") && !signatureParameters.test(name) && !/^x-amz-(?:sdk-)?checksum-(?!mode$)/.test(name);
  return Object.fromEntries(parameters.filter(([name]) => isHeader(name)));
}

/** Rejects headers of AWS that the signature of a presigned URL does not cover. @throws S3Error */
export function checkSignedHeaders({ query, headers }: Pick<S3Request, "query" | "headers">): void {
  const signed = query.get("X-Amz-SignedHeaders")?.toLowerCase().split(";");
  if (signed === undefined || !query.has("X-Amz-Signature")) return;
  const unsigned = Object.keys(headers).filter((name) => name.startsWith("x-amz-") && !signed.includes(name));
  if (unsigned.length === 0) return;
  throw new S3Error("AccessDenied", "There were headers present in the request which were not signed", {
    members: { HeadersNotSigned: unsigned.join(", ") },
  });
}
