/** Numbers of one contestant in one measure. */
export interface Spread {
  readonly median: number;
  /** First and third quartile. */
  readonly from: number;
  readonly to: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  return { median: at(0.5), from: at(0.25), to: at(0.75) };
}

/** Runs all contestants in turn, so many rounds: what disturbs one round disturbs them all. */
export async function alternate<K extends string>(
  contestants: Readonly<Record<K, () => number | Promise<number>>>,
  rounds: number,
): Promise<Record<K, Spread>> {
  const names = Object.keys(contestants) as K[];
  const values = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) values[name].push(await contestants[name]());
  }
  return Object.fromEntries(names.map((name) => [name, spreadOf(values[name])])) as Record<K, Spread>;
}

/** One line of the report: a measure, its contestants, and the bar that the first of them is held to. */
export interface Row {
  readonly measure: string;
  readonly unit: string;
  readonly values: Readonly<Record<string, number | Spread>>;
  /** What the first contestant may be at most (or at least, for rates), as shares of others or as a number. */
  readonly bars?: readonly Bar[];
}

export interface Bar {
  /** A contestant that the first one is compared with; absent compares with `limit` itself. */
  readonly against?: string;
  readonly limit: number;
  readonly atLeast?: boolean;
}

export interface BarResult extends Bar {
  readonly value: number;
  readonly holds: boolean;
}

/** How each bar of a row came out. */
export function judged({ values, bars = [] }: Row): BarResult[] {
  const [own] = Object.values(values);
  return bars.flatMap((bar) => {
    const other = bar.against === undefined ? 1 : values[bar.against];
    if (own === undefined || other === undefined) return [];
    const value = medianOf(own) / medianOf(other);
    return [{ ...bar, value, holds: bar.atLeast === true ? value >= bar.limit : value <= bar.limit }];
  });
}

export function medianOf(value: number | Spread): number {
  return typeof value === "number" ? value : value.median;
}

export function mapValues<V, W>(
  map: Readonly<Record<string, V>>,
  change: (value: V, key: string) => W,
): Record<string, W> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}
