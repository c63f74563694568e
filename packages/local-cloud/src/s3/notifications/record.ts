import type { NotificationTarget, ObjectEvent } from "../../kernel/interfaces/objectEvents";

/** Values of an event that S3 knows and the change does not contain. */
export interface EventContext {
  readonly region: string;
  /** Canonical id of the bucket's owner. */
  readonly owner: string;
  /** Returns the unique id of a role; undefined for a role that the program does not declare. */
  readonly roleId: (roleName: string) => string | undefined;
}

/** Returns the message of a notification (Amazon S3 User Guide, "Event message structure"). */
export function eventMessage(event: ObjectEvent, { id }: NotificationTarget, context: EventContext): string {
  const { name, bucket, key, size, eTag, versionId, sequencer, at, requestId } = event;
  const record = {
    eventVersion: versionOf(name),
    eventSource: "aws:s3",
    awsRegion: context.region,
    eventTime: new Date(at).toISOString(),
    eventName: name,
    userIdentity: { principalId: principalId(event, context) },
    requestParameters: { sourceIPAddress: "127.0.0.1" },
    responseElements: { "x-amz-request-id": requestId, "x-amz-id-2": requestId },
    s3: {
      s3SchemaVersion: "1.0",
      configurationId: id,
      bucket: { name: bucket, ownerIdentity: { principalId: context.owner }, arn: `arn:aws:s3:::${bucket}` },
      object: {
        key: encodeKey(key),
        ...(isTagging(name) ? { eTag, versionId } : { size, eTag, versionId, sequencer }),
      },
    },
  };
  return JSON.stringify({ Records: [record] });
}

/** Returns whether tags changed. Events of tags have neither size nor sequencer (recorded by LocalStack, 2023-08-05). */
export function isTagging(name: ObjectEvent["name"]): boolean {
  return name.startsWith("ObjectTagging");
}

/** Later event types have version 2.3 (same page). */
function versionOf(name: ObjectEvent["name"]): string {
  return /^(?:ObjectTagging|LifecycleExpiration)/.test(name) ? "2.3" : "2.1";
}

function principalId({ caller, name }: ObjectEvent, { roleId }: EventContext): string {
  const [, role = "", session = ""] = /:assumed-role\/([^/]+)\/(.+)$/.exec(caller ?? "") ?? [];
  if (role !== "") return `AWS:${roleId(role) ?? role}:${session}`;
  return name.startsWith("Lifecycle") ? "s3.amazonaws.com" : "Anonymous";
}

/** Encodes a key as a form does, except for slashes: `red flower.jpg` becomes `red+flower.jpg` (same page). */
function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+")
    .replaceAll("%2F", "/");
}

/** Returns the message that S3 sends to a queue or topic when a configuration is set (same guide, "Event notification types"). */
export function testMessage(bucket: string, at: number, requestId: string): string {
  return JSON.stringify({
    Service: "Amazon S3",
    Event: "s3:TestEvent",
    Time: new Date(at).toISOString(),
    Bucket: bucket,
    RequestId: requestId,
    HostId: requestId,
  });
}
