import type { Session } from "node:inspector";
import { createRequire } from "node:module";
import { getHeapCodeStatistics } from "node:v8";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { collectGarbage } from "../../local-cloud/src/kernel/bounds/garbage";
import { closeInspector } from "../../local-cloud/src/program/pulumi/inspector";
import { pulumiOf } from "../../local-cloud/src/program/pulumi/pulumiCopy";
import { routes } from "../../../api/routes";

const hooks = createRequire(__filename)("@pulumi/pulumi/runtime/closure/v8Hooks") as {
  getSessionAsync(): Promise<Session>;
};

// Replaces the inspector session, as for every loaded program.
pulumiOf(__filename);

/** Sends a command to the inspector. @returns its error message, or `done` */
async function post(method: string, parameters: object = {}): Promise<string> {
  const session = await hooks.getSessionAsync();
  return new Promise((resolve) => {
    session.post(method, parameters, (error) => resolve(error === null ? "done" : error.message));
  });
}

async function serializeRoutes(): Promise<string[]> {
  const serialized = routes.map(({ callbackFactory }) =>
    pulumi.runtime.serializeFunction(callbackFactory, { isFactoryFunction: true }),
  );
  return (await Promise.all(serialized)).map(({ text }) => text);
}

describe("V8's debugger", () => {
  it("is off while callbacks are serialized, and does not change their text", async () => {
    const without = await serializeRoutes();
    expect(await post("Debugger.setPauseOnExceptions", { state: "none" })).to.match(/Debugger agent is not enabled/);
    expect(await post("Debugger.enable")).to.equal("done");
    try {
      expect(await post("Debugger.setPauseOnExceptions", { state: "none" })).to.equal("done");
      expect(await serializeRoutes()).to.deep.equal(without);
    } finally {
      await post("Debugger.disable");
    }
  });
});

describe("a session of V8's inspector", () => {
  /** Measures the bytecode that 500 different commands leave behind, in bytes. */
  async function measureLeftover(method: string, parametersOf: (turn: string) => object): Promise<number> {
    const asked = async (round: string) => {
      for (let turn = 0; turn < 500; turn += 1) {
        expect(await post(method, parametersOf(`${round}-${turn}`))).to.equal("done");
      }
      closeInspector();
      collectGarbage();
    };
    // The first round also compiles the test's own code.
    await asked("first");
    const before = getHeapCodeStatistics().bytecode_and_metadata_size;
    await asked("second");
    return getHeapCodeStatistics().bytecode_and_metadata_size - before;
  }

  // V8's compilation cache would keep at least 130 bytes of each text.
  it("keeps no bytecode of evaluated expressions", async () => {
    const left = await measureLeftover("Runtime.evaluate", (turn) => ({ expression: `globalThis["${turn}"]` }));
    expect(left).to.be.below(30_000);
  });

  it("keeps no bytecode of called functions", async () => {
    const left = await measureLeftover("Runtime.callFunctionOn", (turn) => ({
      functionDeclaration: `function () { return "${turn}"; }`,
      executionContextId: 1,
    }));
    expect(left).to.be.below(30_000);
  });
});
