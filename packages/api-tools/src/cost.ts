import { estimate } from "./cost/estimate";
import { functionCosts } from "./cost/functions";
import { defaultStack } from "./commandLine";
import { defaultTraffic, type Traffic } from "./cost/traffic";
import { listAssumptions, formatCost, omissions, findOldestPriceDate } from "./cost/print";
import { render } from "@onemachine/local-cloud";

export interface CostOptions {
  readonly stack?: string;
  /** Overridden settings, `KEY=VALUE`. */
  readonly config?: readonly string[];
  readonly traffic?: Traffic;
  readonly json?: boolean;
}

/** Estimates the monthly cost of a stack and returns it as text or JSON. @throws UserError */
export async function cost(dir: string, options: CostOptions): Promise<string> {
  const { stack = defaultStack, config = [], traffic = defaultTraffic, json = false } = options;
  const program = await render({ dir, stack, config, replacesEncrypted: true });
  const found = estimate(program, traffic);
  const functions = functionCosts(program, traffic);
  if (!json) return formatCost({ ...found, functions }, traffic, stack);
  const whole = {
    stack,
    ...found,
    functions,
    pricesAsOf: findOldestPriceDate(found),
    assumed: listAssumptions(traffic),
    leftOut: omissions,
  };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}

/** Prints the estimate. @throws UserError */
export async function main(dir: string, options: CostOptions): Promise<void> {
  process.stdout.write(await cost(dir, options));
}
