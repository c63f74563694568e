import { Session } from "node:inspector";
import { join } from "node:path";
import { expect } from "chai";
import { collectGarbage } from "../../src/kernel/bounds/garbage";
import { readScopesOnce, type CaptureReader } from "../../src/program/pulumi/capturedVariables";

type Reader = Required<CaptureReader>;

// eslint-disable-next-line @typescript-eslint/no-require-imports -- an internal module of Pulumi
const pulumi = require("@pulumi/pulumi/runtime/closure/v8") as Reader;

const table = { name: "rooms" };
let changing = 1;
const fallback = "outer";

/** Functions that capture a variable, by what captures it. */
const captures: readonly (readonly [what: string, func: object, variable: string])[] = [
  ["an arrow function", () => table.name, "table"],
  [
    "a function",
    function named() {
      return table;
    },
    "table",
  ],
  ["an asynchronous function", async () => Promise.resolve(table), "table"],
  [
    "a generator",
    function* each() {
      yield table;
    },
    "table",
  ],
  [
    "a class",
    class {
      readonly value = table;
    },
    "table",
  ],
  ["a method", { get: () => table }.get, "table"],
  [
    "a function in a function",
    (
      (inner: object) => () =>
        inner
    )({ inner: true }),
    "inner",
  ],
  [
    "a function whose scopes have two such names",
    (
      (fallback: string) => () =>
        fallback
    )("inner"),
    "fallback",
  ],
  ["a function that takes the outer one", () => fallback, "fallback"],
  ["a function with an import", () => join("a", "b"), "node_path_1"],
  ["a global function", () => structuredClone(table), "structuredClone"],
  ["a variable that does not exist", () => typeof table, "absent"],
];

/** Counts the messages that a session sends to V8. */
function watchMessages(session: Session) {
  const methods = Session.prototype as { post: (this: Session, ...args: unknown[]) => void };
  const { post } = methods;
  let count = 0;
  methods.post = function (...args) {
    if (this === session) count += 1;
    post.apply(this, args);
  };
  return {
    count: () => count,
    stop: () => {
      methods.post = post;
    },
  };
}

/** Returns a reader beside Pulumi's own, and the messages that it sends to V8. */
function open() {
  let session = new Session();
  session.connect();
  const sent = watchMessages(session);
  const asked: string[] = [];
  const reader: Reader = {
    getFunctionLocationAsync: (func) => pulumi.getFunctionLocationAsync(func),
    lookupCapturedVariableValueAsync: (func, name, throwOnFailure) => {
      asked.push(name);
      return pulumi.lookupCapturedVariableValueAsync(func, name, throwOnFailure);
    },
  };
  readScopesOnce(reader, () => session);
  const close = () => {
    sent.stop();
    session.disconnect();
  };
  /** Begins a session, as each load does. */
  const reconnect = () => {
    session.disconnect();
    session = new Session();
    session.connect();
  };
  return { reader, sent, asked, close, reconnect };
}

describe("captured variables", () => {
  let opened: ReturnType<typeof open>;
  beforeEach(() => {
    opened = open();
  });
  afterEach(() => opened.close());

  for (const [what, func, variable] of captures) {
    it(`are those that Pulumi reads: of ${what}`, async () => {
      const expected = await pulumi.lookupCapturedVariableValueAsync(func, variable, false);
      expect(await opened.reader.lookupCapturedVariableValueAsync(func, variable, false)).to.equal(expected);
    });
  }

  for (const [what, func] of [
    ["a variable that does not exist", () => table],
    ["a native function", Math.max],
    ["a bound function", (() => table).bind(undefined)],
  ] as const) {
    it(`are reported as Pulumi reports them: ${what}`, async () => {
      const messageOf = (reader: Reader) =>
        reader.lookupCapturedVariableValueAsync(func, "absent", true).then(
          () => "",
          (error: Error) => error.message,
        );
      const expected = await messageOf(pulumi);
      expect(expected).to.not.equal("");
      expect(await messageOf(opened.reader)).to.equal(expected);
    });
  }

  it("are listed once for all variables of a function, without Pulumi's own search", async () => {
    const { reader, sent, asked } = opened;
    const func = () => [table, changing, fallback];
    const read = () =>
      Promise.all(
        ["table", "changing", "fallback"].map((name) => reader.lookupCapturedVariableValueAsync(func, name, true)),
      );
    expect(await read()).to.deep.equal([table, changing, fallback]);
    const first = sent.count();
    expect(await read()).to.deep.equal([table, changing, fallback]);
    expect(sent.count()).to.equal(first);
    expect(asked).to.deep.equal([]);
  });

  it("are undefined without Pulumi's own search if they are optional and do not exist", async () => {
    expect(await opened.reader.lookupCapturedVariableValueAsync(() => table, "absent", false)).to.equal(undefined);
    expect(opened.asked).to.deep.equal([]);
  });

  it("have their new values in the next turn of the event loop", async () => {
    const func = () => changing;
    const read = () => opened.reader.lookupCapturedVariableValueAsync(func, "changing", true);
    changing = 2;
    expect(await read()).to.equal(2);
    changing = 3;
    await new Promise((done) => setImmediate(done));
    expect(await read()).to.equal(3);
  });

  it("are read in the sessions of later loads, after garbage collections", async () => {
    const read = () => opened.reader.lookupCapturedVariableValueAsync(() => table, "table", true);
    expect(await read()).to.equal(table);
    for (let load = 0; load < 2; load += 1) {
      await new Promise((done) => setImmediate(done));
      collectGarbage();
      opened.reconnect();
      expect(await read()).to.equal(table);
    }
    expect(opened.asked).to.deep.equal([]);
  });

  it("are read by Pulumi itself in a version without these functions", () => {
    const reader: CaptureReader = {};
    readScopesOnce(reader, () => new Session());
    expect(reader).to.deep.equal({});
  });
});
