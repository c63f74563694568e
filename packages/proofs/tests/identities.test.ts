import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { root } from "../../local-cloud/tests/support/program";
import { Run } from "../../local-cloud/tests/support/run";
import { blocks } from "../../../tests/support/blocks";

const run = promisify(execFile);
const guide = readFileSync(join(root, "docs/identities.md"), "utf8");

const [start = "", lines = ""] = blocks("docs/identities.md", "sh");

describe("the guide to identities", () => {
  let started: Run | undefined;
  after(() => started?.kill("SIGKILL"));

  it("starts a run that answers its requests with the documented statuses", async () => {
    const [, config = ""] = /--config '(.+)'/.exec(start) ?? [];
    started = new Run(["--config", config, "--port", "0", "--json"]);
    const { apiUrl, apiKey } = await started.ready();
    const here = lines
      .replaceAll("http://127.0.0.1:3000", new URL(apiUrl).origin)
      .replace(/^KEY=.*$/m, `KEY=${apiKey}`)
      .replaceAll("npx api-tools token", `npx api-tools token --url ${new URL(apiUrl).origin}`)
      .replaceAll("curl -i", "curl -s -o /dev/null -w '%{http_code}\\n'");
    const { stdout } = await run("bash", ["-euc", here], { cwd: root });
    expect(stdout.trim().split("\n")).to.deep.equal(["200", "401", "401", "401"]);
    expect(guide).to.include("The answers are 200, 401 without a token, 401 for an expired one, and 401 for a missing");
  });
});
