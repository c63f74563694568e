import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

const register = require.resolve("../../../register.cjs");
const pulumi = JSON.stringify(require.resolve("@pulumi/pulumi"));

/** Serializes a callback in a process of the local cloud, runs statements, and returns the JSON value that they print. */
function runAfterSerialization(statements: string): unknown {
  const text = `
    const { EventEmitter } = require("node:events");
    const original = { init: EventEmitter.init, emit: EventEmitter.prototype.emit };
    const areOriginal = () => [EventEmitter.init === original.init, EventEmitter.prototype.emit === original.emit];
    const print = (value) => { console.log(JSON.stringify(value)); process.removeAllListeners("exit"); process.exit(0); };
    const timers = require("node:timers");
    require(${pulumi}).runtime.serializeFunction(() => timers.setTimeout).then(({ text }) => { ${statements} });`;
  // Node.js loads `domain` itself for a text of `--eval`.
  const folder = mkdtempSync(join(tmpdir(), "domains-"));
  try {
    const script = join(folder, "script.cjs");
    writeFileSync(script, text);
    const { PWD, PATH, HOME } = process.env;
    const options = { cwd: __dirname, env: { PWD, PATH, HOME }, encoding: "utf8" } as const;
    return JSON.parse(execFileSync(process.execPath, ["-r", register, script], options));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("Node.js's domains", () => {
  it("leave EventEmitter as it is when Pulumi searches the modules of Node.js", () => {
    const printed = runAfterSerialization(`print([/require\\("timers"\\)/.test(text), ...areOriginal()]);`);
    expect(printed).to.deep.equal([true, true, true]);
  });

  it("receive the errors of emitters in a module that requires them", () => {
    const caught = runAfterSerialization(`
      const domain = require("node:domain").create();
      domain.on("error", ({ message }) => print([message, ...areOriginal()]));
      domain.run(() => new EventEmitter().emit("error", new Error("of an emitter")));`);
    expect(caught).to.deep.equal(["of an emitter", false, false]);
  });
});
