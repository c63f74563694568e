import type { s3 } from "@pulumi/aws";
import { requiresTls } from "../documents";
import { findReferences, resourcePolicy, stackPolicy, type Policy } from "../policy";

const bucket = "aws:s3/bucket:Bucket";
const switches = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"] as const;

/** Policies of buckets: who reaches them, and over what. */
export const bucketPolicies: readonly Policy[] = [
  resourcePolicy<s3.BucketPublicAccessBlockArgs>({
    name: "bucket-public-access",
    level: "mandatory",
    controls: ["S3.8", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56"],
    reason: "a later policy or ACL could open the bucket to everybody",
    fix: `set ${switches.join(", ")} to true`,
    types: ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"],
    check: ({ props }) => switches.filter((name) => props[name] !== true).map((name) => `${name} is not true`),
  }),
  stackPolicy({
    name: "bucket-has-public-access-block",
    level: "mandatory",
    controls: ["S3.8", "CKV2_AWS_6"],
    reason: "a later policy or ACL could open the bucket to everybody",
    fix: "declare a BucketPublicAccessBlock of the bucket",
    types: [bucket],
    check: (each, stack) =>
      findReferences(each, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", stack).length > 0
        ? []
        : ["no BucketPublicAccessBlock refers to the bucket"],
  }),
  resourcePolicy<s3.BucketPolicyArgs>({
    name: "bucket-tls",
    level: "mandatory",
    controls: ["S3.5", "CKV_AWS_379"],
    reason: "requests without TLS show their content on the network",
    fix: "deny s3:* where aws:SecureTransport is false",
    types: ["aws:s3/bucketPolicy:BucketPolicy"],
    check: ({ props: { policy } }) => (requiresTls(policy) ? [] : ["no statement denies requests without TLS"]),
  }),
  stackPolicy({
    name: "bucket-has-policy",
    level: "mandatory",
    controls: ["S3.5"],
    reason: "without a policy, a bucket accepts requests without TLS",
    fix: "declare a BucketPolicy of the bucket",
    types: [bucket],
    check: (each, stack) =>
      each.props["policy"] !== undefined || findReferences(each, "aws:s3/bucketPolicy:BucketPolicy", stack).length > 0
        ? []
        : ["no BucketPolicy refers to the bucket"],
  }),
];
