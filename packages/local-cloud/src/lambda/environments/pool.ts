import type { EnvironmentCounts } from "../../kernel/interfaces/descriptions";
import type { ProvisionedConcurrency } from "../../kernel/interfaces/descriptions";
import { InvokeRefused } from "../../kernel/interfaces/functions";
import type { ConcurrencyLimit } from "./concurrency";
import type { Environment } from "./environment";
import {
  countConcurrency,
  end,
  retire,
  type EnvironmentLease,
  type Slot,
  type VersionSlots,
  type Waiter,
} from "./slots";
import type { Starts } from "./starts";
import type { InitializationType } from "./variables";

export type CreateEnvironment = (version: string, type: InitializationType) => Environment;

/** Environments of a function. Assigns calls to environments, and throttles calls above the limit. */
export class EnvironmentPool {
  private readonly versions = new Map<string, VersionSlots>();
  private readonly allocations = new Map<string, ProvisionedConcurrency>();
  /** Environments that provisioned concurrency is starting. */
  private readonly starting = new Set<Environment>();
  private stopped = false;

  /** @param limit limit of concurrent calls, from which provisioned environments are subtracted. */
  constructor(
    private readonly create: CreateEnvironment,
    private readonly starts: Starts,
    public limit: ConcurrencyLimit,
  ) {}

  /** Keyed by version. */
  get provisioned(): ReadonlyMap<string, ProvisionedConcurrency> {
    return this.allocations;
  }

  /**
   * Starts provisioned environments of a version. Until all are ready, calls run on demand or in the previous
   * provisioned environments. A failed init sets the status FAILED (recorded:
   * lambda-concurrency/provisioned-init-fails).
   */
  async allocate(version: string, requested: number): Promise<void> {
    const before = this.allocations.get(version);
    if (before?.requested === requested) return;
    this.allocations.set(version, { requested, allocated: 0, available: 0, status: "IN_PROGRESS" });
    let failed = false;
    const started = await Promise.all(
      Array.from({ length: requested }, () =>
        this.start(version, () => !failed).then((environment) => {
          failed ||= environment === undefined;
          return environment;
        }),
      ),
    );
    const environments = started.filter((environment) => environment !== undefined);
    if (this.stopped) return;
    retire(this.slots(version).provisioned);
    if (failed) {
      await Promise.all(environments.map((environment) => environment.end()));
      const statusReason = "FUNCTION_ERROR_INIT_FAILURE";
      this.allocations.set(version, { requested, allocated: 0, available: 0, status: "FAILED", statusReason });
      return;
    }
    this.slots(version).provisioned = environments.map((environment) => ({
      environment,
      type: "provisioned-concurrency",
      busy: false,
      retired: false,
    }));
    this.allocations.set(version, { requested, allocated: requested, available: requested, status: "READY" });
  }

  /** Ends the provisioned environments of a version; busy ones finish their request first. */
  deallocate(version: string): void {
    this.allocations.delete(version);
    retire(this.slots(version).provisioned.splice(0));
  }

  /** Number of busy and idle environments. */
  get size(): number {
    return [...this.versions.values()].reduce(
      (sum, slots) => sum + slots.provisioned.length + slots.onDemand.length,
      0,
    );
  }

  /** Runs `work` with exclusive use of an environment of the version. @throws InvokeRefused 429 */
  async run<T>(version: string, work: (use: EnvironmentLease) => Promise<T>): Promise<T> {
    const asked = performance.now();
    const taken = this.take(version);
    const concurrency = countConcurrency([...this.versions.values()], this.slots(version));
    const slot = await taken;
    const { environment, type } = slot;
    try {
      return await work({
        environment,
        type,
        queuedMillis: performance.now() - asked,
        concurrency,
      });
    } finally {
      this.release(version, slot);
      // Frees the start slot if the call ended before its environment started.
      slot.environment.started();
    }
  }

  /** Counts of environments by version, for the console. */
  get counts(): EnvironmentCounts[] {
    return [...this.versions].map(([version, { provisioned, onDemand, waiting }]) => ({
      version,
      idle: onDemand.filter(({ busy }) => !busy).length,
      busy: [...provisioned, ...onDemand].filter(({ busy }) => busy).length,
      provisioned: provisioned.length,
      waiting: waiting.length,
    }));
  }

