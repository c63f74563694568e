import { expect } from "chai";
import type { Environment } from "../../src/lambda/environments/environment";
import { initialise } from "../../src/lambda/calls/invocation";
import type { Failure } from "../../src/lambda/runtime/protocol";

const timedOut = (millis: number): Failure => ({
  errorType: "Sandbox.Timedout",
  errorMessage: `Error: Task timed out after ${(millis / 1000).toFixed(2)} seconds`,
});

/** Creates an environment whose init takes `millis`. @returns the environment, and the time limits of its inits. */
function taking(millis: number) {
  const asked: number[] = [];
  const init = (limit = 10_000) => {
    asked.push(limit);
    return Promise.resolve(millis > limit ? timedOut(limit) : undefined);
  };
  return { asked, environment: { init } as unknown as Environment };
}

describe("an init", () => {
  it("within its ten seconds is made once", async () => {
    const { asked, environment } = taking(9_000);
    expect(await initialise(environment, { timeout: 3 }, "id")).to.equal(undefined);
    expect(asked).to.deep.equal([10_000]);
  });

  it("that takes longer is begun again within the function's timeout", async () => {
    const { asked, environment } = taking(15_000);
    expect(await initialise(environment, { timeout: 20 }, "id")).to.equal(undefined);
    expect(asked).to.deep.equal([10_000, 20_000]);
  });

  it("that outlasts the function's timeout too is a timeout of the call", async () => {
    const { environment } = taking(15_000);
    expect(await initialise(environment, { timeout: 3 }, "id")).to.deep.equal({
      errorType: "Sandbox.Timedout",
      errorMessage: "RequestId: id Error: Task timed out after 3.00 seconds",
    });
  });
});
