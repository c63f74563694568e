import type { ConcurrencySnapshot } from "../../kernel/facts/facts";
import type { ConcurrencyLimit } from "./concurrency";
import type { Environment } from "./environment";
import type { InitializationType } from "./variables";

/** An environment in a pool, with its state. */
export interface Slot {
  readonly environment: Environment;
  readonly type: InitializationType;
  /** Limit that a busy on-demand environment counts against. Provisioned environments have none. */
  limit?: ConcurrencyLimit;
  busy: boolean;
  retired: boolean;
  /** Keeps an idle environment from its end (IdleEnvironments). */
  keep?: () => void;
}

/** A call that waits for the first free environment, either a new or a reused one. */
export interface Waiter {
  readonly limit: ConcurrencyLimit;
  readonly give: (slot: Slot) => void;
  readonly refuse: (error: Error) => void;
}

/** Exclusive use of an environment by a call. */
export interface EnvironmentLease {
  readonly environment: Environment;
  readonly type: InitializationType;
  /** Real time for which the call waited. */
  readonly queuedMillis: number;
  /** Concurrency when the call arrived, including the call. */
  readonly concurrency: Omit<ConcurrencySnapshot, "account">;
}

/** Environments of one function version. */
export interface VersionSlots {
  provisioned: Slot[];
  readonly onDemand: Slot[];
  readonly waiting: Waiter[];
}

/** Counts the running calls of a function. On AWS a call that waits here would run already. */
export function countConcurrency(
  versions: readonly VersionSlots[],
  { provisioned }: VersionSlots,
): EnvironmentLease["concurrency"] {
  const busy = (slots: readonly Slot[]) => slots.reduce((sum, slot) => sum + Number(slot.busy), 0);
  const running = (all: VersionSlots) => busy(all.provisioned) + busy(all.onDemand) + all.waiting.length;
  return {
    function: versions.reduce((sum, all) => sum + running(all), 0),
    provisioned: busy(provisioned),
    allocated: provisioned.length,
  };
}

/** Ends environments; busy ones finish their request first. */
export function retire(slots: readonly Slot[]): void {
  for (const slot of slots) {
    slot.retired = true;
    if (!slot.busy) void end(slot);
  }
}

export function end({ environment, keep }: Slot): Promise<void> {
  keep?.();
  return environment.end();
}
