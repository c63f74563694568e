import { InvokeRefused } from "../engine/services";
import type { Environment } from "./environment";
import type { InitializationType } from "./variables";

/** Concurrent executions of an account and region (Lambda quotas, the default). */
const accountConcurrency = 1_000;

/** How long an on-demand environment may idle before it goes. AWS does not say; five to fifteen minutes are seen. */
const idleMillis = 300_000;

export interface Provisioned {
  readonly requested: number;
  status: "IN_PROGRESS" | "READY" | "FAILED";
  statusReason?: string;
}

interface Slot {
  readonly environment: Environment;
  readonly type: InitializationType;
  busy: boolean;
  reaper?: NodeJS.Timeout;
}

/** The environments of one function version. */
interface VersionSlots {
  readonly provisioned: Slot[];
  readonly onDemand: Slot[];
}

export type CreateEnvironment = (version: string, type: InitializationType) => Environment;

/** The environments of a function: who may run, on which environment, and who is throttled. */
export class EnvironmentPool {
  private readonly versions = new Map<string, VersionSlots>();
  private readonly allocations = new Map<string, Provisioned>();
  private onDemandBusy = 0;
  private retired = false;

  /** @param reserved the function's reserved concurrency; provisioned environments come out of it. */
  constructor(
    private readonly create: CreateEnvironment,
    private readonly reserved: number | undefined,
  ) {}

  /** State of provisioned concurrency by version. */
  get provisioned(): ReadonlyMap<string, Readonly<Provisioned>> {
    return this.allocations;
  }

  /**
   * Starts environments that wait for calls to this version, `parallel` at a time. A failing init ends the
   * allocation as FAILED, and calls stay on demand (recorded: lambda-concurrency/provisioned-init-fails).
   */
  async allocate(version: string, environments: number, parallel: Limiter): Promise<void> {
    const allocation: Provisioned = { requested: environments, status: "IN_PROGRESS" };
    this.allocations.set(version, allocation);
    const starting = Array.from({ length: environments }, () =>
      parallel(async () => {
        if (allocation.status === "FAILED") return;
        const environment = this.create(version, "provisioned-concurrency");
        const failure = await environment.init();
        if (failure === undefined) {
          this.slots(version).provisioned.push({ environment, type: "provisioned-concurrency", busy: false });
        } else {
          allocation.status = "FAILED";
          allocation.statusReason = "FUNCTION_ERROR_INIT_FAILURE";
        }
      }),
    );
    await Promise.all(starting);
    if (allocation.status === "IN_PROGRESS") allocation.status = "READY";
    else
      await Promise.all(
        this.slots(version)
          .provisioned.splice(0)
          .map(({ environment }) => environment.stop()),
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

  /** Ends idle environments now and busy ones after their request: another pool has taken over. */
  async retire(): Promise<void> {
    this.retired = true;
    const slots = [...this.versions.values()].flatMap(({ provisioned, onDemand }) => [...provisioned, ...onDemand]);
    await Promise.all(slots.filter(({ busy }) => !busy).map(end));
  }

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
    if (this.onDemandBusy >= this.onDemandLimit()) {
      throw throttled(this.reserved === undefined ? undefined : "ReservedFunctionConcurrentInvocationLimitExceeded");
    }
    this.onDemandBusy += 1;
    // The one used last: its connections are warm, and the others may idle away.
    const idle = onDemand.findLast(({ busy }) => !busy);
    if (idle !== undefined) {
      clearTimeout(idle.reaper);
      idle.busy = true;
      return idle;
    }
    const slot: Slot = { environment: this.create(version, "on-demand"), type: "on-demand", busy: true };
    onDemand.push(slot);
    return slot;
  }

  private release(version: string, slot: Slot): void {
    slot.busy = false;
    if (this.retired) {
      void end(slot);
      return;
    }
    if (slot.type === "provisioned-concurrency") return;
    this.onDemandBusy -= 1;
    const { onDemand } = this.slots(version);
    onDemand.splice(onDemand.indexOf(slot), 1);
    onDemand.push(slot);
    slot.reaper = setTimeout(() => {
      onDemand.splice(onDemand.indexOf(slot), 1);
      void slot.environment.stop();
    }, idleMillis).unref();
  }

  /** Provisioned environments are set aside out of the reservation, whether a call is on them or not. */
  private onDemandLimit(): number {
    const provisioned = [...this.allocations.values()].reduce((sum, { requested }) => sum + requested, 0);
    return (this.reserved ?? accountConcurrency) - provisioned;
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

function end({ environment, reaper }: Slot): Promise<void> {
  clearTimeout(reaper);
  return environment.stop();
}

/** Lambda's refusal of one call too many (recorded: lambda-concurrency/reserved-zero-sync). */
export function throttled(reason = "ConcurrentInvocationLimitExceeded"): InvokeRefused {
  return new InvokeRefused({ statusCode: 429, code: "TooManyRequestsException", message: "Rate Exceeded.", reason });
}

/** Runs tasks, so many at a time. */
export type Limiter = <T>(task: () => Promise<T>) => Promise<T>;

export function limiter(most: number): Limiter {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= most) await new Promise<void>((go) => waiting.push(go));
    running += 1;
    try {
      return await task();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
