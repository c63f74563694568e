import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { root } from "./support/program";
import { filesWithKey, textWithKey } from "./support/readme";

describe("the commands to paste into a shell", () => {
  for (const file of filesWithKey) {
    it(`contain the key that the dev stack has on every machine, in ${file}`, async () => {
      expect(readFileSync(join(root, file), "utf8")).to.equal(await textWithKey(file));
    });
  }
});
