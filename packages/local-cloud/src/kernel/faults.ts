import { didYouMean } from "./didYouMean";
import { UserError } from "./errors";

/** Faults that can be injected, with the range of each value. */
const kinds = {
  "dynamodb:throttle": shareRange("requests that DynamoDB throttles"),
  "dynamodb:error": shareRange("requests that DynamoDB answers with a 500"),
  "dynamodb:blackhole": shareRange("requests that DynamoDB never answers"),
  "dynamodb:latency": millisRange("milliseconds that DynamoDB takes longer"),
  "dynamodb:stale": shareRange("eventually consistent reads that return the state of a second ago"),
  "lambda:throttle": shareRange("calls that Lambda refuses"),
  "lambda:crash": shareRange("calls in which the runtime exits"),
  "lambda:init": millisRange("milliseconds that each init takes longer"),
  "sqs:redeliver": shareRange("deleted messages of standard queues that are delivered once more"),
  "events:duplicate": shareRange("events that EventBridge sends to a target twice"),
  "events:delay": millisRange("milliseconds of the run's clock that EventBridge takes longer"),
} as const;

export type FaultKind = keyof typeof kinds;

export const faultKinds = Object.keys(kinds) as readonly FaultKind[];

/** A kind of fault and its current state. */
export interface FaultDescription {
  readonly kind: string;
  readonly meaning: string;
  /** Maximum value. */
  readonly max: number;
  /** Current value; 0 disables the fault. */
  readonly value: number;
  /** Number of injected faults. */
  readonly struck: number;
}

interface Range {
  readonly max: number;
  readonly rule: string;
  readonly meaning: string;
}

function shareRange(meaning: string): Range {
  return { max: 1, rule: "a share from 0 to 1", meaning };
}

function millisRange(meaning: string): Range {
  return { max: 60_000, rule: "milliseconds from 0 to 60000", meaning };
}

function suggestKind(kind: string): string {
  const near = didYouMean(kind, Object.keys(kinds));
  return near === undefined ? "" : `; did you mean ${near}?`;
}

/** Lists the kinds for --help, one a line. */
export const faultHelp = Object.entries(kinds)
  .map(([kind, { meaning }]) => `${kind}=N`.padEnd(22) + meaning)
  .join("\n");

/** Injects faults at random. The same seed and the same requests give the same faults. */
export class Faults {
  private readonly values = new Map<FaultKind, number>();
  private readonly struck = new Map<FaultKind, number>();
  private state = 1;

  /** @param specs `KIND=VALUE`, or `seed=N`. @throws UserError */
  constructor(specs: readonly string[] = []) {
    for (const spec of specs) this.set(spec);
  }

  /** Sets the value of a fault; 0 disables it. @param spec `KIND=VALUE` @throws UserError */
  set(spec: string): void {
    const [, kind = "", , text = ""] = /^([^=]+)(=(.*))?$/s.exec(spec) ?? [];
    const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : NaN;
    if (kind === "seed") {
      if (Number.isNaN(value)) throw new UserError(`--fault ${spec}: the value must be a number from 0`);
      this.state = value;
      return;
    }
    const range = Object.hasOwn(kinds, kind) ? (kinds as Readonly<Record<string, Range>>)[kind] : undefined;
    if (range === undefined) {
      throw new UserError(
        `--fault ${spec}: it must be KIND=VALUE, and the kinds are ${Object.keys(kinds).join(", ")}, seed${suggestKind(kind)}`,
      );
    }
    if (Number.isNaN(value) || value > range.max)
      throw new UserError(`--fault ${spec}: the value must be ${range.rule}`);
    this.values.set(kind as FaultKind, value);
  }

  /** Decides at random whether a fault affects the current request. Counts the fault if it does. */
  strikes(kind: FaultKind): boolean {
    const wanted = this.values.get(kind);
    const strikes = wanted !== undefined && this.random() < wanted;
    if (strikes) this.count(kind);
    return strikes;
  }

  /** All kinds with their current values and counts. */
  get descriptions(): FaultDescription[] {
    return (Object.keys(kinds) as FaultKind[]).map((kind) => ({
      kind,
      meaning: kinds[kind].meaning,
      max: kinds[kind].max,
      value: this.values.get(kind) ?? 0,
      struck: this.struck.get(kind) ?? 0,
    }));
  }

  /** Waits for the configured latency, if any. */
  async delay(kind: FaultKind): Promise<void> {
    const added = this.latency(kind);
    if (added <= 0) return;
    await new Promise((resolve) => setTimeout(resolve, added));
  }

  /** Returns the configured latency in milliseconds, and counts it; 0 without one. */
  latency(kind: FaultKind): number {
    const added = this.values.get(kind) ?? 0;
    if (added > 0) this.count(kind);
    return added;
  }

  private count(kind: FaultKind): void {
    this.struck.set(kind, (this.struck.get(kind) ?? 0) + 1);
  }

  /** Mulberry32: a small generator of sufficient quality for sampling. */
  private random(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}
