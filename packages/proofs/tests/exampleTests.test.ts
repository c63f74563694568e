import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect } from "chai";
import { readProjectState } from "../../api-tools/src/rename/project";
import { root } from "../../local-cloud/tests/support/program";

describe("the tests of the example resource", () => {
  it("are named after it, so that the command of docs/make-it-yours.md removes them", () => {
    const [example] = readProjectState(root).resources.keys();
    const page = readFileSync(join(root, "docs", "make-it-yours.md"), "utf8");
    const [, all = "", parts = ""] =
      /^git rm -r --quiet api\/(\w+) 'tests\/\*\/\1\.\*' 'tests\/\*\/(\w+)\[A-Z\]\*'$/m.exec(page) ?? [];
    expect(all).to.equal(example);
    const removed = new RegExp(`^(?:${all}\\.|${parts}[A-Z])`);
    const files = readdirSync(join(root, "tests"), { recursive: true, encoding: "utf8" });
    const importing = files.filter(
      (file) => file.endsWith(".ts") && readFileSync(join(root, "tests", file), "utf8").includes(`/api/${all}/`),
    );
    expect(importing).to.not.have.length(0);
    expect(importing.filter((file) => !removed.test(basename(file)))).to.deep.equal([]);
  });
});
