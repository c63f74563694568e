import { variablePrefix, type Created, type Kind, type Statement } from "../kinds/kind";
import type { Stack } from "../shared/stack";
import { bucketActions, isOnBucket, type BucketDeclaration } from "./declaration";
import { openBuckets } from "./open";
import { PrivateBucket } from "./privateBucket";

/** Buckets of S3 in `access`. */
export const bucketKind = {
  word: "bucket",
  handles: "buckets",
  encryptedBy: "s3",
  actions: bucketActions,
  variable: (name: string) => `${variablePrefix(name)}_BUCKET_NAME`,
  check: () => [],
  create(name: string, { logicalName }: BucketDeclaration, stack: Stack): Created {
    const { bucket } = new PrivateBucket(
      logicalName,
      { lifecycle: stack.settings.buckets[name], stack },
      stack.options,
    );
    return {
      name: bucket.bucket,
      events: { arn: bucket.arn, name: bucket.bucket },
      statements: (actions) => bucket.arn.apply((arn) => statementsOn(arn, actions)),
    };
  },
  open: openBuckets,
} as const satisfies Kind<BucketDeclaration>;

/** Returns a statement for actions on objects, and one for those on the bucket. */
function statementsOn(arn: string, actions: readonly string[]): Statement[] {
  const allow = (each: readonly string[], Resource: string): Statement[] =>
    each.length === 0 ? [] : [{ Effect: "Allow", Action: each.map((action) => `s3:${action}`), Resource }];
  return [
    ...allow(
      actions.filter((action) => !isOnBucket(action)),
      `${arn}/*`,
    ),
    ...allow(actions.filter(isOnBucket), arn),
  ];
}
