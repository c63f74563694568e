import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";

const register = require.resolve("../../../register.cjs");
const support = require.resolve("../support/cloud");

/** Files of CloudFront that a run with no distribution needs: to declare, to check and to find none. */
const needed = [
  ...["cacheStore", "checks", "declared", "edgeChecks", "headers", "index", "liveDistributions"],
  ...["managedPolicies", "policies", "reservedHeaders", "types", "viewerHeaders"],
];

describe("a run without distributions and state machines", () => {
  it("loads neither a distribution's server nor JSONata", async function () {
    this.timeout(60_000);
    const text = `
      const { smallApi, startProgram } = require(${JSON.stringify(support)});
      startProgram(smallApi({ handler: 'exports.handler = async () => ({ statusCode: 200, body: "x" });' })).then(async (started) => {
        const { status } = await fetch(started.apiUrl + "/things");
        const files = Object.keys(require.cache);
        const own = files.map((file) => /[/]src[/]cloudfront[/](\\w+)[.]ts$/.exec(file)?.[1]).filter(Boolean).sort();
        const jsonata = files.filter((file) => file.includes("/node_modules/jsonata/"));
        await started.stop();
        console.log(JSON.stringify({ status, own, jsonata }));
      });`;
    const { PWD, PATH, HOME } = process.env;
    const { stdout } = await promisify(execFile)(process.execPath, ["-r", register, "-e", text], {
      cwd: __dirname,
      env: { PWD, PATH, HOME },
    });
    expect(JSON.parse(stdout.trim().split("\n").at(-1)!)).to.deep.equal({ status: 200, own: needed, jsonata: [] });
  });
});
