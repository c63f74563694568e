import { idleAmounts, ofType, type Program } from "@onemachine/local-cloud";
import { consumerAmounts, consumersOf } from "./consumers";
import { EventWays } from "./events";
import { functionWorks } from "./functionWork";
import { linesOf, requirePrices } from "./estimate";
import { totalOf, type BilledAmount } from "./lines";
import { routeAmounts } from "./routes";
import type { Traffic } from "./traffic";
import { stagesOf } from "./stages";
import { operationsOf } from "./workload";

/** Cost of one function in US dollars a month, without the free tier. */
export interface FunctionCost {
  /** Logical name. */
  readonly function: string;
  /** Provisioned environments and alarms. */
  readonly idle: number;
  /** A million requests to each of its routes, without what all routes share, or a million events. */
  readonly perMillion: readonly RouteCost[];
}

export interface RouteCost {
  /** `events` for a function that events call. */
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
  const works = functionWorks(program);
  const consumers = consumersOf(program, works, new EventWays(program, works.values(), traffic));
  const usdOf = (amounts: readonly BilledAmount[]) => totalOf(linesOf(amounts, region));
  return ofType(program.resources, "aws:lambda/function:Function").map(({ name }) => ({
    function: name,
    idle: totalOf(idle.filter((line) => line.function === name)),
    perMillion: [
      ...operations
        .filter((operation) => operation.function.logicalName === name)
        .map((operation) => ({
          route: operation.name,
          usd: usdOf(routeAmounts(operation, 1_000_000, { program, stages, traffic })),
        })),
      ...consumers
        .filter((consumer) => consumer.function.logicalName === name)
        .map((consumer) => ({
          route: "events",
          usd: usdOf(consumerAmounts(consumer, 1_000_000, { program, traffic })),
        })),
    ],
  }));
}
