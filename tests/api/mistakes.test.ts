import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { UserError } from "@onemachine/local-cloud";
import { root } from "../support/program";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** Runs a text with the file that scripts preload. */
function run(text: string): [status: number | null, stderr: string] {
  const { status, stderr } = spawnSync(process.execPath, ["-r", "./tests/support/mistakes.cjs", "-e", text], {
    cwd: root,
  });
  return [status, String(stderr)];
}

describe("a mistake in the project", () => {
  for (const made of [new UserError("a"), new pulumi.RunError("a"), new pulumi.ResourceError("a", undefined)]) {
    const { name } = made.constructor;
    it(`is printed as one sentence by the scripts that load the program, as ${name}`, () => {
      const declared = `class ${name} extends Error {}`;
      expect(run(`${declared} throw new ${name}("timeout is 99")`)).to.deep.equal([1, "timeout is 99\n"]);
      expect(run(`${declared} void Promise.reject(new ${name}("timeout is 99"))`)).to.deep.equal([
        1,
        "timeout is 99\n",
      ]);
    });
  }

  it("is not any other error, which keeps its stack", () => {
    const [status, text] = run(`throw new TypeError("a is not a function")`);
    expect(status).to.equal(1);
    expect(text).to.match(/^TypeError: a is not a function\n {4}at /m);
  });

  it("is caught by each script that loads the program", () => {
    const loading = Object.entries(scripts).filter(([, text]) => text.startsWith("node -r @onemachine"));
    expect(loading.map(([name]) => name)).to.deep.equal(["client", "access", "approve"]);
    for (const [name, text] of loading) expect(text, name).to.include(" -r ./tests/support/mistakes.cjs ");
    const inOrder = /--require tests\/support\/loadRoutes\.cjs --require tests\/contract\/target\.ts /;
    expect(scripts["contract"]).to.match(inOrder);
  });
});
