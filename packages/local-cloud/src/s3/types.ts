import { physicalName } from "../kernel/identity";
import type { EmulatedType, EmulatedTypes, NewResource, Provider } from "../kernel/resources";
import { textIn } from "./values";

/** Settings of a bucket that are inputs of the bucket itself. */
const bucketInputs = ["acl", "bucket", "bucketPrefix", "corsRules", "policy"];
const bucketIgnores = ["accelerationStatus", "bucketNamespace", "forceDestroy", "requestPayer"];

const bucket = (reads: readonly string[], ignores: readonly string[]): EmulatedType => ({
  reads: [...bucketInputs, ...reads],
  ignores: [...bucketIgnores, ...ignores],
  provide: provideBucket,
});

const provideBucket: Provider = (resource, location) => {
  const name = bucketName(resource, location);
  const region = textIn(resource.inputs, "region") ?? location.region;
  return {
    id: name,
    state: {
      bucket: name,
      arn: `arn:aws:s3:::${name}`,
      bucketRegion: region,
      region,
      bucketDomainName: `${name}.s3.amazonaws.com`,
      bucketRegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
      websiteDomain: `s3-website.${region}.amazonaws.com`,
      websiteEndpoint: `${name}.s3-website.${region}.amazonaws.com`,
    },
  };
};

function bucketName(resource: NewResource, location: Parameters<Provider>[1]): string {
  const { type, name, inputs } = resource;
  const declared = textIn(inputs, "bucket");
  if (declared !== undefined) return declared;
  const made = physicalName(location, type, name).toLowerCase();
  const prefix = textIn(inputs, "bucketPrefix");
  return prefix === undefined ? made : `${prefix}${made.slice(-7)}`;
}

/** A type that configures a bucket, whose id is the bucket's. */
const setting = (reads: readonly string[], ignores: readonly string[] = []): EmulatedType => ({
  reads: ["bucket", ...reads],
  ignores,
  provide: ({ inputs }) => ({ id: String(inputs["bucket"]), state: {} }),
});

const object = (ignores: readonly string[]): EmulatedType => ({
  reads: [
    "acl",
    "bucket",
    "cacheControl",
    "content",
    "contentBase64",
    "contentDisposition",
    "contentEncoding",
    "contentLanguage",
    "contentType",
    "key",
    "kmsKeyId",
    "metadata",
    "serverSideEncryption",
    "source",
    "storageClass",
    "websiteRedirect",
  ],
  ignores: ["bucketKeyEnabled", "etag", "forceDestroy", "sourceHash", ...ignores],
  provide: ({ name, inputs }) => {
    const key = textIn(inputs, "key") ?? name;
    return { id: key, state: { key, arn: `arn:aws:s3:::${String(inputs["bucket"])}/${key}` } };
  },
});

const acl = setting(["acl"], ["expectedBucketOwner"]);
const cors = setting(["corsRules"], ["expectedBucketOwner"]);
const versioning = setting(["versioningConfiguration.status"], ["expectedBucketOwner"]);
const encryption = setting(
  ["rules.applyServerSideEncryptionByDefault"],
  ["expectedBucketOwner", "rules.bucketKeyEnabled", "rules.blockedEncryptionTypes"],
);
const lifecycle = setting(
  [
    "rules.status",
    "rules.prefix",
    "rules.filter",
    "rules.expiration.days",
    "rules.expiration.date",
    "rules.abortIncompleteMultipartUpload",
  ],
  [
    "expectedBucketOwner",
    "rules.id",
    "rules.transitions",
    "rules.noncurrentVersionTransitions",
    "timeouts",
    "transitionDefaultMinimumObjectSize",
  ],
);

export const types: EmulatedTypes = {
  "aws:s3/bucket:Bucket": bucket(
    ["lifecycleRules", "serverSideEncryptionConfiguration", "versioning.enabled"],
    ["grants"],
  ),
  "aws:s3/bucketV2:BucketV2": bucket(
    ["lifecycleRules", "serverSideEncryptionConfigurations", "versionings.enabled"],
    ["grants"],
  ),
  "aws:s3/bucketAcl:BucketAcl": acl,
  "aws:s3/bucketAclV2:BucketAclV2": acl,
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": cors,
  "aws:s3/bucketCorsConfigurationV2:BucketCorsConfigurationV2": cors,
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": lifecycle,
  "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2": lifecycle,
  "aws:s3/bucketNotification:BucketNotification": setting(["eventbridge", "lambdaFunctions", "queues", "topics"]),
  "aws:s3/bucketObject:BucketObject": object([]),
  "aws:s3/bucketObjectv2:BucketObjectv2": object(["checksumAlgorithm", "overrideProvider"]),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": setting(["rule.objectOwnership"]),
  "aws:s3/bucketPolicy:BucketPolicy": setting(["policy"]),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": setting(
    ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"],
    ["skipDestroy"],
  ),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": encryption,
  "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2": encryption,
  "aws:s3/bucketVersioning:BucketVersioning": versioning,
  "aws:s3/bucketVersioningV2:BucketVersioningV2": versioning,
};
