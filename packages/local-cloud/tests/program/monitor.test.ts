import { expect } from "chai";
import { connect } from "../../src/program/engine/monitor";
import { pulumiOf } from "../../src/program/pulumi/pulumiCopy";

/** Calls the monitor as gRPC clients do. */
type Question = (request: object, answer: (error: { code?: number } | null, response?: unknown) => void) => void;

describe("the replacement of Pulumi's engine", () => {
  it("does not implement getDeploymentInfo, so that versions after 3.248 query each feature", async () => {
    const copy = pulumiOf(__filename);
    const none = () => Promise.reject(new Error("nobody asks"));
    const engine = { register: none, invoke: none, skipHook: () => undefined };
    connect(copy, { engine, project: "p", stack: "s", preview: false });
    const monitor = copy.api.runtime.getMonitor() as unknown as Record<string, Question>;
    // gRPC's UNIMPLEMENTED.
    const code = await new Promise((done) => monitor["getDeploymentInfo"]!({}, (error) => done(error?.code)));
    expect(code).to.equal(12);
  });
});
