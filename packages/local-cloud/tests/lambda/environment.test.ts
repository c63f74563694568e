import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Environment } from "../../src/lambda/environments/environment";

describe("the working time of an environment", () => {
  let taskRoot: string;
  let environment: Environment;
  before(() => {
    taskRoot = mkdtempSync(join(tmpdir(), "environment-"));
    writeFileSync(join(taskRoot, "index.js"), "exports.handler = () => undefined;");
    environment = new Environment({
      taskRoot,
      handler: "index.handler",
      runtime: "nodejs24.x",
      variables: {},
      memorySize: 128,
    });
  });
  after(async () => {
    await environment.end();
    rmSync(taskRoot, { recursive: true });
  });

  it("is zero before the init, and contains all of the init", async () => {
    expect(environment.activeMillis).to.equal(0);
    const init = environment.init();
    const early = environment.activeMillis;
    expect(early).to.be.greaterThan(0);
    expect(await init).to.equal(undefined);
    expect(environment.initMillis).to.be.greaterThan(early);
    // The event loops of two threads do not read the clock at the same time.
    expect(environment.activeMillis).to.be.at.least(environment.initMillis - 10);
  });
});
