import { expect } from "chai";
import { body, CalledFunctions, errorLine } from "../support/calledFunctions";

describe("what a function fails by", () => {
  const functions = new CalledFunctions();

  describe("an error that ends an environment", () => {
    const rejecting = "() => new Promise(() => setTimeout(() => Promise.reject(new RangeError('no')), 1))";
    const source = `let calls = 0; exports.handler = async (event) => event.first ? (${rejecting})() : ++calls;`;
    for (const runtime of ["nodejs22.x", "nodejs24.x"]) {
      const call = { source, runtime, events: [{ first: true }, {}] };
      functions.it(`is a promise's that nobody handles, on ${runtime}`, call, (first, second) => {
        expect(first.payload.errorType).to.equal("Runtime.UnhandledPromiseRejection");
        expect(first.payload.errorMessage).to.equal("RangeError: no");
        expect(first.payload.trace[0]).to.equal("Runtime.UnhandledPromiseRejection: RangeError: no");
        const [said, logged] = errorLine(first)!;
        expect(said).to.equal("Unhandled Promise Rejection");
        expect(Object.keys(logged)).to.deep.equal(["errorType", "errorMessage", "reason", "promise", "stack"]);
        expect(logged.reason).to.include({ errorType: "RangeError", errorMessage: "no" });
        expect(first.lines.at(-1)).to.match(/\tError Type: Runtime\.UnhandledPromiseRejection\t\n$/);
        expect(second.payload).to.equal(1);
      });
    }

    const symbol = body("() => new Promise(() => setTimeout(() => Promise.reject(Symbol('s')), 1))");
    functions.it("is a rejection with a value that is not an error", { source: symbol }, ({ payload }) =>
      expect([payload.errorType, payload.errorMessage]).to.deep.equal([
        "Runtime.UnhandledPromiseRejection",
        "Symbol(s)",
      ]),
    );

    const thrown = "Object.assign(new Error('no'), { code: 'E', cause: new Error('in') })";
    const throwing = body(`() => { setTimeout(() => { throw ${thrown}; }, 1); }`);
    functions.it("is an uncaught exception, with its own properties", { source: throwing }, (answer) => {
      expect(answer.payload).to.include({ errorType: "Error", errorMessage: "no" });
      const [said, logged] = errorLine(answer)!;
      expect(said).to.equal("Uncaught Exception");
      expect(logged).to.include({ errorType: "Error", errorMessage: "no", code: "E" });
      expect(logged.cause).to.include({ errorMessage: "in" });
    });

    const answered = `let calls = 0;
    exports.handler = async () => { calls += 1; Promise.reject(new Error("other")); return calls; };`;
    const calls = { source: answered, events: [{}, {}] };
    functions.it(
      "is logged in the call answered before it, and the next one has another environment",
      calls,
      (...both) => {
        for (const answer of both) {
          expect([answer.functionError, answer.payload]).to.deep.equal([undefined, 1]);
          const at = (text: string) => answer.lines.findIndex((line) => line.includes(text));
          const places = ["START ", "\tUnhandled Promise Rejection \t", "END "].map(at);
          expect(places)
            .to.deep.equal([...places].sort((a, b) => a - b))
            .and.not.include(-1);
        }
      },
    );
  });

  describe("what a call logs of an error", () => {
    const thrown = "Object.assign(new TypeError('no'), { code: 'E', $metadata: { httpStatusCode: 400 } })";
    functions.it(
      "contains the error's own properties",
      { source: body(`async () => { throw ${thrown}; }`) },
      (answer) => {
        const [said, logged] = errorLine(answer)!;
        expect(said).to.equal("Invoke Error");
        expect(Object.keys(logged)).to.deep.equal(["errorType", "errorMessage", "code", "$metadata", "stack"]);
      },
    );

    const text = body("async () => { throw 'no'; }");
    functions.it("wraps a thrown value that is not an error", { source: text }, (answer) => {
      expect(answer.payload).to.deep.equal({ errorType: "string", errorMessage: "no", trace: [] });
      expect(errorLine(answer)![1]).to.include({ errorType: "Error", errorMessage: "no" });
    });
  });
});
