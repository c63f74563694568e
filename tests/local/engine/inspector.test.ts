import type { Session } from "node:inspector";
import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { pulumiOf } from "../../../local/engine/pulumi";
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
