import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Storage of the stacks' state. */
export interface State {
  readonly bucket: aws.s3.Bucket;
  /**
   * KMS keys that encrypt the stacks' secrets, keyed by stack. Each stack has its own, so that roles can be separated.
   */
  readonly keys: Readonly<Record<string, aws.kms.Key>>;
}

/** Declares the bucket and the keys. They are protected, because deleting them would lose the state of every stack. */
export function createState(stacks: readonly string[], account: pulumi.Output<string>): State {
  const keys = Object.fromEntries(stacks.map((stack) => [stack, createKey(stack, account)]));
  return { bucket: createBucket(), keys };
}

function createKey(stack: string, account: pulumi.Output<string>): aws.kms.Key {
  return new aws.kms.Key(
    `secrets-${stack}`,
    {
      description: `Secrets in the state of Pulumi's stack ${stack}`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      // IAM policies control the use of the key. The policies of the roles refer to it.
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "TheAccountAdministersIt",
            Effect: "Allow",
            Principal: { AWS: pulumi.interpolate`arn:aws:iam::${account}:root` },
            Action: "kms:*",
            Resource: "*",
          },
        ],
      }),
    },
    { protect: true },
  );
}

function createBucket(): aws.s3.Bucket {
  const bucket = new aws.s3.Bucket("state", {}, { protect: true });
  const settings = { bucket: bucket.id };
  const opts = { parent: bucket };
  new aws.s3.BucketVersioning("state-versions", { ...settings, versioningConfiguration: { status: "Enabled" } }, opts);
  new aws.s3.BucketServerSideEncryptionConfiguration(
    "state-encryption",
    { ...settings, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
    opts,
  );
  const accessBlock = new aws.s3.BucketPublicAccessBlock(
    "state-closed",
    {
      ...settings,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    opts,
  );
  new aws.s3.BucketLifecycleConfiguration(
    "state-old-versions",
    {
      ...settings,
      rules: [
        { id: "old-versions", status: "Enabled", filter: {}, noncurrentVersionExpiration: { noncurrentDays: 90 } },
      ],
    },
    opts,
  );
  new aws.s3.BucketPolicy(
    "state-tls",
    { ...settings, policy: denyWithoutTls(bucket) },
    { ...opts, dependsOn: [accessBlock] },
  );
  return bucket;
}

function denyWithoutTls(bucket: aws.s3.Bucket): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucket.arn, pulumi.interpolate`${bucket.arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}
