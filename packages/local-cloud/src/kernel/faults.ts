import { didYouMean } from "./didYouMean";
import { UserError } from "./errors";

/** What can go wrong on demand, with the range of its value. */
const kinds = {
  "dynamodb:throttle": share("requests that DynamoDB throttles"),
  "dynamodb:error": share("requests that DynamoDB answers with a 500"),
  "dynamodb:blackhole": share("requests that DynamoDB never answers"),
  "dynamodb:latency": millis("milliseconds that DynamoDB takes longer"),
  "lambda:throttle": share("calls that Lambda refuses"),
  "lambda:crash": share("calls in which the runtime exits"),
  "lambda:init": millis("milliseconds that each init takes longer"),
} as const;

export type FaultKind = keyof typeof kinds;

export const faultKinds = Object.keys(kinds) as readonly FaultKind[];

/** A kind of fault, for who looks. */
export interface FaultDescription {
  readonly kind: string;
  readonly meaning: string;
  /** Of its value. */
  readonly max: number;
  /** 0 where it is off. */
  readonly value: number;
  /** How often it has struck. */
  readonly struck: number;
}

interface Range {
  readonly max: number;
  readonly rule: string;
  readonly meaning: string;
}

function share(meaning: string): Range {
  return { max: 1, rule: "a share from 0 to 1", meaning };
}

function millis(meaning: string): Range {
  return { max: 60_000, rule: "milliseconds from 0 to 60000", meaning };
}

function meant(kind: string): string {
  const near = didYouMean(kind, Object.keys(kinds));
  return near === undefined ? "" : `; did you mean ${near}?`;
}

/** One line per kind, for --help. */
export const faultHelp = Object.entries(kinds)
  .map(([kind, { meaning }]) => `${kind}=N`.padEnd(22) + meaning)
  .join("\n");

/** Bad days, drawn from a seeded generator: the same seed and requests meet the same faults. */
export class Faults {
  private readonly values = new Map<FaultKind, number>();
  private readonly struck = new Map<FaultKind, number>();
  private state = 1;

  /** @param specs `KIND=VALUE`, and `seed=N` for another sequence. @throws UserError */
  constructor(specs: readonly string[] = []) {
    for (const spec of specs) this.set(spec);
  }

  /** Switches a fault on, or off with 0. @param spec `KIND=VALUE` @throws UserError */
  set(spec: string): void {
    const [, kind = "", text = ""] = /^([^=]+)=(\d+(?:\.\d+)?)$/.exec(spec) ?? [];
    if (kind === "seed") {
      this.state = Number(text);
      return;
    }
    const range = Object.hasOwn(kinds, kind) ? (kinds as Readonly<Record<string, Range>>)[kind] : undefined;
    if (range === undefined) {
      throw new UserError(
        `--fault ${spec}: it must be KIND=VALUE, and the kinds are ${Object.keys(kinds).join(", ")}, seed${meant(kind)}`,
      );
    }
    if (Number(text) > range.max) throw new UserError(`--fault ${spec}: the value must be ${range.rule}`);
    this.values.set(kind as FaultKind, Number(text));
  }

  /** Whether this request is one of the unlucky share. */
  strikes(kind: FaultKind): boolean {
    const wanted = this.values.get(kind);
    const strikes = wanted !== undefined && this.random() < wanted;
    if (strikes) this.count(kind);
    return strikes;
  }

  /** Every kind, as it is switched now and what it has done. */
  get described(): FaultDescription[] {
    return (Object.keys(kinds) as FaultKind[]).map((kind) => ({
      kind,
      meaning: kinds[kind].meaning,
      max: kinds[kind].max,
      value: this.values.get(kind) ?? 0,
      struck: this.struck.get(kind) ?? 0,
    }));
  }

  /** Resolves after the milliseconds that a kind adds; at once where it adds none. */
  async delay(kind: FaultKind): Promise<void> {
    const added = this.values.get(kind) ?? 0;
    if (added <= 0) return;
    this.count(kind);
    await new Promise((resolve) => setTimeout(resolve, added));
  }

  private count(kind: FaultKind): void {
    this.struck.set(kind, (this.struck.get(kind) ?? 0) + 1);
  }

  /** Mulberry32: small, and good enough to draw lots. */
  private random(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}
