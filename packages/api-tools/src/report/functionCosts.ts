import type { FunctionCost } from "../cost/functions";
import { formatUsd } from "../cost/print";

/** A function whose cost changes; one side is undefined for a new or a removed function. */
export interface FunctionCostChange {
  readonly function: string;
  readonly before: FunctionCost | undefined;
  readonly after: FunctionCost | undefined;
}

/** Lists the functions whose cost differs by a cent or more. */
export function compareFunctionCosts(
  before: readonly FunctionCost[],
  after: readonly FunctionCost[],
): FunctionCostChange[] {
  const names = new Set([...after, ...before].map((cost) => cost.function));
  const find = (costs: readonly FunctionCost[], name: string) => costs.find((cost) => cost.function === name);
  return [...names]
    .map((name) => ({ function: name, before: find(before, name), after: find(after, name) }))
    .filter((change) => describe(change.before) !== describe(change.after));
}

/** Describes one function, or the difference of two versions of it. */
export function describeChange({ before, after }: FunctionCostChange): string {
  if (before === undefined || after === undefined) return describe(before ?? after);
  const routes = new Set([...before.perMillion, ...after.perMillion].map(({ route }) => route));
  const changes = [...routes].map((route) => {
    const [was, is] = [before, after].map((cost) => cost.perMillion.find((each) => each.route === route)?.usd);
    return [route, change(was, is)] as const;
  });
  return sentence(change(before.idle, after.idle), changes);
}

function change(was: number | undefined, is: number | undefined): string {
  const [old, now] = [was, is].map((usd) => (usd === undefined ? "nothing" : formatUsd(usd)));
  return old === now ? now! : `${old} → ${now}`;
}

function describe(cost: FunctionCost | undefined): string {
  if (cost === undefined) return "";
  return sentence(
    formatUsd(cost.idle),
    cost.perMillion.map(({ route, usd }) => [route, formatUsd(usd)]),
  );
}

function sentence(idle: string, routes: readonly (readonly [route: string, usd: string])[]): string {
  const [first, ...others] = routes;
  if (first === undefined) return `${idle} idle`;
  const usage = others.length === 0 ? first[1] : routes.map(([route, usd]) => `${route} ${usd}`).join(", ");
  return `${idle} idle; a million requests: ${usage}`;
}
