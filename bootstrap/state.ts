import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** The bucket of the stacks' state, and the keys that encrypt their secrets. */
export interface State {
  readonly bucket: aws.s3.Bucket;
  /** By stack: a role that may decrypt one stack's secrets cannot decrypt another's. */
  readonly keys: Readonly<Record<string, aws.kms.Key>>;
}

/** All are protected: without them every stack's state is lost. */
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
      // IAM decides who may use it, and the roles' policies name it.
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
  const closed = new aws.s3.BucketPublicAccessBlock(
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
  new aws.s3.BucketPolicy("state-tls", { ...settings, policy: tlsOnly(bucket) }, { ...opts, dependsOn: [closed] });
  return bucket;
}

function tlsOnly(bucket: aws.s3.Bucket): pulumi.Output<string> {
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
