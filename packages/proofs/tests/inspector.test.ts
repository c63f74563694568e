import type { Session } from "node:inspector";
import { createRequire } from "node:module";
import { getHeapCodeStatistics } from "node:v8";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { collectGarbage } from "../../local-cloud/src/kernel/garbage";
import { closeInspector } from "../../local-cloud/src/program/inspector";
import { pulumiOf } from "../../local-cloud/src/program/pulumi";
import { routes } from "../../../api/routes";

const hooks = createRequire(__filename)("@pulumi/pulumi/runtime/closure/v8Hooks") as {
  getSessionAsync(): Promise<Session>;
};

// As for each program that is loaded.
pulumiOf(__filename);

/** What the inspector answers: its error, or `done`. */
async function post(method: string, parameters: object = {}): Promise<string> {
  const session = await hooks.getSessionAsync();
  return new Promise((resolve) => {
    session.post(method, parameters, (error) => resolve(error === null ? "done" : error.message));
  });
}

async function texts(): Promise<string[]> {
  const serialized = routes.map(({ callbackFactory }) =>
    pulumi.runtime.serializeFunction(callbackFactory, { isFactoryFunction: true }),
  );
  return (await Promise.all(serialized)).map(({ text }) => text);
}

describe("V8's debugger", () => {
  it("is off when callbacks are serialized, and they read the same with it on", async () => {
    const without = await texts();
    expect(await post("Debugger.setPauseOnExceptions", { state: "none" })).to.match(/Debugger agent is not enabled/);
    expect(await post("Debugger.enable")).to.equal("done");
    try {
      expect(await post("Debugger.setPauseOnExceptions", { state: "none" })).to.equal("done");
      expect(await texts()).to.deep.equal(without);
    } finally {
      await post("Debugger.disable");
    }
  });
});

describe("a session of V8's inspector", () => {
  /** Bytes of bytecode that are left of five hundred questions, each with a text of its own. */
  async function leftOf(method: string, parametersOf: (turn: string) => object): Promise<number> {
    const asked = async (round: string) => {
      for (let turn = 0; turn < 500; turn += 1) {
        expect(await post(method, parametersOf(`${round}-${turn}`))).to.equal("done");
      }
      closeInspector();
      collectGarbage();
    };
    // The first round compiles what asks, too.
    await asked("first");
    const before = getHeapCodeStatistics().bytecode_and_metadata_size;
    await asked("second");
    return getHeapCodeStatistics().bytecode_and_metadata_size - before;
  }

  // V8's cache of compiled texts would keep at least 130 bytes of each.
  it("leaves nothing of the expressions that it has evaluated", async () => {
    const left = await leftOf("Runtime.evaluate", (turn) => ({ expression: `globalThis["${turn}"]` }));
    expect(left).to.be.below(30_000);
  });

  it("leaves nothing of the functions that it has called", async () => {
    const left = await leftOf("Runtime.callFunctionOn", (turn) => ({
      functionDeclaration: `function () { return "${turn}"; }`,
      executionContextId: 1,
    }));
    expect(left).to.be.below(30_000);
  });
});
