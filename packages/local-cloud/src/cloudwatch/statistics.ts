/** Returns the share of values below a percentile; undefined for other statistics. */
export function percentileOf(stat: string): number | undefined {
  const [, percent] = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/.exec(stat) ?? [];
  return percent === undefined ? undefined : Number(percent) / 100;
}

/** @param values sorted values with their counts; at least one. */
export function statisticOf(stat: string, values: readonly (readonly [number, number])[]): number {
  const count = values.reduce((sum, [, times]) => sum + times, 0);
  const sum = values.reduce((total, [value, times]) => total + value * times, 0);
  if (stat === "Sum") return sum;
  if (stat === "SampleCount") return count;
  if (stat === "Minimum") return values[0]![0];
  if (stat === "Maximum") return values.at(-1)![0];
  const share = percentileOf(stat);
  return share === undefined ? sum / count : percentile(values, { count, share });
}

/** Nearest-rank percentile. AWS does not document its interpolation (docs/emulation.md, "Assumed"). */
function percentile(
  values: readonly (readonly [number, number])[],
  { count, share }: { readonly count: number; readonly share: number },
): number {
  const rank = Math.max(1, Math.ceil(share * count));
  let seen = 0;
  for (const [value, times] of values) {
    seen += times;
    if (seen >= rank) return value;
  }
  return values.at(-1)![0];
}
