import { expect } from "chai";
import { pulumiOf } from "../../src/program/pulumi/pulumiCopy";
import { skipPromiseRecords, type PromiseRecorder } from "../../src/program/pulumi/pulumiPromises";

describe("promises of a copy of Pulumi", () => {
  it("are used without a record", () => {
    const recorder = pulumiOf(__filename).load("runtime/debuggable.js") as Required<PromiseRecorder>;
    const promise = Promise.resolve(1);
    expect(recorder.debuggablePromise(promise, "a test")).to.equal(promise);
    expect(Object.getOwnPropertyNames(promise)).to.deep.equal([]);
  });

  it("are left alone in versions without records", () => {
    const other: PromiseRecorder = {};
    skipPromiseRecords(other);
    expect(other).to.deep.equal({});
  });
});
