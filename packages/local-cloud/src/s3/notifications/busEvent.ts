import { accountId } from "../../kernel/identity";
import type { AwsEvent } from "../../kernel/interfaces/awsEvents";
import type { ObjectEvent, ObjectEventName } from "../../kernel/interfaces/objectEvents";
import { isTagging } from "./record";

interface Kind {
  readonly detailType: string;
  readonly reason?: string;
  readonly deletionType?: string;
}

const created = (reason: string): Kind => ({ detailType: "Object Created", reason });
const deleted = (reason: string, deletionType: string): Kind => ({
  detailType: "Object Deleted",
  reason,
  deletionType,
});
const marker = "Delete Marker Created";
const permanent = "Permanently Deleted";

/** Amazon S3 User Guide, "EventBridge event message structure". */
const kinds: Readonly<Record<ObjectEventName, Kind>> = {
  "ObjectCreated:Put": created("PutObject"),
  "ObjectCreated:Post": created("POST Object"),
  "ObjectCreated:Copy": created("CopyObject"),
  "ObjectCreated:CompleteMultipartUpload": created("CompleteMultipartUpload"),
  "ObjectRemoved:Delete": deleted("DeleteObject", permanent),
  "ObjectRemoved:DeleteMarkerCreated": deleted("DeleteObject", marker),
  "ObjectTagging:Put": { detailType: "Object Tags Added" },
  "ObjectTagging:Delete": { detailType: "Object Tags Deleted" },
  "LifecycleExpiration:Delete": deleted("Lifecycle Expiration", permanent),
  "LifecycleExpiration:DeleteMarkerCreated": deleted("Lifecycle Expiration", marker),
};

/** Returns the event that S3 sends to EventBridge. Its key is not encoded. */
export function busEvent(event: ObjectEvent, region: string): AwsEvent {
  const { name, bucket, key, size, eTag, versionId, sequencer, at, requestId, caller } = event;
  const { detailType, reason, deletionType } = kinds[name];
  const isByS3 = caller === undefined && name.startsWith("Lifecycle");
  const tagged = { etag: eTag, "version-id": versionId };
  const detail = {
    version: "0",
    bucket: { name: bucket },
    object: { key, ...(isTagging(name) ? tagged : { size, ...tagged, sequencer }) },
    "request-id": requestId,
    requester: isByS3 ? "s3.amazonaws.com" : caller === undefined ? "Anonymous" : accountId,
    "source-ip-address": isByS3 ? undefined : "127.0.0.1",
    reason,
    "deletion-type": deletionType,
  };
  const resources = [`arn:aws:s3:::${bucket}`];
  const { traceHeader } = event;
  return { source: "aws.s3", detailType, resources, region, time: at, detail, traceHeader };
}
