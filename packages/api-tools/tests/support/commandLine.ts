import { expect } from "chai";
import { createCommandLine, describeMistake } from "../../src/main";

/** Returns the error message of a rejected command line. */
export async function refusalOf(...argv: string[]): Promise<string> {
  try {
    await createCommandLine("1.2.3").parseAsync(argv, { from: "user" });
  } catch (error) {
    return describeMistake(error);
  }
  return expect.fail(`${argv.join(" ")} is accepted`);
}
