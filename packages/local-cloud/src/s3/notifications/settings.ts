import type { DurableMap } from "../../kernel/durableMap";
import type { BucketNotifications } from "../../kernel/interfaces/objectEvents";
import type { Bucket } from "../bucket";

/** The configuration of a bucket, and the declared one that it replaces or equals. */
export interface StoredNotifications {
  readonly declared: string;
  readonly configuration: BucketNotifications | undefined;
}

/** Notification configurations: declared ones, until PutBucketNotificationConfiguration replaces them. */
export class NotificationSettings {
  constructor(private readonly stored: DurableMap<StoredNotifications>) {}

  /** @returns the configurations that differ from those before. */
  declare(buckets: ReadonlyMap<string, Bucket>): BucketNotifications[] {
    for (const [name] of [...this.stored]) if (!buckets.has(name)) this.stored.delete(name);
    return [...buckets.values()].flatMap(({ name, notifications }) => {
      const declared = JSON.stringify(notifications ?? null);
      if ((this.stored.get(name)?.declared ?? "null") === declared) return [];
      this.stored.set(name, { declared, configuration: notifications });
      return notifications === undefined ? [] : [notifications];
    });
  }

  put(configuration: BucketNotifications): void {
    const declared = this.stored.get(configuration.bucket)?.declared ?? "null";
    this.stored.set(configuration.bucket, { declared, configuration });
  }

  of(bucket: string): BucketNotifications | undefined {
    return this.stored.get(bucket)?.configuration;
  }

  close(): void {
    this.stored.close();
  }
}
