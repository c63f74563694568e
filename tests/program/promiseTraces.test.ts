import { expect } from "chai";
import * as debuggable from "@pulumi/pulumi/runtime/debuggable";
import { skipPromiseTraces } from "../../api/shared/promiseTraces";

// Pulumi's types leave this function out.
const { debuggablePromise } = debuggable as unknown as {
  debuggablePromise(this: void, promise: Promise<unknown>, context: string): Promise<unknown>;
};

describe("stack traces of Pulumi's promises", () => {
  const own = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  const formatAsMapped = () => {
    Error.prepareStackTrace = () => "mapped";
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

  it("are left out, while errors keep theirs", () => {
    formatAsMapped();
    expect(traceOfPromise()).to.equal("mapped");
    skipPromiseTraces();
    expect(traceOfPromise()).to.equal("");
    expect(new Error("refused").stack).to.equal("mapped");
    expect(new Error().stack).to.equal("mapped");
  });

  it("are kept when leaks of promises are searched", () => {
    process.env["PULUMI_DEBUG_PROMISE_LEAKS"] = "true";
    formatAsMapped();
    skipPromiseTraces();
    expect(traceOfPromise()).to.equal("mapped");
  });

  it("are kept where V8 formats them", () => {
    Object.assign(Error, { prepareStackTrace: undefined });
    skipPromiseTraces();
    expect(Error).to.include({ prepareStackTrace: undefined });
  });
});
