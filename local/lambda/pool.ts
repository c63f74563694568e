import type { Limiter } from "../engine/limiter";
import { InvokeRefused } from "../engine/services";
import type { Environment } from "./environment";
import type { InitializationType } from "./variables";

/** How long an on-demand environment may idle before it goes. AWS does not say; five to fifteen minutes are seen. */
const idleMillis = 300_000;

/** Concurrent executions that one function has reserved, or that all others share. */
export class ConcurrencyLimit {
  private running = 0;

  constructor(
    public executions: number,
    /** What Lambda says of one call too many. */
    readonly reason: string,
  ) {}

  take(): void {
    if (this.running >= this.executions) throw throttled(this.reason);
    this.running += 1;
  }

  release(): void {
    this.running -= 1;
  }
}

/** Provisioned concurrency of one version, as GetProvisionedConcurrencyConfig shows it. */
export interface Provisioned {
  readonly requested: number;
  readonly allocated: number;
  readonly available: number;
  readonly status: "IN_PROGRESS" | "READY" | "FAILED";
  readonly statusReason?: string;
}

interface Slot {
  readonly environment: Environment;
  readonly type: InitializationType;
  /** What an on-demand environment runs against while it is busy. */
  limit?: ConcurrencyLimit;
  busy: boolean;
  retired: boolean;
  reaper?: NodeJS.Timeout;
}

/** The environments of one function version. */
interface VersionSlots {
  provisioned: Slot[];
  onDemand: Slot[];
}

export type CreateEnvironment = (version: string, type: InitializationType) => Environment;

/** The environments of a function: who may run, on which environment, and who is throttled. */
export class EnvironmentPool {
  private readonly versions = new Map<string, VersionSlots>();
  private readonly allocations = new Map<string, Provisioned>();

  /** @param limit of on-demand calls; provisioned environments are set aside from it. */
  constructor(
    private readonly create: CreateEnvironment,
    public limit: ConcurrencyLimit,
  ) {}

  /** Provisioned concurrency by version. */
  get provisioned(): ReadonlyMap<string, Provisioned> {
    return this.allocations;
  }

  /**
   * Starts environments that wait for calls to this version, `parallel` at a time; calls run on demand, or on those
   * allocated before, until all are ready. A failing init ends it as FAILED (recorded:
   * lambda-concurrency/provisioned-init-fails).
   */
  async allocate(version: string, requested: number, parallel: Limiter): Promise<void> {
    const before = this.allocations.get(version);
    if (before?.requested === requested) return;
    this.allocations.set(version, { requested, allocated: 0, available: 0, status: "IN_PROGRESS" });
    let failed = false;
    const starting = Array.from({ length: requested }, () =>
      parallel(async () => {
        if (failed) return [];
        const environment = this.create(version, "provisioned-concurrency");
        failed = (await environment.init()) !== undefined || failed;
        return [environment];
      }),
    );
    const environments = (await Promise.all(starting)).flat();
    retire(this.slots(version).provisioned);
    if (failed) {
      await Promise.all(environments.map((environment) => environment.stop()));
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

  /** Ends the provisioned environments of a version, busy ones after their request. */
  deallocate(version: string): void {
    this.allocations.delete(version);
    retire(this.slots(version).provisioned.splice(0));
  }

  /** How many environments there are, busy and idle. */
  get size(): number {
    return [...this.versions.values()].reduce(
      (sum, slots) => sum + slots.provisioned.length + slots.onDemand.length,
      0,
    );
  }

  /** Runs `work` on an environment of this version that nobody else uses. @throws InvokeRefused 429 */
  async run<T>(version: string, work: (environment: Environment, type: InitializationType) => Promise<T>): Promise<T> {
    const slot = this.take(version);
    try {
      return await work(slot.environment, slot.type);
    } finally {
      this.release(version, slot);
    }
  }

  /** Ends a version's environments, busy ones after their request: its code is no longer there. */
  retireVersion(version: string): void {
    this.deallocate(version);
    retire(this.slots(version).onDemand.splice(0));
  }

  /** The same for every version: the function is no longer declared. */
  retire(): void {
    for (const version of this.versions.keys()) this.retireVersion(version);
  }

  /** Ends every environment now. */
  async stop(): Promise<void> {
    const slots = [...this.versions.values()].flatMap(({ provisioned, onDemand }) => [...provisioned, ...onDemand]);
    this.versions.clear();
    await Promise.all(slots.map(end));
  }

  private take(version: string): Slot {
    const { provisioned, onDemand } = this.slots(version);
    const ready = provisioned.find(({ busy }) => !busy);
    if (ready !== undefined) {
      ready.busy = true;
      return ready;
    }
    const { limit } = this;
    limit.take();
    // The one used last: its connections are warm, and the others may idle away.
    const idle = onDemand.findLast(({ busy }) => !busy);
    if (idle !== undefined) {
      clearTimeout(idle.reaper);
      idle.limit = limit;
      idle.busy = true;
      return idle;
    }
    const environment = this.create(version, "on-demand");
    const slot: Slot = { environment, type: "on-demand", limit, busy: true, retired: false };
    onDemand.push(slot);
    return slot;
  }

  private release(version: string, slot: Slot): void {
    slot.busy = false;
    slot.limit?.release();
    delete slot.limit;
    if (slot.retired) {
      void end(slot);
      return;
    }
    if (slot.type === "provisioned-concurrency") return;
    const { onDemand } = this.slots(version);
    onDemand.splice(onDemand.indexOf(slot), 1);
    onDemand.push(slot);
    slot.reaper = setTimeout(() => {
      onDemand.splice(onDemand.indexOf(slot), 1);
      void slot.environment.stop();
    }, idleMillis).unref();
  }

  private slots(version: string): VersionSlots {
    let slots = this.versions.get(version);
    if (slots === undefined) {
      slots = { provisioned: [], onDemand: [] };
      this.versions.set(version, slots);
    }
    return slots;
  }
}

function retire(slots: readonly Slot[]): void {
  for (const slot of slots) {
    slot.retired = true;
    if (!slot.busy) void end(slot);
  }
}

function end({ environment, reaper }: Slot): Promise<void> {
  clearTimeout(reaper);
  return environment.stop();
}

/** Lambda's refusal of one call too many (recorded: lambda-concurrency/reserved-zero-sync). */
export function throttled(reason = "ConcurrentInvocationLimitExceeded"): InvokeRefused {
  return new InvokeRefused({ statusCode: 429, code: "TooManyRequestsException", message: "Rate Exceeded.", reason });
}