  /** Ends all environments of a version; busy ones finish their request first. */
  retireVersion(version: string): void {
    this.deallocate(version);
    retire(this.slots(version).onDemand.splice(0));
  }

  /** Ends the environments of all versions except `stays`. */
  retireOthers(stays: ReadonlySet<string>): void {
    for (const version of this.versions.keys()) if (!stays.has(version)) this.retireVersion(version);
  }

  /** Ends all environments immediately, including those that are starting, and prevents new ones. */
  async stop(): Promise<void> {
    this.stopped = true;
    const all = [...this.versions.values()];
    for (const waiter of all.flatMap(({ waiting }) => waiting.splice(0))) waiter.refuse(stopping());
    const slots = all.flatMap(({ provisioned, onDemand }) => [...provisioned, ...onDemand]);
    this.versions.clear();
    await Promise.all([...slots.map(end), ...[...this.starting].map((environment) => environment.end())]);
  }

  /** Starts a provisioned environment. @returns undefined if its init fails or it is no longer wanted. */
  private start(version: string, wanted: () => boolean): Promise<Environment | undefined> {
    return new Promise((resolve, reject) => {
      this.starts.request(() => {
        if (this.stopped || !wanted()) {
          resolve(undefined);
          return false;
        }
        const environment = this.create(version, "provisioned-concurrency");
        this.starting.add(environment);
        environment
          .init()
          .finally(() => {
            this.starting.delete(environment);
            this.starts.done();
          })
          .then((failure) => resolve(failure === undefined ? environment : undefined), reject);
        return true;
      });
    });
  }

  private async take(version: string): Promise<Slot> {
    if (this.stopped) throw stopping();
    const { provisioned, onDemand, waiting } = this.slots(version);
    const ready = provisioned.find(({ busy }) => !busy);
    if (ready !== undefined) {
      ready.busy = true;
      return ready;
    }
    const { limit } = this;
    limit.take();
    // Prefer the last used environment: its connections are open, and the others can expire.
    const idle = onDemand.findLast(({ busy }) => !busy);
    if (idle !== undefined) {
      idle.keep?.();
      idle.limit = limit;
      idle.busy = true;
      return idle;
    }
    return new Promise((give, refuse) => {
      const waiter: Waiter = { limit, give, refuse };
      waiting.push(waiter);
      this.starts.requestBeside(onDemand.length, {
        isWaiting: () => waiting.includes(waiter),
        slots: onDemand,
        begin: () => this.startFor(version, waiter),
      });
    });
  }

  private startFor(version: string, waiter: Waiter): void {
    const { waiting, onDemand } = this.slots(version);
    waiting.splice(waiting.indexOf(waiter), 1);
    const environment = this.create(version, "on-demand");
    const { limit, give } = waiter;
    const slot: Slot = { environment, type: "on-demand", limit, busy: true, retired: false };
    onDemand.push(slot);
    environment.onStarted = () => this.starts.done();
    give(slot);
  }

  private release(version: string, slot: Slot): void {
    slot.busy = false;
    slot.limit?.release();
    delete slot.limit;
    if (slot.retired || this.stopped) {
      void end(slot);
      return;
    }
    if (this.handOver(version, slot) || slot.type === "provisioned-concurrency") return;
    const { onDemand } = this.slots(version);
    onDemand.splice(onDemand.indexOf(slot), 1);
    onDemand.push(slot);
    slot.keep = this.starts.idle.add(() => {
      onDemand.splice(onDemand.indexOf(slot), 1);
      void slot.environment.end();
    });
  }

  /** Assigns a free environment to the longest waiting call. @returns false if none waits. */
  private handOver(version: string, slot: Slot): boolean {
    const waiter = this.slots(version).waiting.shift();
    if (waiter === undefined) return false;
    slot.busy = true;
    if (slot.type === "on-demand") slot.limit = waiter.limit;
    else waiter.limit.release();
    waiter.give(slot);
    return true;
  }

  private slots(version: string): VersionSlots {
    let slots = this.versions.get(version);
    if (slots === undefined) {
      slots = { provisioned: [], onDemand: [], waiting: [] };
      this.versions.set(version, slots);
    }
    return slots;
  }
}

/** Returns the error for calls during the shutdown (Lambda API reference, Invoke: ServiceException). */
function stopping(): InvokeRefused {
  return new InvokeRefused({ statusCode: 500, code: "ServiceException", message: "the local cloud is stopping" });
}
