import type { Clock } from "../../kernel/clock";
import type { Stage } from "../declared/model";
import type { GatewayAnswer } from "../exchange/exchange";

/** What a cache of any size holds here at the most, in bytes: a run is a process among others. */
const mostBytes = 268_435_456;

/** Largest answer that is kept, in bytes (API Gateway Developer Guide, "Cache settings for REST APIs"). */
const largestAnswer = 1_048_576;

const gigabyte = 1_073_741_824;

interface Entry {
  readonly answer: GatewayAnswer;
  readonly bytes: number;
  /** Epoch milliseconds of the run's clock. */
  readonly until: number;
}

/** The answers that one stage keeps; what was asked for least lately goes first. */
export class KeptAnswers {
  private readonly entries = new Map<string, Entry>();
  private bytes = 0;

  constructor(
    readonly gigabytes: number,
    private readonly clock: Pick<Clock, "now">,
  ) {}

  /** With the milliseconds for which it will be given. */
  find(key: string): { readonly answer: GatewayAnswer; readonly leftMillis: number } | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    this.forget(key, entry);
    const leftMillis = entry.until - this.clock.now();
    if (leftMillis <= 0) return undefined;
    this.add(key, entry);
    return { answer: entry.answer, leftMillis };
  }

  keep(key: string, answer: GatewayAnswer, seconds: number): void {
    const before = this.entries.get(key);
    if (before !== undefined) this.forget(key, before);
    if (answer.body.length > largestAnswer) return;
    const headers = answer.headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
    const bytes = key.length + headers + answer.body.length;
    this.add(key, { answer, bytes, until: this.clock.now() + seconds * 1000 });
    for (const [oldest, entry] of this.entries) {
      if (this.bytes <= Math.min(this.gigabytes * gigabyte, mostBytes)) return;
      this.forget(oldest, entry);
    }
  }

  private add(key: string, entry: Entry): void {
    this.entries.set(key, entry);
    this.bytes += entry.bytes;
  }

  private forget(key: string, { bytes }: Entry): void {
    this.entries.delete(key);
    this.bytes -= bytes;
  }
}

/** The caches of all stages that have one. */
export class StageCaches {
  private caches: ReadonlyMap<string, KeptAnswers> = new Map();

  constructor(private readonly clock: Pick<Clock, "now">) {}

  /** Takes over what is declared. A cache of another size begins empty (API Gateway Developer Guide, as above). */
  declare(apis: ReadonlyMap<string, { readonly stages: ReadonlyMap<string, Stage> }>): void {
    const declared = [...apis].flatMap(([apiId, { stages }]) =>
      [...stages.values()].flatMap(({ name, cache }): [string, KeptAnswers][] => {
        if (cache === undefined) return [];
        const before = this.find(apiId, name);
        const same = before?.gigabytes === cache.gigabytes ? before : undefined;
        return [[keyOf(apiId, name), same ?? new KeptAnswers(cache.gigabytes, this.clock)]];
      }),
    );
    this.caches = new Map(declared);
  }

  find(apiId: string, stage: string): KeptAnswers | undefined {
    return this.caches.get(keyOf(apiId, stage));
  }
}

function keyOf(apiId: string, stage: string): string {
  return `${apiId}/${stage}`;
}
