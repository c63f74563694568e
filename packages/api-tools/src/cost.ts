import { resolve } from "node:path";
import { runCommand } from "./commandLine";
import { estimate } from "./cost/estimate";
import { costOptions, usage } from "./cost/options";
import { assumptions, costText, leftOut, oldest } from "./cost/print";
import { render } from "../../local-cloud/src/program/render";

/** What a stack of the program in a folder costs a month, as text. @throws UserError */
export async function cost(dir: string, argv: readonly string[]): Promise<string> {
  const { stack, config, traffic, json, help } = costOptions(argv);
  if (help) return usage;
  const found = estimate(await render({ dir, stack, config }), traffic);
  if (!json) return costText(found, traffic, stack);
  const whole = { stack, ...found, pricesAsOf: oldest(found), assumed: assumptions(traffic), leftOut };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}

if (require.main === module) {
  void runCommand(async () => {
    process.stdout.write(await cost(resolve(__dirname, "../../.."), process.argv.slice(2)));
  });
}
