import { pages } from "../kernel/interfaces/descriptions";
import { inRegionOf } from "../kernel/identity";
import { authorizer } from "../kernel/interfaces/authorization";
import { functions } from "../kernel/interfaces/functions";
import type { ApiDescription, Apis, RouteCheck } from "../kernel/interfaces/apis";
import { dataPlane } from "../kernel/interfaces/dataPlane";
import { objects } from "../kernel/interfaces/objects";
import type { Declared } from "../kernel/resources";
import type { Run } from "../kernel/service";
import { checkRoutes } from "./checkRoutes";
import { declaredKeys, declaredPlans } from "./declared/apis";
import type { GatewayAnswer, GatewayRequest } from "./exchange/exchange";
import { answerRequest, type DeployedApi } from "./gateway";
import { Listener } from "./listener";
import { userPools } from "../kernel/interfaces/userPools";
import { AuthorizerResults } from "./stages/authorizerResults";
import { StageCaches } from "./stages/stageCaches";
import { UsagePlans } from "./stages/usagePlans";

/** The deployed REST APIs, each with its own HTTP server. */
export class LiveApis implements Apis {
  private readonly listeners: Promise<Listener>[] = [];
  /** Index into `listeners`, keyed by API id. */
  private readonly indexes = new Map<string, number>();
  readonly plans: UsagePlans;
  private readonly results: AuthorizerResults;
  private readonly caches: StageCaches;
  private deployed: ReadonlyMap<string, DeployedApi> = new Map();

  constructor(private readonly run: Run) {
    // Buckets, quotas and caches use the run's clock. Timestamps of requests are real time.
    this.plans = new UsagePlans(run.clock);
    this.results = new AuthorizerResults(run.clock);
    this.caches = new StageCaches(run.clock);
  }

  get descriptions(): ApiDescription[] {
    return [...this.deployed.values()].map(({ api: { id, name, methods }, stages }) => ({
      id,
      name,
      methods,
      stages: [...stages.keys()],
    }));
  }

  /** Binds the first API's port, so that a port in use is reported before the program is loaded. @throws UserError */
  async open(): Promise<void> {
    const { port } = this.run.listen;
    await this.listen(port, port);
  }

  /** Returns the base URL of an API. A new API takes the next listener. @throws UserError if no port is free. */
  async endpoint(apiId: string): Promise<string> {
    let index = this.indexes.get(apiId);
    if (index === undefined) {
      index = this.indexes.size;
      this.indexes.set(apiId, index);
    }
    return (await (this.listeners[index] ?? this.nextListener(index))).url;
  }

  /** @param deployed keyed by API id. */
  declare(resources: readonly Declared[], deployed: ReadonlyMap<string, DeployedApi>): void {
    this.plans.declare(declaredKeys(resources), declaredPlans(resources));
    this.caches.declare(deployed);
    this.deployed = deployed;
  }

  async check(): Promise<RouteCheck[]> {
    const { location, registry, allowNetwork } = this.run;
    const all = [...this.deployed.values()].map((api) =>
      checkRoutes(api, {
        location,
        functions: registry.use(functions),
        iam: registry.use(authorizer),
        allowNetwork,
        objects: registry.find(objects),
      }),
    );
    return (await Promise.all(all)).flat();
  }

  /** Number of requests in flight to all APIs. */
  async inFlight(): Promise<number> {
    return (await this.boundListeners()).reduce((sum, listener) => sum + listener.inFlight, 0);
  }

  /** Stops accepting connections and waits for the requests in flight. */
  async stop(): Promise<void> {
    await Promise.all((await this.boundListeners()).map((listener) => listener.stop()));
  }

  /** Returns the listeners whose port could be bound. */
  private async boundListeners(): Promise<Listener[]> {
    const settled = await Promise.allSettled(this.listeners);
    return settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  }

  private async nextListener(index: number): Promise<Listener> {
    const previous = await this.listeners[index - 1]!;
    return this.run.listen.port === 0 ? this.listen(0, 0) : this.listen(previous.port + 1, 65_535);
  }

  private listen(port: number, last: number): Promise<Listener> {
    const { log } = this.run;
    const { host } = this.run.listen;
    const index = this.listeners.length;
    const listener = new Listener({
      host,
      log,
      answer: (request) => this.answer(index, request),
      pages: async (request, response) =>
        index === 0 && (await this.run.registry.find(pages)?.(request, response)) === true,
    });
    const listening = listener.listen(port, last);
    this.listeners.push(listening);
    return listening;
  }

  private async answer(index: number, request: GatewayRequest): Promise<GatewayAnswer> {
    const [apiId] = [...this.indexes].find(([, own]) => own === index) ?? [];
    const api = apiId === undefined ? undefined : this.deployed.get(apiId);
    if (api === undefined) return stillLoading;
    const { location, registry, facts, clock, log } = this.run;
    const services = {
      allowNetwork: this.run.allowNetwork,
      location: inRegionOf(location, api.api.arn),
      plans: this.plans,
      results: this.results,
      caches: this.caches,
      functions: registry.use(functions),
      iam: registry.use(authorizer),
      userPools: registry.find(userPools),
      objects: registry.find(objects),
      dataPlane: registry.find(dataPlane),
      registry,
      clock,
      facts,
      log,
    };
    return answerRequest(api, request, services);
  }
}

const stillLoading: GatewayAnswer = {
  status: 503,
  headers: [
    ["Content-Type", "text/plain"],
    ["Retry-After", "1"],
  ],
  body: Buffer.from("the program is still loading\n"),
};
