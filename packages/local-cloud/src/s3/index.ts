import { join } from "node:path";
import { DurableMap } from "../kernel/durableMap";
import { objectEvents } from "../kernel/interfaces/objectEvents";
import { objects } from "../kernel/interfaces/objects";
import { authorizer } from "../kernel/interfaces/authorization";
import { ofType, type Declared, type Program } from "../kernel/resources";
import type { Run, Service, ServiceDefinition } from "../kernel/service";
import { serviceEndpoint } from "../kernel/protocols/serviceEndpoint";
import type { Bucket } from "./bucket";
import { s3Checks } from "./checks";
import { declaredBuckets } from "./declaredBuckets";
import { putDeclaredObjects } from "./declaredObjects";
import { EventPublisher } from "./events";
import { expireObjects } from "./lifecycle";
import { NotificationDeliveries } from "./notifications/deliveries";
import { checkNotifications } from "./notifications/references";
import { NotificationSettings, type StoredNotifications } from "./notifications/settings";
import { s3Service } from "./service";
import { FileBlobs, MemoryBlobs } from "./store/blobs";
import { ObjectReader } from "./objectReader";
import { ObjectStore, type StoredEntry } from "./store/objectStore";
import { types } from "./types";

/** Milliseconds of the run's clock between two applications of lifecycle rules. */
const lifecycleInterval = 3_600_000;

/** Buckets and objects. */
export const s3: ServiceDefinition = {
  emulates: types,
  refuses: s3Checks,
  create: (run) => new Objects(run),
};

interface Opened {
  readonly map: DurableMap<StoredEntry>;
  readonly store: ObjectStore;
  readonly notifications: NotificationSettings;
}

class Objects implements Service {
  private buckets: ReadonlyMap<string, Bucket> = new Map();
  private declared: readonly Declared[] = [];
  private opened: Opened | undefined;
  private endLifecycle: (() => void) | undefined;
  private readonly events: EventPublisher;
  private readonly deliveries: NotificationDeliveries;

  constructor(private readonly run: Run) {
    const { clock, registry } = run;
    const configurationOf = (bucket: string) => this.opened?.notifications.of(bucket);
    this.events = new EventPublisher(clock, configurationOf);
    this.deliveries = new NotificationDeliveries(run, configurationOf);
    this.events.subscribe((event) => this.deliveries.deliver(event));
    registry.offer(objectEvents, this.events);
    const reader = new ObjectReader(
      () => this.buckets,
      () => this.opened!.store,
      () => this.putDeclared(),
    );
    registry.offer(objects, reader);
  }

  start(): Promise<void> {
    const { clock, registry } = this.run;
    const { events, deliveries } = this;
    this.opened = open(this.run);
    const { store, notifications } = this.opened;
    const buckets = () => this.buckets;
    const shared = { registry, clock, store, events, notifications, deliveries, started: clock.now(), buckets };
    registry.use(serviceEndpoint).serve(s3Service(shared));
    this.endLifecycle = clock.every(lifecycleInterval, () => expireObjects(shared));
    return Promise.resolve();
  }

  check({ resources }: Program): void {
    const buckets = declaredBuckets(resources, this.run.location.region);
    checkNotifications(buckets, resources, this.run.registry.use(authorizer));
  }

  async declare({ resources }: Program): Promise<void> {
    this.buckets = declaredBuckets(resources, this.run.location.region);
    this.declared = resources;
    const roles = ofType(resources, "aws:iam/role:Role").map(({ state }) => state);
    this.deliveries.roleIds = new Map(roles.map(({ name, uniqueId }) => [String(name), String(uniqueId)]));
    const changed = this.opened!.notifications.declare(this.buckets);
    await this.putDeclared();
    for (const configuration of changed) this.deliveries.sendTestMessages(configuration);
  }

  stop(): Promise<void> {
    this.endLifecycle?.();
    this.opened?.map.close();
    this.opened?.notifications.close();
    return Promise.resolve();
  }

  private putDeclared(): Promise<void> {
    const { clock, log } = this.run;
    const { declared, buckets } = this;
    return putDeclaredObjects(declared, { store: this.opened!.store, buckets, now: clock.now(), log });
  }
}

function open({ dataDir }: Run): Opened {
  const map = DurableMap.open<StoredEntry>(dataDir, "s3");
  const files = dataDir === undefined ? undefined : new FileBlobs(join(dataDir, "s3-objects"));
  const store = new ObjectStore(map, files ?? new MemoryBlobs());
  files?.removeOthers(store.blobIds());
  const settings = DurableMap.open<StoredNotifications>(dataDir, "s3-notifications");
  return { map, store, notifications: new NotificationSettings(settings) };
}
