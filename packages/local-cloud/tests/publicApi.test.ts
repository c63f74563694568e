import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";

const index = join(__dirname, "..", "index.cjs");

describe("the public API", () => {
  it("loads the services when a function first needs them", () => {
    const code = `
      const { sep } = require("node:path");
      const loads = () => Object.keys(require.cache).some((file) => file.endsWith(["", "src", "services.js"].join(sep)));
      const api = require(process.argv[1]);
      const before = loads();
      const types = Object.keys(api.providersOf());
      console.log(JSON.stringify([before, types.includes("aws:sqs/queue:Queue"), loads()]));
      process.exit(0);`;
    const printed = execFileSync(process.execPath, ["-e", code, index], { encoding: "utf8" });
    expect(JSON.parse(printed)).to.deep.equal([false, true, true]);
  });
});
