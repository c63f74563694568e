/**
 * Counts of a chain of requests in the field `Lineage` of X-Ray headers. SDKs pass the header of a function's call on to
 * the services that it calls (Lambda Developer Guide, "Use Lambda recursive loop detection to prevent infinite loops").
 */

/** Number of calls in the chain by hash of the function. */
export type Lineage = ReadonlyMap<string, number>;

const field = /(?:^|;)\s*Lineage=([^;]*)/;

/** Maximum number of functions in a header. A longer list is cut. */
const maxFunctions = 50;

export function lineageOf(header: string | undefined): Lineage {
  const [, text = ""] = field.exec(header ?? "") ?? [];
  const entries = text.split(",", maxFunctions).map((entry) => /^([0-9a-f]{8}):(\d{1,5})$/.exec(entry));
  return new Map(entries.flatMap((entry) => (entry === null ? [] : [[entry[1]!, Number(entry[2])] as const])));
}

/** Returns the highest counts of several headers. */
export function mergeLineages(headers: readonly (string | undefined)[]): Lineage {
  const merged = new Map<string, number>();
  for (const header of headers) {
    for (const [hash, count] of lineageOf(header)) merged.set(hash, Math.max(count, merged.get(hash) ?? 0));
  }
  return merged;
}

/** Replaces the lineage of a header. */
export function withLineage(header: string, lineage: Lineage): string {
  const rest = header.replace(field, "");
  const entries = [...lineage].slice(-maxFunctions).map(([hash, count]) => `${hash}:${count}`);
  if (entries.length === 0) return rest;
  return `${rest}${rest === "" ? "" : ";"}Lineage=${entries.join(",")}`;
}
