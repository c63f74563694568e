import type { ConcurrencySnapshot } from "../kernel/facts";
import type { ConcurrencyLimit } from "./concurrency";
import type { Environment } from "./environment";
import type { InitializationType } from "./variables";

/** An environment's place in a pool. */
export interface Slot {
  readonly environment: Environment;
  readonly type: InitializationType;
  /** What it runs against while it is busy; provisioned environments are set aside from it. */
  limit?: ConcurrencyLimit;
  busy: boolean;
  retired: boolean;
  reaper?: NodeJS.Timeout;
}

/** A call that waits for the environment that is free first: one that starts, or one that has just finished. */
export interface Waiter {
  readonly limit: ConcurrencyLimit;
  readonly give: (slot: Slot) => void;
  readonly refuse: (error: Error) => void;
}

/** An environment that a call has to itself. */
export interface Use {
  readonly environment: Environment;
  readonly type: InitializationType;
  /** Milliseconds of real time that the call waited for it. */
  readonly queuedMillis: number;
  /** As the call began, itself included. */
  readonly concurrency: Omit<ConcurrencySnapshot, "account">;
}

/** The environments of one function version. */
export interface VersionSlots {
  provisioned: Slot[];
  readonly onDemand: Slot[];
  readonly waiting: Waiter[];
}

/** Ends environments, busy ones after their request. */
export function retire(slots: readonly Slot[]): void {
  for (const slot of slots) {
    slot.retired = true;
    if (!slot.busy) void end(slot);
  }
}

export function end({ environment, reaper }: Slot): Promise<void> {
  clearTimeout(reaper);
  return environment.end();
}
