import { statement, type ExamplesOf } from "./example";

const block = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const bucketPolicy = "aws:s3/bucketPolicy:BucketPolicy";
const closed = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
const deny = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: "*",
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};

/** Examples of the policies of buckets. */
export const bucketExamples: ExamplesOf = {
  "bucket-public-access": {
    passes: [{ props: closed }],
    fails: [
      [{ props: { ...closed, ignorePublicAcls: false } }, "ignorePublicAcls is not true"],
      [
        { props: { blockPublicAcls: true, blockPublicPolicy: true } },
        "ignorePublicAcls is not true",
        "restrictPublicBuckets is not true",
      ],
    ],
  },
  "bucket-has-public-access-block": {
    passes: [{ props: {}, referredBy: [{ type: block, props: closed }] }],
    fails: [[{ props: {} }, "no BucketPublicAccessBlock refers to the bucket"]],
  },
  "bucket-tls": {
    passes: [{ props: { policy: statement(deny) } }],
    fails: [
      [{ props: { policy: statement({ ...deny, Effect: "Allow" }) } }, "no statement denies requests without TLS"],
      [
        { props: { policy: statement({ ...deny, Condition: { Bool: { "aws:SecureTransport": "true" } } }) } },
        "no statement denies requests without TLS",
      ],
    ],
  },
  "bucket-has-policy": {
    passes: [{ props: {}, referredBy: [{ type: bucketPolicy, props: {} }] }, { props: { policy: statement(deny) } }],
    fails: [[{ props: {} }, "no BucketPolicy refers to the bucket"]],
  },
};
