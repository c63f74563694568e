import type { Clock } from "../engine/clock";
import type { Place } from "../engine/identity";
import type { Declared } from "../engine/resources";
import type { FunctionInvoker, LogSink } from "../engine/services";
import { declaredKeys, declaredPlans } from "./deployed";
import type { GatewayAnswer, GatewayRequest } from "./exchange";
import { answerRequest, type DeployedApi, type GatewayServices } from "./gateway";
import { Listener } from "./listener";
import { UsagePlans } from "./usagePlans";

export interface ApiGatewayOptions {
  readonly host: string;
  /** Of the first API; further ones take the next free ones. 0 takes any. */
  readonly port: number;
  /** Of buckets and quotas; requests are stamped with the real time. */
  readonly clock: Clock;
  readonly log: LogSink;
}

interface DeployContext {
  /** By API id. */
  readonly deployed: ReadonlyMap<string, DeployedApi>;
  readonly place: Place;
  readonly functions: FunctionInvoker;
  /** Answers a path that is no stage's, on the first API's port. */
  readonly page: (path: string) => GatewayAnswer | undefined;
}

/** REST APIs behind one HTTP server each. */
export class ApiGatewayService {
  private readonly listeners: Promise<Listener>[] = [];
  /** Which listener an API is behind. */
  private readonly places = new Map<string, number>();
  private readonly plans: UsagePlans;
  private services: GatewayServices | undefined;
  private page: DeployContext["page"] = () => undefined;
  private apis: ReadonlyMap<string, DeployedApi> = new Map();

  constructor(private readonly options: ApiGatewayOptions) {
    this.plans = new UsagePlans(options.clock);
  }

  /** Binds the first API's port, so that a port in use is told before a program is loaded. @throws UserError */
  async open(): Promise<void> {
    const { port } = this.options;
    await this.listen(port, port);
  }

  /** Base URL of an API, which takes the next listener. @throws UserError when no port is left. */
  async endpoint(apiId: string): Promise<string> {
    let place = this.places.get(apiId);
    if (place === undefined) {
      place = this.places.size;
      this.places.set(apiId, place);
    }
    return (await (this.listeners[place] ?? this.further(place))).url;
  }

  declare(resources: readonly Declared[], { deployed, place, functions, page }: DeployContext): void {
    const { log } = this.options;
    this.plans.declare(declaredKeys(resources), declaredPlans(resources));
    this.apis = deployed;
    this.page = page;
    this.services = { place, functions, log, plans: this.plans };
  }

  /** How many requests are being answered, of all APIs. */
  async inFlight(): Promise<number> {
    return (await this.bound()).reduce((sum, listener) => sum + listener.inFlight, 0);
  }

  /** Stops accepting, finishes what is in flight. */
  async stop(): Promise<void> {
    await Promise.all((await this.bound()).map((listener) => listener.stop()));
  }

  /** Those that could listen. */
  private async bound(): Promise<Listener[]> {
    const settled = await Promise.allSettled(this.listeners);
    return settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  }

  private async further(place: number): Promise<Listener> {
    const previous = await this.listeners[place - 1]!;
    return this.options.port === 0 ? this.listen(0, 0) : this.listen(previous.port + 1, 65_535);
  }

  private listen(port: number, last: number): Promise<Listener> {
    const { host, log } = this.options;
    const place = this.listeners.length;
    const listener = new Listener({ host, log, answer: (request) => this.answer(place, request) });
    const listening = listener.listen(port, last);
    this.listeners.push(listening);
    return listening;
  }

  private async answer(place: number, request: GatewayRequest): Promise<GatewayAnswer> {
    const [apiId] = [...this.places].find(([, own]) => own === place) ?? [];
    const api = apiId === undefined ? undefined : this.apis.get(apiId);
    if (api === undefined || this.services === undefined) return stillLoading;
    return (place === 0 ? this.page(request.target) : undefined) ?? answerRequest(api, request, this.services);
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
