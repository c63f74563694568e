import {
  idleAmounts,
  isPriced,
  ofType,
  pricedRegions,
  prices,
  usdOf,
  UserError,
  type PriceName,
  type Program,
} from "@onemachine/local-cloud";
import { eventAmounts } from "./consumers";
import { edgeAmounts } from "./edge";
import { totalOf, type BilledAmount, type CostLine, type Estimate } from "./lines";
import { routeAmounts, stageAmounts } from "./routes";
import { storageAmounts } from "./storage";
import type { Traffic } from "./traffic";
import { functionWorks } from "./functionWork";
import { stagesOf } from "./stages";
import { operationsOf, type Operation } from "./workload";

/** @throws UserError for a region without prices, or an unknown route in --mix */
export function estimate(program: Program, traffic: Traffic): Estimate {
  const { region } = program.location;
  requirePrices(region);
  const operations = operationsOf(program);
  const stages = stagesOf(program);
  const requests = sharesOf(operations, traffic);
  const byFunction = requestsOfFunctions(program, operations, requests);
  const usage = [
    ...operations.flatMap((operation) => routeAmounts(operation, requests(operation), { program, stages, traffic })),
    ...stageAmounts(stages, traffic),
    ...edgeAmounts(program, traffic),
    ...eventAmounts(program, { works: functionWorks(program), requests: byFunction, traffic }),
  ];
  const idle = [...idleAmounts(program.resources), ...storageAmounts(program, traffic)];
  const factor = traffic.freeTier ? billedShare([...usage, ...idle]) : () => 1;
  const lines = { usage: linesOf(usage, region, factor), idle: linesOf(idle, region, factor) };
  return { region, ...lines, total: totalOf([...lines.usage, ...lines.idle]) };
}

/** Rejects a region without prices. @throws UserError */
export function requirePrices(region: string): void {
  if (isPriced(region)) return;
  throw new UserError(
    `cost has no prices for ${region}: the price list contains ${pricedRegions.join(" and ")}; ` +
      `compare with --config aws:region=${pricedRegions[1]}`,
  );
}

/** Prices amounts, and leaves out what costs nothing. @param share billed share of a price's quantity */
export function linesOf(
  amounts: readonly BilledAmount[],
  region: string,
  share: (price: PriceName) => number = () => 1,
): CostLine[] {
  return amounts
    .map((amount) => {
      const billed = { ...amount, quantity: amount.quantity * share(amount.price) };
      return { ...billed, service: prices[amount.price].service, usd: usdOf(billed, region) };
    })
    .filter(({ quantity }) => quantity > 0);
}

/** Returns a function that computes the monthly requests of an operation. */
function sharesOf(operations: readonly Operation[], { requests, mix }: Traffic): (operation: Operation) => number {
  const names = operations.map(({ name }) => name);
  const unknown = Object.keys(mix ?? {}).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new UserError(`--mix names the unknown route ${unknown}; the routes are ${names.join(", ")}`);
  }
  const share = (name: string) => (mix === undefined ? 1 : (mix[name] ?? 0));
  const all = names.reduce((sum, name) => sum + share(name), 0);
  return ({ name }) => (requests * share(name)) / all;
}

/** Returns the monthly requests to each function, keyed by URN. */
function requestsOfFunctions(
  { resources }: Program,
  operations: readonly Operation[],
  requests: (operation: Operation) => number,
): Map<string, number> {
  return new Map(
    ofType(resources, "aws:lambda/function:Function").flatMap(({ urn, state }) => {
      const own = operations.filter((operation) => operation.function.name === state["name"]);
      return own.length === 0 ? [] : [[urn, own.reduce((sum, operation) => sum + requests(operation), 0)] as const];
    }),
  );
}

/** Returns the share of a price's total quantity that is billed after the free tier. */
function billedShare(amounts: readonly BilledAmount[]): (price: PriceName) => number {
  const sums = new Map<PriceName, number>();
  for (const { price, quantity } of amounts) sums.set(price, (sums.get(price) ?? 0) + quantity);
  return (price) => {
    const sum = sums.get(price) ?? 0;
    return sum === 0 ? 1 : Math.max(0, sum - (prices[price].free ?? 0)) / sum;
  };
}
