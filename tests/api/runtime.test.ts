import { expect } from "chai";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { bundleRuntime } from "../../api/packaging/runtime";
import { budgetFile, measuredBudget, type Budget } from "../support/budget";

/** Packages that take more than the budget says, with both figures. */
function grown(now: Budget, budget: Budget): string[] {
  return Object.entries(now.packages)
    .filter(([name, bytes]) => bytes > (budget.packages[name] ?? 0))
    .map(([name, bytes]) => `${name}: ${budget.packages[name] ?? 0} → ${bytes} bytes`);
}

describe("the bundle of every archive", () => {
  it("stays within its budget (npm run approve after a growth that is meant)", async () => {
    const budget = JSON.parse(readFileSync(budgetFile, "utf8")) as Budget;
    const now = await measuredBudget();
    // A percent for other versions of zlib.
    const over = now.gzipped > budget.gzipped * 1.01;
    expect(over ? { gzipped: `${budget.gzipped} → ${now.gzipped}`, grown: grown(now, budget) } : "within").to.equal(
      "within",
    );
  });

  it("names the packages that grew when it does not", () => {
    const budget = { gzipped: 10, packages: { a: 5, b: 5 } };
    expect(grown({ gzipped: 20, packages: { a: 5, b: 6, c: 9 } }, budget)).to.deep.equal([
      "b: 5 → 6 bytes",
      "c: 0 → 9 bytes",
    ]);
  });

  it("loads no module of Node's that a function can do without at its start", async () => {
    const required = new Set<string>();
    await loaded((name) => required.add(name.replace("node:", "")));
    expect([...required].sort()).to.deep.equal(["console", "crypto", "fs", "https", "os", "path", "process", "stream"]);
  });

  it("imports nothing dynamically, which would load all of Node's fetch at the first request", async () => {
    expect((await bundleRuntime()).text).not.to.match(/\bimport\(/);
  });

  it("fails by name where it reaches what was left out: endpoint discovery", async () => {
    const { DynamoDBClient } = await loaded();
    const credentials = { accessKeyId: "a", secretAccessKey: "b" };
    const client = new DynamoDBClient({ region: "eu-central-1", credentials, endpointDiscoveryEnabled: true });
    const config = client.config as { endpointCache: { get(key: string): unknown } };
    expect(() => config.endpointCache.get("key")).to.throw("endpoint discovery is not part of this bundle");
    client.destroy();
  });
});

/** What the bundle exports, loaded from its text. @param onRequire is told what that requires. */
async function loaded(onRequire: (name: string) => void = () => undefined): Promise<Record<string, any>> {
  const { text } = await bundleRuntime();
  const module = { exports: {} };
  const own = createRequire(__filename);
  const require = (name: string): unknown => {
    onRequire(name);
    return own(name);
  };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the bundle is text until it is in an archive
  new Function("require", "module", "exports", text)(require, module, module.exports);
  return module.exports;
}
