import { Session } from "node:inspector";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { detachDebugger } from "../../../local/engine/debugger";
import { startProgram } from "../../support/cloud";

describe("V8's debugger", () => {
  const posted: string[] = [];
  const { post } = Session.prototype as { post: (this: Session, method: string, ...rest: unknown[]) => void };

  before(() => {
    Session.prototype.post = function (this: Session, method: string, ...rest: unknown[]) {
      if (method.startsWith("Debugger.")) posted.push(method);
      post.call(this, method, ...rest);
    };
  });
  after(() => {
    Session.prototype.post = post;
  });

  beforeEach(async () => {
    await detachDebugger();
    posted.length = 0;
  });

  it("is on while callbacks are serialized, and no longer", async () => {
    const seven = 7;
    const serialized = () => pulumi.runtime.serializeFunction(() => seven);
    const first = await serialized();
    expect((await serialized()).text).to.equal(first.text);
    expect(posted).to.deep.equal(["Debugger.enable"]);
    await detachDebugger();
    await detachDebugger();
    expect(posted).to.deep.equal(["Debugger.enable", "Debugger.disable"]);
    expect((await serialized()).text).to.equal(first.text);
  });

  it("is off once a program is loaded", async () => {
    const source = "export const text = pulumi.runtime.serializeFunction(() => 7).then(({ text }) => text);";
    const small = await startProgram(source);
    await small.stop();
    expect(small.cloud.program.outputs["text"]?.value).to.match(/return 7|=> 7/);
    expect(posted).to.deep.equal(["Debugger.enable", "Debugger.disable"]);
  });
});
