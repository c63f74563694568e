import type { Readable } from "node:stream";
import type { Clock } from "../kernel/clock";
import type { Authorization } from "../kernel/interfaces/authorization";
import type { ObjectEventName } from "../kernel/interfaces/objectEvents";
import type { ServiceRegistry } from "../kernel/serviceRegistry";
import { decideAccess } from "./access";
import type { Bucket } from "./bucket";
import type { EventPublisher } from "./events";
import type { NotificationDeliveries } from "./notifications/deliveries";
import type { NotificationSettings } from "./notifications/settings";
import { S3Error } from "./protocol/errors";
import { headerOf, type S3Request } from "./protocol/request";
import type { ObjectStore } from "./store/objectStore";
import type { ObjectVersion } from "./store/objectVersion";

/** Services and state that all operations share. */
export interface S3 {
  readonly registry: ServiceRegistry;
  readonly clock: Pick<Clock, "now">;
  readonly store: ObjectStore;
  readonly events: EventPublisher;
  readonly notifications: NotificationSettings;
  readonly deliveries: NotificationDeliveries;
  /** Epoch milliseconds at which the run started: the creation date of its buckets. */
  readonly started: number;
  /** Declared buckets by name. */
  readonly buckets: () => ReadonlyMap<string, Bucket>;
}

/** Answer of an operation. */
export interface Result {
  /** Defaults to 200. */
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Buffer | Readable;
}

export type Operation = (call: Call) => Result | Promise<Result>;

/** One request to a bucket that exists. */
export class Call {
  /** The last decision of IAM. */
  authorized: Authorization | undefined;

  constructor(
    readonly request: S3Request,
    readonly bucket: Bucket,
    readonly s3: S3,
  ) {}

  get key(): string {
    return this.request.key;
  }

  header = (name: string): string | undefined => headerOf(this.request, name);

  /** Returns a query parameter; undefined where it is absent or empty. */
  parameter(name: string): string | undefined {
    return this.request.query.get(name) || undefined;
  }

  /** Requires an action on an object of the bucket. @throws S3Error AccessDenied */
  allowObject(action: string, key: string = this.key, acl?: string): void {
    this.require(this.decide(action, { bucket: this.bucket, key, acl }));
  }

  /** Requires an action on the bucket. @throws S3Error AccessDenied */
  allowBucket(action: string): void {
    this.require(this.decide(action, { bucket: this.bucket, acl: this.bucket.acl }));
  }

  /** Requires an action on an object of any bucket. @throws S3Error AccessDenied */
  allowIn(bucket: Bucket, action: string, key: string): void {
    this.require(this.decide(action, { bucket, key }));
  }

  mayList(bucket: Bucket = this.bucket): boolean {
    return this.decide("s3:ListBucket", { bucket, acl: bucket.acl }).denial === undefined;
  }

  private decide(action: string, where: { bucket: Bucket; key?: string; acl?: string | undefined }): Authorization {
    return decideAccess(this.s3.registry, this.request, { action, ...where });
  }

  private require(decision: Authorization): void {
    this.authorized = decision;
    if (decision.denial !== undefined) throw new S3Error("AccessDenied", decision.denial);
  }

  publish(name: ObjectEventName, key: string, version?: Pick<ObjectVersion, "size" | "eTag" | "versionId">): void {
    const { principal, requestId, trace, traceHeader } = this.request;
    this.s3.events.publish({
      name,
      bucket: this.bucket.name,
      key,
      size: name.startsWith("ObjectRemoved") ? undefined : version?.size,
      eTag: name.startsWith("ObjectRemoved") ? undefined : version?.eTag,
      versionId: this.bucket.versioning === undefined ? undefined : version?.versionId,
      caller: principal?.sessionArn,
      requestId,
      trace,
      traceHeader,
    });
  }
}
