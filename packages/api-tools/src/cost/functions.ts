import { idleAmounts, ofType, type Program } from "@onemachine/local-cloud";
import { linesOf, requirePrices } from "./estimate";
import { totalOf } from "./lines";
import { routeAmounts } from "./routes";
import type { Traffic } from "./traffic";
import { operationsOf, stagesOf } from "./workload";

/** Cost of one function in US dollars a month, without the free tier. */
export interface FunctionCost {
  /** Logical name. */
  readonly function: string;
  /** Provisioned environments and alarms. */
  readonly idle: number;
  /** A million requests to each of its routes, without what all routes share. */
  readonly perMillion: readonly RouteCost[];
}

export interface RouteCost {
  readonly route: string;
  readonly usd: number;
}

/** Returns the cost of each function, in the order of the program. @throws UserError for a region without prices */
export function functionCosts(program: Program, traffic: Traffic): FunctionCost[] {
  const { region } = program.location;
  requirePrices(region);
  const stages = stagesOf(program);
  const operations = operationsOf(program);
  const idle = linesOf(idleAmounts(program.resources), region);
  return ofType(program.resources, "aws:lambda/function:Function").map(({ name }) => ({
    function: name,
    idle: totalOf(idle.filter((line) => line.function === name)),
    perMillion: operations
      .filter((operation) => operation.function.logicalName === name)
      .map((operation) => ({
        route: operation.name,
        usd: totalOf(linesOf(routeAmounts(operation, 1_000_000, { stages, traffic }), region)),
      })),
  }));
}
