import { S3Client } from "@aws-sdk/client-s3";

/** A bucket with its client, for callbacks. */
export interface OpenBucket {
  readonly name: string | undefined;
  readonly client: S3Client;
}

/**
 * Opens buckets with one client, once per environment.
 *
 * The client makes three attempts. Each takes at most 2 s to connect and to receive the first bytes, as for tables. It
 * adds no checksum to requests, because a presigned URL would contain that of an empty body.
 *
 * @param variables names of the environment variables that contain the buckets' names, keyed by bucket.
 */
export function openBuckets(variables: Readonly<Record<string, string>>): Record<string, OpenBucket> {
  const client = new S3Client({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
    requestChecksumCalculation: "WHEN_REQUIRED",
  });
  return Object.fromEntries(
    Object.entries(variables).map(([bucket, variable]) => [bucket, { name: process.env[variable], client }]),
  );
}
