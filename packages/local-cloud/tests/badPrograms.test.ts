import { expect } from "chai";
import { createRouter } from "../src/apigateway/stages/route";
import { messageOf, stackOf, UserError } from "../src/kernel/errors";
import { runInterruptibly } from "../src/program/runInterruptibly";
import { watchProgress } from "../src/program/watchProgress";
import { startProgram } from "./support/cloud";
import { methodOf } from "./support/exchange";
import { finish, Run } from "./support/run";
import { programSource, withProgram } from "./support/cloud";

/** Thrown values that are hard to print, with the expected text of each. */
const thrown: [what: string, source: string, text: string | RegExp][] = [
  [
    "an object whose toString throws",
    "{ toString() { throw new Error('no text'); } }",
    /^\{ toString: \[Function: toString\] \}$/,
  ],
  ["an object without a prototype", "Object.create(null)", "[Object: null prototype] {}"],
  ["an object whose properties throw", "{ get message() { throw new Error('no message'); } }", "{ message: [Getter] }"],
  [
    "a revoked proxy",
    "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()",
    "<Revoked Proxy>",
  ],
  [
    "a proxy that throws on every read",
    "new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; }, has() { throw 3; }, ownKeys() { throw 4; } })",
    /./,
  ],
  [
    "an object that inspects itself",
    "{ [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('no'); } }",
    /^\{/,
  ],
  ["a bigint", "1n", "1n"],
  ["a symbol", "Symbol('s')", "Symbol(s)"],
  ["a function", "() => 1", "[Function (anonymous)]"],
  ["null", "null", "null"],
  ["a long text in an object", "{ text: 'x'.repeat(1e6) }", /^.{2000}…$/s],
];

describe("the text of a thrown value", () => {
  for (const [what, source, text] of thrown) {
    it(`is defined for ${what}`, () => {
      // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the same sources are programs below
      const value: unknown = new Function(`return ${source}`)();
      if (typeof text === "string") expect(messageOf(value)).to.equal(text);
      else expect(messageOf(value)).to.match(text);
      expect(stackOf(value)).to.equal(messageOf(value));
    });
  }

  it("is the name and message of an error, or its stack", () => {
    const error = new RangeError("too far");
    expect([messageOf(error), stackOf(error)]).to.deep.equal(["RangeError: too far", error.stack]);
    Object.defineProperty(error, "message", {
      get: () => {
        throw new Error("no message");
      },
    });
    expect(messageOf(error)).to.equal("RangeError");
  });
});

describe("a program that cannot run", () => {
  const problem = (source: string) =>
    startProgram(source).then(
      async (started) => {
        await started.stop();
        return "it is served";
      },
      (error: unknown) => (error instanceof UserError ? error.message : stackOf(error)),
    );

  for (const [what, source] of thrown) {
    it(`that throws ${what} is rejected in one sentence`, async () => {
      expect(await problem(`throw ${source};`)).to.match(/^the program threw (?!.*\n +at ).+$/s);
      // mocha also handles rejections of this process, and fails on a proxy.
      if (what.includes("proxy")) return;
      expect(await problem(`void Promise.reject(${source});`)).to.match(/^the program threw (?!.*\n +at ).+$/s);
    });
  }

  const outputs: [what: string, source: string, sentence: string][] = [
    [
      "contains itself",
      "const a: any = { b: [] }; a.b.push(a); export const out = { a };",
      "the output out contains itself, and Pulumi stores outputs as JSON",
    ],
    [
      "is a bigint",
      "export const out = { a: 1n };",
      "the output out cannot be stored as JSON: TypeError: Do not know how to serialize a BigInt",
    ],
  ];
  for (const [what, source, sentence] of outputs) {
    it(`with an output that ${what} is rejected in one sentence`, async () =>
      expect(await problem(source)).to.equal(sentence));
  }

  it("with a method that API Gateway does not support is rejected in one sentence", () => {
    const route = (httpMethod: string, resourcePath: string) => () =>
      createRouter([methodOf({ httpMethod, resourcePath })]);
    for (const verb of ["FETCH", "get", "", "CONNECT", "__proto__"]) {
      expect(route(verb, "/x"), verb).to.throw(
        UserError,
        `${verb} /x: the method is ${verb}; API Gateway allows GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS, ANY`,
      );
    }
    for (const path of ["/a*b", "x", "", "/a/{b+}/c"])
      expect(route("GET", path), path).to.throw(UserError, `GET ${path}: `);
  });

  it("that never returns is rejected in one sentence", () => {
    const loop = () => {
      for (;;);
    };
    expect(() => runInterruptibly(loop, 50)).to.throw(
      UserError,
      "the program does not return within 0.05 s: it may loop without end",
    );
    expect(runInterruptibly(() => "done")).to.equal("done");
  });
});

describe("a load without progress", () => {
  const sentenceOf = (waiting: string[], unsettled: string[]) =>
    new Promise<string>((resolve) => {
      const stop = watchProgress({
        recorder: { resources: [], waiting },
        unsettled: new Set(unsettled),
        stuckMillis: 20,
        raise: ({ message }) => {
          stop();
          resolve(message);
        },
      });
    });

  const cases: [what: string, waiting: string[], unsettled: string[], sentence: string][] = [
    ["resources", ["a (t)"], ["out"], "these resources wait for each other and are never registered: a (t)"],
    ["outputs", [], ["out", "other"], "these outputs are still pending after 0 s without a registration: out, other"],
    ["a promise", [], [], "the program does not end: it awaits a promise that never settles"],
  ];
  for (const [what, waiting, unsettled, sentence] of cases) {
    it(`is ended with a sentence that names ${what}`, async () =>
      expect(await sentenceOf(waiting, unsettled)).to.equal(sentence));
  }
});

describe("npm start of a bad program", () => {
  it("prints one line and exits with code 1", async () => {
    const source = programSource("throw { toString() { throw new Error('no text'); } };");
    await withProgram(source, async (dir) => {
      const { code, stderr } = await finish(["--program", dir, "--port", "0", "--json"]);
      expect([code, stderr]).to.deep.equal([1, "the program threw { toString: [Function: toString] }\n"]);
    });
  });

  it("that loops forever is ended by a signal at once", async () => {
    await withProgram(programSource("process.stderr.write('loops'); for (;;);"), async (dir) => {
      const run = new Run(["--program", dir, "--port", "0", "--json"]);
      await run.said("loops");
      const started = performance.now();
      run.kill("SIGTERM");
      await run.ended;
      expect(performance.now() - started).to.be.lessThan(2_000);
    });
  });
});
