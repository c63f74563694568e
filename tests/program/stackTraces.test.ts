import { createRequire } from "node:module";
import { expect } from "chai";
import { simplifyStackTraces } from "../../api/shared/stackTraces";

/** Loads a module of Pulumi again, because the local cloud changes the loaded one. Pulumi's types leave these out. */
function loadAgain(module: string): unknown {
  const load = createRequire(__filename);
  const path = load.resolve(`@pulumi/pulumi/${module}`);
  const loaded = load.cache[path];
  delete load.cache[path];
  try {
    return load(path);
  } finally {
    load.cache[path] = loaded;
  }
}

const { debuggablePromise } = loadAgain("runtime/debuggable") as {
  debuggablePromise(this: void, promise: Promise<unknown>, context: string): Promise<unknown>;
};
const { Resource } = loadAgain("resource") as {
  readonly Resource: { callsites(): readonly { readonly file?: string; readonly line?: number }[] };
};

describe("stack traces of Pulumi", () => {
  const own = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  let mapped: string[];
  /** Formats traces as ts-node does, and records the mapped frames. */
  const formatAsMapped = () => {
    mapped = [];
    Error.prepareStackTrace = (error, frames) => {
      const lines = frames.map((frame) => {
        mapped.push(`${frame.getFileName()}:${frame.getLineNumber()}:${frame.getColumnNumber()}`);
        return `\n    at mapped (/mapped.ts:${frame.getLineNumber()}:1)`;
      });
      return `${String(error)}${lines.join("")}`;
    };
  };
  const traceOfPromise = () => {
    const promise = Promise.resolve();
    void debuggablePromise(promise, "a test");
    return (promise as unknown as { readonly _debugStackTrace: string })._debugStackTrace;
  };
  afterEach(() => {
    delete process.env["PULUMI_DEBUG_PROMISE_LEAKS"];
    Object.assign(Error, { prepareStackTrace: own?.value });
  });

  it("are left out for promises, while errors keep theirs", () => {
    formatAsMapped();
    expect(traceOfPromise()).to.include("at mapped (/mapped.ts:");
    simplifyStackTraces();
    expect(traceOfPromise()).to.equal("");
    expect(new Error("refused").stack).to.match(/^Error: refused\n {4}at mapped \(\/mapped\.ts:/);
    expect(new Error().stack).to.match(/^Error\n {4}at mapped \(\/mapped\.ts:/);
  });

  it("are mapped once for each position of a resource", () => {
    formatAsMapped();
    // All three are read at one position.
    const [expected, first, second] = [0, 1, 2].map((turn) => {
      if (turn === 1) simplifyStackTraces();
      if (turn === 1) mapped = [];
      return Resource.callsites();
    });
    expect(expected![0]).to.include({ file: "/mapped.ts" });
    expect([first, second]).to.deep.equal([expected, expected]);
    expect(mapped).to.deep.equal([...new Set(mapped)]);
  });

  it("are kept when leaks of promises are searched", () => {
    process.env["PULUMI_DEBUG_PROMISE_LEAKS"] = "true";
    formatAsMapped();
    simplifyStackTraces();
    expect(traceOfPromise()).to.include("at mapped (/mapped.ts:");
  });

  it("are kept where V8 formats them", () => {
    Object.assign(Error, { prepareStackTrace: undefined });
    simplifyStackTraces();
    expect(Error).to.include({ prepareStackTrace: undefined });
  });
});
