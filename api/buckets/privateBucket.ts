import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import type { Stack } from "../shared/stack";

/** Days for which a bucket with versions keeps replaced and deleted objects: as long as a table's recovery. */
const recoveryDays = 35;

export interface PrivateBucketArgs {
  readonly lifecycle: Settings["buckets"][string] | undefined;
  readonly stack: Stack;
}

/**
 * A bucket that only the account reads, encrypted, over TLS alone. Web pages of the API's origins may use its presigned
 * requests. With `pointInTimeRecovery`, it keeps replaced and deleted objects for 35 days.
 */
export class PrivateBucket extends pulumi.ComponentResource {
  readonly bucket: aws.s3.Bucket;

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("rest-api:buckets:PrivateBucket", name, {}, opts);
    const { settings } = args.stack;
    this.bucket = new aws.s3.Bucket(
      name,
      // Without `forceDestroy`, a bucket that contains objects cannot be deleted.
      { forceDestroy: !settings.deletionProtection },
      { parent: this, protect: settings.deletionProtection },
    );
    this.closeToPublic(name);
    this.encrypt(name, args.stack);
    if (settings.pointInTimeRecovery) this.keepVersions(name);
    this.expire(name, args);
    this.allowOrigins(name, settings.corsOrigins);
    this.registerOutputs({ bucketName: this.bucket.bucket });
  }

  private closeToPublic(name: string): void {
    const bucket = this.bucket.bucket;
    const block = new aws.s3.BucketPublicAccessBlock(
      `${name}-public-access`,
      { bucket, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
      { parent: this },
    );
    new aws.s3.BucketOwnershipControls(
      `${name}-ownership`,
      { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
      { parent: this },
    );
    // S3 answers a conflict to simultaneous changes of the block and the policy.
    new aws.s3.BucketPolicy(
      `${name}-policy`,
      { bucket, policy: this.bucket.arn.apply(requireTls) },
      { parent: this, dependsOn: [block] },
    );
  }

  private encrypt(name: string, { customerKey }: Stack): void {
    const key =
      customerKey === undefined
        ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
        : {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: customerKey.arn },
            // One key for each bucket and hour instead of one for each object, which costs less.
            bucketKeyEnabled: true,
          };
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      { bucket: this.bucket.bucket, rules: [key] },
      { parent: this },
    );
  }

  private keepVersions(name: string): void {
    new aws.s3.BucketVersioning(
      `${name}-versioning`,
      { bucket: this.bucket.bucket, versioningConfiguration: { status: "Enabled" } },
      { parent: this },
    );
  }

  private expire(name: string, { lifecycle = {}, stack: { settings } }: PrivateBucketArgs): void {
    const { expireAfterDays, infrequentAccessAfterDays } = lifecycle;
    const rules = [
      { id: "abandoned-uploads", abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } },
      ...(settings.pointInTimeRecovery
        ? [{ id: "replaced-objects", noncurrentVersionExpiration: { noncurrentDays: recoveryDays } }]
        : []),
      ...(expireAfterDays === undefined ? [] : [{ id: "old-objects", expiration: { days: expireAfterDays } }]),
      ...(infrequentAccessAfterDays === undefined
        ? []
        : [
            {
              id: "rarely-read-objects",
              transitions: [{ days: infrequentAccessAfterDays, storageClass: "STANDARD_IA" }],
            },
          ]),
    ];
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      { bucket: this.bucket.bucket, rules: rules.map((rule) => ({ ...rule, status: "Enabled", filter: {} })) },
      { parent: this },
    );
  }

  private allowOrigins(name: string, allowedOrigins: readonly string[]): void {
    new aws.s3.BucketCorsConfiguration(
      `${name}-cors`,
      {
        bucket: this.bucket.bucket,
        corsRules: [
          {
            allowedOrigins: [...allowedOrigins],
            allowedMethods: ["GET", "HEAD", "POST", "PUT"],
            allowedHeaders: ["*"],
            exposeHeaders: ["ETag"],
            maxAgeSeconds: 600,
          },
        ],
      },
      { parent: this },
    );
  }
}

/** Returns the bucket's policy, which denies requests without TLS (S3 User Guide, "Protecting data in transit"). */
function requireTls(arn: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "RequireTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}
