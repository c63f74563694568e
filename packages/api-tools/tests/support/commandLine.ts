import { expect } from "chai";
import { apiTools, sentenceOf } from "../../src/main";

/** The sentence with which a command line is rejected. */
export async function refusalOf(...argv: string[]): Promise<string> {
  try {
    await apiTools("1.2.3").parseAsync(argv, { from: "user" });
  } catch (error) {
    return sentenceOf(error);
  }
  return expect.fail(`${argv.join(" ")} is accepted`);
}
