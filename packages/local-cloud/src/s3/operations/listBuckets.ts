import { decideAccess } from "../access";
import type { Result, S3 } from "../call";
import { S3Error } from "../protocol/errors";
import { pageSize } from "../protocol/pages";
import { numberOf, type S3Request } from "../protocol/request";
import { owner, xml } from "./listObjects";

/** Lists the declared buckets by name. */
export function listBuckets({ registry, buckets, started }: S3, request: S3Request): Result {
  const { denial } = decideAccess(registry, request, { action: "s3:ListAllMyBuckets", bucket: undefined });
  if (denial !== undefined) throw new S3Error("AccessDenied", denial);
  const prefix = request.query.get("prefix") ?? "";
  const region = request.query.get("bucket-region");
  const token = request.query.get("continuation-token") ?? "";
  const max = pageSize(numberOf(request, "max-buckets"));
  const left = [...buckets().values()]
    .filter(({ name }) => name.startsWith(prefix) && name > token)
    .filter((bucket) => region === null || bucket.region === region)
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const shown = left.slice(0, max);
  const CreationDate = new Date(started).toISOString();
  return xml("ListAllMyBucketsResult", {
    Owner: owner,
    Buckets: {
      Bucket: shown.map((bucket) => ({
        Name: bucket.name,
        CreationDate,
        BucketRegion: bucket.region,
        BucketArn: `arn:aws:s3:::${bucket.name}`,
      })),
    },
    ContinuationToken: shown.length < left.length ? shown.at(-1)?.name : undefined,
    Prefix: prefix === "" ? undefined : prefix,
  });
}
