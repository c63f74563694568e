import { estimate } from "./cost/estimate";
import { costOptions, usage } from "./cost/options";
import { assumptions, costText, leftOut, oldest } from "./cost/print";
import { render } from "@onemachine/local-cloud";

/** What a stack of the program in a folder costs a month, as text. @throws UserError */
export async function cost(dir: string, argv: readonly string[]): Promise<string> {
  const { stack, config, traffic, json, help } = costOptions(argv);
  if (help) return usage;
  const found = estimate(await render({ dir, stack, config }), traffic);
  if (!json) return costText(found, traffic, stack);
  const whole = { stack, ...found, pricesAsOf: oldest(found), assumed: assumptions(traffic), leftOut };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}

/** The command, in the project of a folder. @throws UserError for a person's mistake. */
export async function main(dir: string, argv: readonly string[]): Promise<void> {
  process.stdout.write(await cost(dir, argv));
}
