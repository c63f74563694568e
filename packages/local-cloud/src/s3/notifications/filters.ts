import type { BucketNotifications, NotificationTarget, ObjectEvent } from "../../kernel/interfaces/objectEvents";

/** Event types of a configuration (Amazon S3 API Reference, QueueConfiguration, `Event`). */
const eventTypes = [
  ...["s3:ReducedRedundancyLostObject", "s3:ObjectCreated:*", "s3:ObjectCreated:Put", "s3:ObjectCreated:Post"],
  ...["s3:ObjectCreated:Copy", "s3:ObjectCreated:CompleteMultipartUpload", "s3:ObjectRemoved:*"],
  ...["s3:ObjectRemoved:Delete", "s3:ObjectRemoved:DeleteMarkerCreated", "s3:ObjectRestore:*"],
  ...["s3:ObjectRestore:Post", "s3:ObjectRestore:Completed", "s3:Replication:*"],
  ...["s3:Replication:OperationFailedReplication", "s3:Replication:OperationNotTracked"],
  ...["s3:Replication:OperationMissedThreshold", "s3:Replication:OperationReplicatedAfterThreshold"],
  ...["s3:ObjectRestore:Delete", "s3:LifecycleTransition", "s3:IntelligentTiering", "s3:ObjectAcl:Put"],
  ...["s3:LifecycleExpiration:*", "s3:LifecycleExpiration:Delete", "s3:LifecycleExpiration:DeleteMarkerCreated"],
  ...["s3:ObjectTagging:*", "s3:ObjectTagging:Put", "s3:ObjectTagging:Delete"],
];

/** Returns the targets that an event reaches. */
export function targetsOf(targets: readonly NotificationTarget[], { name, key }: ObjectEvent): NotificationTarget[] {
  return targets.filter(
    ({ events, prefix, suffix }) =>
      key.startsWith(prefix) && key.endsWith(suffix) && events.some((event) => covers(event, `s3:${name}`)),
  );
}

/** @param event may end with `*`. */
function covers(event: string, name: string): boolean {
  return event.endsWith("*") ? name.startsWith(event.slice(0, -1)) : event === name;
}

/** Returns AWS's message that rejects a configuration; undefined for a valid one. */
export function configurationFault({ functions, queues, topics }: BucketNotifications): string | undefined {
  const all = [...functions, ...queues, ...topics];
  if (all.some(({ events }) => events.length === 0 || events.some((event) => !eventTypes.includes(event)))) {
    return "The event is not supported for notifications";
  }
  const ids = all.flatMap(({ id }) => (id === undefined ? [] : [id]));
  if (new Set(ids).size < ids.length) return "Same ID used for multiple configurations. IDs must be unique";
  for (const [index, target] of all.entries()) {
    for (const other of all.slice(0, index)) if (overlaps(target, other)) return overlapMessage(target, other);
  }
  return undefined;
}

/** Returns true if one object event can match both targets. */
function overlaps(a: NotificationTarget, b: NotificationTarget): boolean {
  const sharesEvent = a.events.some((event) => b.events.some((other) => covers(event, other) || covers(other, event)));
  const sharesPrefix = a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix);
  const sharesSuffix = a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix);
  return sharesEvent && sharesPrefix && sharesSuffix;
}

/** Messages of PutBucketNotificationConfiguration (Amazon S3 User Guide, "Configuring event notifications using object key name filtering"). */
function overlapMessage(a: NotificationTarget, b: NotificationTarget): string {
  const isFiltered = [a, b].some(({ prefix, suffix }) => prefix !== "" || suffix !== "");
  return isFiltered
    ? "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type."
    : "Configurations overlap. Configurations on the same bucket cannot share a common event type.";
}
