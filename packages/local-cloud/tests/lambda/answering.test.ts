import { expect } from "chai";
import { body, CalledFunctions } from "../support/calledFunctions";

describe("what a function answers by", () => {
  const functions = new CalledFunctions();

  describe("a handler up to Node.js 22", () => {
    // aws-lambda-ric 3.3.0: CallbackContext.js, Runtime.js.
    const rows: [says: string, handler: string, payload: unknown][] = [
      ["answers by its callback, once nothing is under way", "(e, c, cb) => { cb(null, 'a'); }", "a"],
      [
        "answers by the first call of its callback",
        "(e, c, cb) => { cb(null, 'a'); cb(null, 'b'); cb('error'); }",
        "a",
      ],
      [
        "does not wait where the callback has an error",
        "(e, c, cb) => { setTimeout(() => {}, 60000).ref(); cb('no'); }",
        ["string", "no"],
      ],
      ["takes anything but null and undefined for an error", "(e, c, cb) => { cb(false); }", ["boolean", "false"]],
      ["takes an empty text for an error", "(e, c, cb) => { cb('', 'a'); }", ["string", ""]],
      ["takes null for no error, though it is thrown", "() => { throw null; }", null],
      [
        "answers by what was called back before it throws",
        "(e, c, cb) => { cb(null, 'a'); throw new Error('late'); }",
        "a",
      ],
      ["answers by the callback of an async handler", "async (e, c, cb) => { cb(null, 'a'); return 'b'; }", "a"],
      ["answers by any thenable", "() => ({ then: (resolve) => resolve('a') })", "a"],
      ["ignores what it returns without a promise", "() => 'a'", null],
      ["answers null for a promise that nothing will settle", "() => new Promise(() => {})", null],
      ["answers null for a context that is not used", "(e, c) => { c.callbackWaitsForEmptyEventLoop = false; }", null],
      ["does not wait for context.succeed", "(e, c) => { setTimeout(() => {}, 60000); c.succeed('a'); }", "a"],
      ["does not wait for context.done", "(e, c) => { setTimeout(() => {}, 60000); c.done(null, 'a'); }", "a"],
      ["does not wait for a promise", "async () => { setTimeout(() => {}, 60000); return 'a'; }", "a"],
      [
        "does not wait where the context says so",
        "(e, c, cb) => { setTimeout(() => {}, 60000); c.callbackWaitsForEmptyEventLoop = false; cb(null, 'a'); }",
        "a",
      ],
      ["fails by context.fail", "(e, c) => { c.fail(new RangeError('no')); }", ["RangeError", "no"]],
      ["fails by context.done", "(e, c) => { c.done(new RangeError('no')); }", ["RangeError", "no"]],
      ["fails by context.fail of nothing", "(e, c) => { c.fail(); }", ["string", "handled"]],
      ["fails by a promise that is rejected with nothing", "async () => { throw undefined; }", ["string", "handled"]],
      ["fails by a text", "async () => { throw 'no'; }", ["string", "no"]],
      ["fails by a number", "async () => { throw 7; }", ["number", "7"]],
      ["fails by an object", "async () => { throw { code: 1 }; }", ["object", "[object Object]"]],
      [
        "fails by what looks like an error",
        "async () => { throw { name: 'Own', message: 'no', stack: 'Own: no' }; }",
        ["Own", "no"],
      ],
      [
        "fails by what no text can be made of",
        "async () => { throw Object.create(null); }",
        [
          "handled",
          "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack",
        ],
      ],
      [
        "fails by a result that is no JSON",
        "async () => ({ big: 1n })",
        ["Error", "Unable to stringify response body"],
      ],
      ["answers null for a result that JSON leaves out", "async () => () => 1", null],
      ["answers before its process ends", "(e, c) => { c.succeed('a'); process.exit(3); }", "a"],
      [
        "answers by an async handler whose other promise is rejected",
        "async () => { Promise.reject(new Error('other')); return 'a'; }",
        "a",
      ],
    ];
    for (const [says, handler, expected] of rows) {
      functions.it(says, { source: body(handler) }, ({ payload, functionError }) => {
        if (!Array.isArray(expected)) expect([functionError, payload]).to.deep.equal([undefined, expected]);
        else expect([functionError, payload.errorType, payload.errorMessage]).to.deep.equal(["Unhandled", ...expected]);
      });
    }

    const waiting = `let done = "nothing";
    exports.handler = (event, context, callback) => {
      if (event.ask) return callback(null, done);
      setTimeout(() => setImmediate(() => { done = "both"; }), 30);
      callback(null, "begun");
    };`;
    functions.it("waits for what it has begun", { source: waiting, events: [{}, { ask: true }] }, (first, second) =>
      expect([first.payload, second.payload]).to.deep.equal(["begun", "both"]),
    );

    const endless = "(event, context, callback) => { setInterval(() => {}, 1000); callback(null, 'a'); }";
    functions.it("times out where what it has begun does not end", { source: body(endless) }, ({ payload }) =>
      expect(payload.errorType).to.equal("Sandbox.Timedout"),
    );

    const twice = `let earlier;
    exports.handler = (event, context, callback) => {
      if (earlier) { earlier(null, "late"); return context.succeed("second"); }
      context.callbackWaitsForEmptyEventLoop = false;
      earlier = callback;
    };`;
    functions.it(
      "says so where an earlier call answers twice",
      { source: twice, events: [{}, {}] },
      (first, second) => {
        expect([first.payload, second.payload]).to.deep.equal([null, "second"]);
        expect(second.lines.join("")).to.include(
          "Invocation has already been reported as done. Cannot call complete more than once per invocation.",
        );
      },
    );
  });

  describe("a handler from Node.js 24 on", () => {
    // aws-lambda-ric 4.0.2: buffered-invoke-processor.js, callback-deprecation.js.
    const runtime = "nodejs24.x";
    const rows: [says: string, handler: string, expected: unknown][] = [
      ["answers by what it returns", "() => 'a'", "a"],
      ["answers null for nothing", "() => {}", null],
      ["does not wait for what it has begun", "async () => { setTimeout(() => {}, 60000); return 'a'; }", "a"],
      [
        "has a context without callbacks",
        "async (e, c) => [c.done, c.succeed, c.fail, c.callbackWaitsForEmptyEventLoop].map((each) => typeof each).join()",
        "undefined,undefined,undefined,undefined",
      ],
      ["fails by undefined", "async () => { throw undefined; }", ["undefined", "undefined"]],
      [
        "fails by a result that is no JSON",
        "async () => { const a = {}; a.a = a; return a; }",
        ["Runtime.JSONStringifyError", "Unable to stringify response body"],
      ],
      [
        "fails where another promise is rejected",
        "async () => { Promise.reject(new Error('other')); return 'a'; }",
        ["Runtime.UnhandledPromiseRejection", "Error: other"],
      ],
    ];
    for (const [says, handler, expected] of rows) {
      functions.it(says, { source: body(handler), runtime }, ({ payload, functionError }) => {
        if (!Array.isArray(expected)) expect([functionError, payload]).to.deep.equal([undefined, expected]);
        else expect([functionError, payload.errorType, payload.errorMessage]).to.deep.equal(["Unhandled", ...expected]);
      });
    }

    const unsettled = body("() => new Promise(() => {})");
    functions.it(
      "ends with its process where nothing settles its promise",
      { source: unsettled, runtime },
      ({ payload }) => {
        expect(payload.errorType).to.equal("Runtime.ExitError");
        expect(payload.errorMessage).to.match(/^RequestId: \S+ Error: Runtime exited without providing a reason$/);
      },
    );

    const takesCallback = body("async (event, context, callback) => 1");
    functions.it(
      "is refused at init where it takes a callback",
      { source: takesCallback, runtime },
      ({ payload, lines }) => {
        expect(payload.errorType).to.equal("Runtime.CallbackHandlerDeprecated");
        expect(payload.errorMessage).to.match(
          /^ERROR: AWS Lambda has removed support for callback-based function handlers/,
        );
        expect(lines.join("")).to.include("\tERROR\tInit Error \t{");
      },
    );
  });
});
