import { usdOf } from "../pricing/amounts";
import { idleAmounts } from "../pricing/idle";
import { isPriced, pricedRegions } from "../pricing/price";
import type { Program } from "../kernel/resources";

/** Functions that a line names. */
const namedFunctions = 6;

/** Lines of single amounts. */
const shownAmounts = 4;

/**
 * Lists what the program costs on AWS without any request: the total, and the functions that cause it, the dearest
 * first. Empty for a program without idle cost. Names the priced regions in a region without prices.
 */
export function costLines({ location: { region }, resources }: Pick<Program, "location" | "resources">): string {
  const amounts = idleAmounts(resources);
  if (amounts.length === 0) return "";
  if (!isPriced(region)) return unpricedLine(region);
  const functions = new Map<string | undefined, number>();
  for (const amount of amounts) {
    functions.set(amount.function, (functions.get(amount.function) ?? 0) + usdOf(amount, region));
  }
  const total = [...functions.values()].reduce((sum, usd) => sum + usd, 0);
  return [
    `  Idle cost on AWS: ${formatUsd(total)} a month, before the first request (list prices of ${region}, no free tier)`,
    ...functionLines(functions),
  ].join("\n");
}

function unpricedLine(region: string): string {
  return (
    `  Idle cost on AWS: unknown for ${region}, because the price list contains ${pricedRegions.join(" and ")}; ` +
    `compare with npx api-tools cost --config aws:region=${pricedRegions[1]}`
  );
}

/** A line for each amount, with the functions that cost it. */
function functionLines(functions: ReadonlyMap<string | undefined, number>): string[] {
  const shared = functions.get(undefined);
  const amounts = new Map<string, string[]>();
  const sorted = [...functions].sort(([, one], [, other]) => other - one);
  for (const [name, usd] of sorted) {
    if (name !== undefined) amounts.set(formatUsd(usd), [...(amounts.get(formatUsd(usd)) ?? []), name]);
  }
  if (amounts.size === 0) return [];
  const shown = [...amounts].slice(0, shownAmounts);
  const rest = [...amounts].slice(shownAmounts).flatMap(([, names]) => names);
  return [
    ...shown.map(([usd, names]) => `    ${usd}${names.length > 1 ? " each" : ""}: ${listNames(names)}`),
    ...(rest.length === 0 ? [] : [`    less each: ${listNames(rest)}`]),
    ...(shared === undefined ? [] : [`    ${formatUsd(shared)}: shared`]),
  ];
}

function listNames(names: readonly string[]): string {
  if (names.length <= namedFunctions) return names.join(", ");
  return `${names.slice(0, namedFunctions - 1).join(", ")} and ${names.length - namedFunctions + 1} more functions`;
}

function formatUsd(amount: number): string {
  return `$${amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}
