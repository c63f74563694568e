import type {
  BehaviorDescription,
  DistributionContents,
  DistributionDescription,
  Distributions,
  InvalidationDescription,
} from "../kernel/interfaces/distributions";
import { ServiceError } from "../kernel/protocols/jsonService";
import type { Run } from "../kernel/service";
import { CacheStore } from "./cacheStore";
import type * as invalidationsFile from "./invalidations";
import type * as listenerFile from "./listener";
import type { Behavior, Distribution, EdgeAnswer, ViewerRequest } from "./model";
import type * as serveFile from "./serve";

type Listener = listenerFile.Listener;

/* eslint-disable @typescript-eslint/no-require-imports -- most programs have no distribution, and start without them */
const loadListener = () => require("./listener") as typeof listenerFile;
const loadInvalidations = () => require("./invalidations") as typeof invalidationsFile;
const loadServe = () => require("./serve") as typeof serveFile;
/* eslint-enable @typescript-eslint/no-require-imports */

/** Distance of the first distribution's port from the first API's. */
const portOffset = 200;

/** The distributions of a run, each with an HTTP server and a cache of its own. */
export class LiveDistributions implements Distributions {
  /** Keyed by id, in the order of their ports. */
  private readonly listeners = new Map<string, Promise<Listener>>();
  private readonly caches = new Map<string, CacheStore>();
  private readonly invalidations = new Map<string, invalidationsFile.Invalidations>();
  private declared: ReadonlyMap<string, Distribution> = new Map();
  private addresses = new Map<string, string>();

  constructor(private readonly run: Run) {}

  get descriptions(): DistributionDescription[] {
    return [...this.declared.values()].map(({ id, label, origins, behaviors }) => {
      const origin = origins.get(behaviors.at(-1)!.originId);
      const originHost = origin?.path === "" ? origin.domainName : undefined;
      return { id, label, url: this.addresses.get(id) ?? "", originHost };
    });
  }

  get contents(): DistributionContents[] {
    return this.descriptions.map((description) => {
      const { id } = description;
      const { enabled, domainName, behaviors, origins } = this.declared.get(id)!;
      return {
        ...{ ...description, enabled, domainName, behaviors: behaviors.map(behaviorOf) },
        origins: [...origins.values()].map(({ id: originId, domainName: host, path }) => ({
          ...{ id: originId, domainName: host, path },
        })),
        cached: this.caches.get(id)?.size ?? { answers: 0, bytes: 0 },
        invalidations: this.invalidations.get(id)?.all ?? [],
      };
    });
  }

  invalidate(distributionId: string, paths: readonly string[], callerReference: string): InvalidationDescription {
    const invalidations = this.invalidationsOf(distributionId);
    if (invalidations === undefined) {
      throw new ServiceError("NoSuchDistribution", "The specified distribution does not exist.", { statusCode: 404 });
    }
    const { invalidation, isNew } = invalidations.add(paths, callerReference);
    if (isNew) this.caches.get(distributionId)?.invalidate(loadInvalidations().invalidates(paths));
    return invalidation;
  }

  /** Returns undefined for an unknown distribution. */
  invalidationsOf(distributionId: string): invalidationsFile.Invalidations | undefined {
    if (!this.declared.has(distributionId)) return undefined;
    const { Invalidations } = loadInvalidations();
    const found = this.invalidations.get(distributionId) ?? new Invalidations(distributionId, this.run);
    this.invalidations.set(distributionId, found);
    return found;
  }

  async endpoint(distributionId: string): Promise<string> {
    const listening = this.listeners.get(distributionId) ?? this.listen(distributionId);
    this.listeners.set(distributionId, listening);
    const { url } = await listening;
    this.addresses.set(distributionId, url);
    return url;
  }

  declare(distributions: readonly Distribution[]): void {
    this.declared = new Map(distributions.map((each) => [each.id, each]));
  }

  async stop(): Promise<void> {
    const settled = await Promise.allSettled(this.listeners.values());
    const bound = settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    await Promise.all(bound.map((listener) => listener.stop()));
  }

  private async listen(distributionId: string): Promise<Listener> {
    const { listen, log } = this.run;
    const previous = [...this.listeners.values()].at(-1);
    const port = previous === undefined ? listen.port + portOffset : (await previous).port + 1;
    const answer = (request: ViewerRequest) => this.answer(distributionId, request);
    const { Listener } = loadListener();
    return new Listener({ host: listen.host, log, answer }).listen(listen.port === 0 ? 0 : port);
  }

  private async answer(id: string, request: ViewerRequest): Promise<EdgeAnswer> {
    const distribution = this.declared.get(id);
    if (distribution === undefined) return stillLoading;
    const cache = this.caches.get(id) ?? new CacheStore(this.run.clock);
    this.caches.set(id, cache);
    return loadServe().serve(request, { run: this.run, distribution, cache });
  }
}

function behaviorOf({ pathPattern, originId, allowedMethods, cache, edge }: Behavior): BehaviorDescription {
  return {
    ...{ pathPattern, originId, methods: allowedMethods, ttls: [cache.minTtl, cache.defaultTtl, cache.maxTtl] },
    functions: [...edge].map(([event, { functionArn }]) => ({ event, functionArn })),
  };
}

const stillLoading: EdgeAnswer = {
  status: 503,
  headers: [
    ["Content-Type", "text/plain"],
    ["Retry-After", "1"],
  ],
  body: Buffer.from("the program is still loading\n"),
};
