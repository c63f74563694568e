import { S3Error } from "../protocol/errors";
import type { Call, Result } from "../call";
import { xml } from "./listObjects";

export function headBucket(call: Call): Result {
  call.allowBucket("s3:ListBucket");
  return { headers: { "x-amz-bucket-region": call.bucket.region, "x-amz-access-point-alias": "false" } };
}

export function getBucketLocation(call: Call): Result {
  call.allowBucket("s3:GetBucketLocation");
  const { region } = call.bucket;
  // us-east-1 has no location constraint (Amazon S3 API Reference, GetBucketLocation).
  const content = region === "us-east-1" ? "" : region;
  const namespace = "http://s3.amazonaws.com/doc/2006-03-01/";
  return {
    headers: { "Content-Type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint xmlns="${namespace}">${content}</LocationConstraint>`,
  };
}

export function getBucketVersioning(call: Call): Result {
  call.allowBucket("s3:GetBucketVersioning");
  return xml("VersioningConfiguration", { Status: call.bucket.versioning });
}

export function getBucketCors(call: Call): Result {
  call.allowBucket("s3:GetBucketCORS");
  const { cors, name } = call.bucket;
  if (cors.length === 0) {
    throw new S3Error("NoSuchCORSConfiguration", "The CORS configuration does not exist", {
      members: { BucketName: name },
    });
  }
  return xml("CORSConfiguration", {
    CORSRule: cors.map((rule) => ({
      ID: rule.id,
      AllowedMethod: rule.allowedMethods,
      AllowedOrigin: rule.allowedOrigins,
      AllowedHeader: rule.allowedHeaders,
      ExposeHeader: rule.exposeHeaders,
      MaxAgeSeconds: rule.maxAgeSeconds,
    })),
  });
}
