import type { Clock } from "../../kernel/clock";
import type { Stage } from "../declared/model";
import type { GatewayAnswer } from "../exchange/exchange";

/** Limits the memory of one cache below its declared size: the run shares the machine with other processes. */
const maxCacheBytes = 268_435_456;

/** Larger answers are not cached (API Gateway Developer Guide, "Cache settings for REST APIs"). */
const maxAnswerBytes = 1_048_576;

const gigabyte = 1_073_741_824;

interface Entry {
  readonly answer: GatewayAnswer;
  readonly bytes: number;
  /** Epoch milliseconds of the run's clock. */
  readonly until: number;
}

/** Cached answers of one stage. The least recently used entry is evicted first. */
export class StageCache {
  private readonly entries = new Map<string, Entry>();
  private bytes = 0;

  constructor(
    readonly gigabytes: number,
    private readonly clock: Pick<Clock, "now">,
  ) {}

  /** @returns the answer, and the milliseconds until it expires. */
  find(key: string): { readonly answer: GatewayAnswer; readonly leftMillis: number } | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    this.remove(key, entry);
    const leftMillis = entry.until - this.clock.now();
    if (leftMillis <= 0) return undefined;
    this.add(key, entry);
    return { answer: entry.answer, leftMillis };
  }

  keep(key: string, answer: GatewayAnswer, seconds: number): void {
    const before = this.entries.get(key);
    if (before !== undefined) this.remove(key, before);
    if (answer.body.length > maxAnswerBytes) return;
    const headers = answer.headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
    const bytes = key.length + headers + answer.body.length;
    this.add(key, { answer, bytes, until: this.clock.now() + seconds * 1000 });
    for (const [oldest, entry] of this.entries) {
      if (this.bytes <= Math.min(this.gigabytes * gigabyte, maxCacheBytes)) return;
      this.remove(oldest, entry);
    }
  }

  private add(key: string, entry: Entry): void {
    this.entries.set(key, entry);
    this.bytes += entry.bytes;
  }

  private remove(key: string, { bytes }: Entry): void {
    this.entries.delete(key);
    this.bytes -= bytes;
  }
}

/** Caches of all stages. A stage without `cacheClusterSize` has none. */
export class StageCaches {
  private caches: ReadonlyMap<string, StageCache> = new Map();

  constructor(private readonly clock: Pick<Clock, "now">) {}

  /**
   * Replaces the declared stages. A cache whose size changes starts empty (API Gateway Developer Guide, "Cache settings
   * for REST APIs").
   */
  declare(apis: ReadonlyMap<string, { readonly stages: ReadonlyMap<string, Stage> }>): void {
    const declared = [...apis].flatMap(([apiId, { stages }]) =>
      [...stages.values()].flatMap(({ name, cache }): [string, StageCache][] => {
        if (cache === undefined) return [];
        const before = this.find(apiId, name);
        const same = before?.gigabytes === cache.gigabytes ? before : undefined;
        return [[keyOf(apiId, name), same ?? new StageCache(cache.gigabytes, this.clock)]];
      }),
    );
    this.caches = new Map(declared);
  }

  find(apiId: string, stage: string): StageCache | undefined {
    return this.caches.get(keyOf(apiId, stage));
  }
}

function keyOf(apiId: string, stage: string): string {
  return `${apiId}/${stage}`;
}
