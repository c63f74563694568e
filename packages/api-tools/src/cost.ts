import { estimate } from "./cost/estimate";
import { defaultStack } from "./commandLine";
import { defaultTraffic, type Traffic } from "./cost/traffic";
import { assumptions, costText, leftOut, oldest } from "./cost/print";
import { render } from "@onemachine/local-cloud";

export interface CostOptions {
  readonly stack?: string;
  /** `KEY=VALUE`. */
  readonly config?: readonly string[];
  readonly traffic?: Traffic;
  readonly json?: boolean;
}

/** What a stack of the program in a folder costs a month, as text. @throws UserError */
export async function cost(dir: string, options: CostOptions): Promise<string> {
  const { stack = defaultStack, config = [], traffic = defaultTraffic, json = false } = options;
  const found = estimate(await render({ dir, stack, config }), traffic);
  if (!json) return costText(found, traffic, stack);
  const whole = { stack, ...found, pricesAsOf: oldest(found), assumed: assumptions(traffic), leftOut };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}

/** Prints it. @throws UserError */
export async function main(dir: string, options: CostOptions): Promise<void> {
  process.stdout.write(await cost(dir, options));
}
