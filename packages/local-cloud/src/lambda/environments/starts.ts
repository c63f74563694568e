import { realTimer, type Timer } from "../../kernel/bounds/realTimer";
import { wereCoresBusy, type CoreUse } from "./cores";
import type { Environment } from "./environment";
import { IdleEnvironments } from "./idleEnvironments";

/**
 * Shortest and longest time for which a call waits for a busy environment before another starts: Lambda's cold starts take
 * "under 100 ms to over 1 second" (Developer Guide, "Understanding the Lambda execution environment lifecycle").
 */
const patience = { leastMillis: 100, mostMillis: 1_000 } as const;

interface Machine extends Timer {
  /** Time in which the main thread had work. */
  activeMillis(): number;
}

const realMachine: Machine = {
  ...realTimer,
  activeMillis: () => performance.eventLoopUtilization().active,
};

export interface StartLimits {
  /** Number of starts at the same time. */
  readonly cores: number;
  /** Number of a function's environments from which a call first waits for one of them. */
  readonly enough: number;
}

/**
 * Returns the limits for a machine. On 2 cores, a third environment adds 8 % to the requests per second once V8 has
 * optimized its code. Until then, it takes a fifth more CPU time for the first 1,500 requests. On one core, a second one
 * runs while the first waits for another service.
 */
export function limitsOf(cores: number): StartLimits {
  return { cores, enough: Math.max(2, cores) };
}

type Slots = readonly { readonly environment: Pick<Environment, "activeMillis"> }[];

/** Age in milliseconds up to which a measurement counts as the current one: a busy function has many calls that wait. */
const freshMillis = 10;

/** A call that an environment is started for, unless another becomes free before. */
export interface WaitingCall {
  isWaiting(): boolean;
  /** The environments that can become free. Calls that wait for the same ones share the list. */
  readonly slots: Slots;
  /** Starts an environment for the call. */
  begin(): void;
}

/** Decides when environments start. More than the cores can run would slow each other. */
export class Starts {
  private running = 0;
  private readonly waiting: (() => boolean)[] = [];
  /** Times at which the running starts began, oldest first. */
  private readonly begun: number[] = [];
  /** Last measurement of each list of environments. */
  private readonly uses = new WeakMap<Slots, CoreUse>();
  /** Duration of the last start. */
  private lastMillis = 0;

  /** @param idle environments that end before others start if memory is scarce */
  constructor(
    private readonly limits: StartLimits,
    readonly idle = new IdleEnvironments(),
    private readonly machine: Machine = realMachine,
  ) {}

  /** @param begin called when a start slot is free; returns false if the start is no longer wanted. */
  request(begin: () => boolean): void {
    this.waiting.push(begin);
    this.next();
  }

  /**
   * Like `request`, for a call that can also wait for an environment to become free. If there are enough of them, it
   * waits first for as long as the last start took, and then while no core is free: another environment would take its
   * turn from the others, need memory, and compile the same code again.
   *
   * @param existing number of environments that the call can wait for
   */
  requestBeside(existing: number, call: WaitingCall): void {
    const begin = () => {
      const isWaiting = call.isWaiting();
      if (isWaiting) call.begin();
      return isWaiting;
    };
    if (existing < this.limits.enough) this.request(begin);
    else this.wait(call, () => this.request(begin));
  }

  private wait(call: WaitingCall, act: () => void): void {
    const slice = Math.min(Math.max(patience.leastMillis, this.lastMillis), patience.mostMillis);
    const until = this.machine.now() + patience.mostMillis;
    const next = () => {
      const from = this.readUse(call);
      this.machine.later(() => {
        if (!call.isWaiting()) return;
        const areBusy = wereCoresBusy(from, this.readUse(call), this.limits.cores);
        if (areBusy && this.machine.now() < until) next();
        else act();
      }, slice);
    };
    next();
  }

  private readUse({ slots }: WaitingCall): CoreUse {
    const { machine } = this;
    const atMillis = machine.now();
    const known = this.uses.get(slots);
    if (known !== undefined && atMillis - known.atMillis < freshMillis) return known;
    const environmentMillis = slots.reduce((sum, { environment }) => sum + environment.activeMillis, 0);
    const use = { atMillis, mainMillis: machine.activeMillis(), environmentMillis };
    this.uses.set(slots, use);
    return use;
  }

  /** Frees the slot of a start that has succeeded or failed. */
  done(): void {
    this.running -= 1;
    this.lastMillis = this.machine.now() - (this.begun.shift() ?? this.machine.now());
    this.next();
  }

  private next(): void {
    while (this.running < this.limits.cores) {
      const begin = this.waiting.shift();
      if (begin === undefined) return;
      this.running += 1;
      this.begun.push(this.machine.now());
      if (begin()) this.idle.makeRoom();
      else {
        this.running -= 1;
        this.begun.pop();
      }
    }
  }
}
