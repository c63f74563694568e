/** Distribution of a contestant's values. */
export interface Spread {
  readonly median: number;
  /** First quartile. */
  readonly from: number;
  /** Third quartile. */
  readonly to: number;
}

export function computeSpread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  return { median: at(0.5), from: at(0.25), to: at(0.75) };
}

/** Runs all contestants in turn for several rounds, so that a disturbance affects all of them. */
export async function runAlternately<K extends string>(
  contestants: Readonly<Record<K, () => number | Promise<number>>>,
  rounds: number,
): Promise<Record<K, Spread>> {
  const names = Object.keys(contestants) as K[];
  const values = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) values[name].push(await contestants[name]());
  }
  return Object.fromEntries(names.map((name) => [name, computeSpread(values[name])])) as Record<K, Spread>;
}

/** A line of the report: a measure with the values of its contestants. */
export interface Row {
  readonly measure: string;
  readonly unit: string;
  readonly values: Readonly<Record<string, number | Spread>>;
  /** Limits for the first contestant. */
  readonly bars?: readonly Bar[];
}

export interface Bar {
  /** Contestant whose value the limit multiplies; absent for an absolute limit. */
  readonly against?: string;
  readonly limit: number;
  /** True for a lower bound, as for rates. */
  readonly atLeast?: boolean;
}

export interface BarResult extends Bar {
  readonly value: number;
  readonly holds: boolean;
}

/** Compares the first contestant of a row with its bars. */
export function compareWithBars({ values, bars = [] }: Row): BarResult[] {
  const [own] = Object.values(values);
  return bars.flatMap((bar) => {
    const other = bar.against === undefined ? 1 : values[bar.against];
    if (own === undefined || other === undefined) return [];
    const value = getMedian(own) / getMedian(other);
    return [{ ...bar, value, holds: bar.atLeast === true ? value >= bar.limit : value <= bar.limit }];
  });
}

export function getMedian(value: number | Spread): number {
  return typeof value === "number" ? value : value.median;
}

export function mapValues<V, W>(
  map: Readonly<Record<string, V>>,
  change: (value: V, key: string) => W,
): Record<string, W> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}
