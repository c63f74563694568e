import { join } from "node:path";
import { DurableMap } from "../kernel/durableMap";
import { objectEvents } from "../kernel/objectEvents";
import { objects } from "../kernel/objects";
import type { Declared } from "../kernel/resources";
import type { Run, ServiceDefinition } from "../kernel/service";
import { serviceEndpoint } from "../kernel/serviceEndpoint";
import type { Bucket } from "./bucket";
import { s3Checks } from "./checks";
import { declaredBuckets } from "./declaredBuckets";
import { putDeclaredObjects } from "./declaredObjects";
import { EventPublisher } from "./events";
import { expireObjects } from "./lifecycle";
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
  create: (run) => {
    let buckets: ReadonlyMap<string, Bucket> = new Map();
    let opened: { map: DurableMap<StoredEntry>; store: ObjectStore } | undefined;
    let endLifecycle: (() => void) | undefined;
    let declared: readonly Declared[] = [];
    const { registry, clock, log } = run;
    const putDeclared = () => putDeclaredObjects(declared, { store: opened!.store, buckets, now: clock.now(), log });
    const events = new EventPublisher(clock, () => buckets);
    registry.offer(objectEvents, events);
    registry.offer(
      objects,
      new ObjectReader(
        () => buckets,
        () => opened!.store,
        () => putDeclared(),
      ),
    );
    return {
      start: () => {
        opened = openStore(run);
        const { store } = opened;
        const shared = { registry, clock, store, events, started: clock.now(), buckets: () => buckets };
        registry.use(serviceEndpoint).serve(s3Service(shared));
        endLifecycle = clock.every(lifecycleInterval, () => expireObjects(shared));
        return Promise.resolve();
      },
      declare: ({ resources }) => {
        buckets = declaredBuckets(resources, run.location.region);
        declared = resources;
        return putDeclared();
      },
      stop: () => {
        endLifecycle?.();
        opened?.map.close();
        return Promise.resolve();
      },
    };
  },
};

function openStore({ dataDir }: Run): { map: DurableMap<StoredEntry>; store: ObjectStore } {
  const map = DurableMap.open<StoredEntry>(dataDir, "s3");
  const files = dataDir === undefined ? undefined : new FileBlobs(join(dataDir, "s3-objects"));
  const store = new ObjectStore(map, files ?? new MemoryBlobs());
  files?.removeOthers(store.blobIds());
  return { map, store };
}
