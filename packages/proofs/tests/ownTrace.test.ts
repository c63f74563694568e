import { expect } from "chai";
import { findOwnTrace } from "../load/ownTrace";

const ofFunction = `Error: every record failed
    at handler (/tmp/pulumi-local-a1/index.js:4:2)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)`;
const ofCloud = `TypeError: x is not a function
    at serve (/project/bundle/main.js:1:2)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)`;

describe("the standard error of a soak run", () => {
  it("may contain traces of functions", () => {
    expect(findOwnTrace(`reloaded in 5 ms\n${ofFunction}\nreloaded in 6 ms`)).to.equal(undefined);
  });

  it("has the trace of the local cloud beside that of a function", () => {
    expect(findOwnTrace(`${ofFunction}\n${ofCloud}`)).to.equal("    at serve (/project/bundle/main.js:1:2)");
  });

  it("has a trace that contains only frames of Node.js", () => {
    const text = "Error: read ECONNRESET\n    at TCP.onStreamRead (node:internal/stream_base_commons:218:20)";
    expect(findOwnTrace(text)).to.equal("    at TCP.onStreamRead (node:internal/stream_base_commons:218:20)");
  });

  it("has none without a trace", () => {
    expect(findOwnTrace("")).to.equal(undefined);
  });
});
