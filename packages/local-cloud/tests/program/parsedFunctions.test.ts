import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ParsedFunctions, type FunctionParser } from "../../src/program/pulumi/parsedFunctions";

// eslint-disable-next-line @typescript-eslint/no-require-imports -- an internal module of Pulumi
const pulumi = require("@pulumi/pulumi/runtime/closure/parseFunction") as FunctionParser;

const texts: readonly (readonly [what: string, text: string])[] = [
  ["a function", "function add(a, b) { return a + b + captured.inner.value(); }"],
  ["an asynchronous function", "async function get() { return (await client_1.send(typeof optional)).Item; }"],
  ["an arrow function", "(event) => ({ statusCode, body: JSON.stringify(event) })"],
  ["an arrow function with this", "() => this.value"],
  ["a method", "get(id) { return this.items[id]; }"],
  ["a computed method", "[Symbol.iterator]() { return items; }"],
  ["a generator", "function* each() { yield* items; }"],
  ["a class", "class A extends B { constructor() { super(); this.a = a; } }"],
  ["native code", "function bound() { [native code] }"],
  ["a text that is no function", "function ("],
];

describe("parsed functions", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "parsed-"));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const file = () => join(dir, "cache", "functions");
  /** Returns a parser of a new process, and the texts that it parses itself. */
  const start = (parser: FunctionParser = pulumi) => {
    const parsed: string[] = [];
    const own: FunctionParser = {
      parseFunction: (text) => {
        parsed.push(text);
        return parser.parseFunction(text);
      },
    };
    const functions = new ParsedFunctions(file());
    functions.replace(own);
    return { parse: (text: string) => own.parseFunction(text), parsed, save: () => functions.save() };
  };

  for (const [what, text] of texts) {
    it(`are those of Pulumi, in this start and the next: ${what}`, () => {
      const expected = pulumi.parseFunction(text);
      const first = start();
      expect([first.parse(text), first.parse(text)]).to.deep.equal([expected, expected]);
      expect(first.parsed).to.deep.equal([text]);
      first.save();
      const next = start();
      expect(next.parse(text)).to.deep.equal(expected);
      expect(next.parsed).to.deep.equal([]);
    });
  }

  it("are copies, so that a change of one leaves the others alone", () => {
    const { parse } = start();
    const [[, first], expected] = [parse(texts[0]![1]), pulumi.parseFunction(texts[0]![1])] as [
      [string, { capturedVariables: { required: Map<string, unknown> } }],
      unknown,
    ];
    first.capturedVariables.required.clear();
    const again = parse(texts[0]![1]) as [string, { capturedVariables: { required: Map<string, unknown> } }];
    expect(again).to.deep.equal(expected);
    again[1].capturedVariables.required.clear();
    expect(parse(texts[0]![1])).to.deep.equal(expected);
  });

  it("depend on the global names, which Pulumi does not capture", () => {
    const text = "() => inventedGlobal";
    const names = (result: unknown) => [
      ...(result as [string, { capturedVariables: { required: Map<string, unknown> } }])[1].capturedVariables.required,
    ];
    const { parse, parsed } = start();
    expect(names(parse(text)).map(([name]) => name)).to.deep.equal(["inventedGlobal"]);
    Object.defineProperty(globalThis, "inventedGlobal", { value: 1, configurable: true });
    try {
      expect(names(parse(text))).to.deep.equal([]);
    } finally {
      Reflect.deleteProperty(globalThis, "inventedGlobal");
    }
    expect(parsed).to.deep.equal([text, text]);
  });

  it("are stored up to 2,000, the last used ones", () => {
    const { parse, save } = start({ parseFunction: (text) => ["", text] });
    const text = (n: number) => `() => ${n}`;
    for (let n = 0; n < 2_001; n++) parse(text(n));
    parse(text(0));
    save();
    const next = start({ parseFunction: (each) => ["", each] });
    for (const n of [0, 2, 2_000]) next.parse(text(n));
    expect(next.parsed).to.deep.equal([]);
    next.parse(text(1));
    expect(next.parsed).to.deep.equal([text(1)]);
  });

  it("are not written again if all are known", () => {
    const first = start();
    first.parse(texts[0]![1]);
    first.save();
    expect(readdirSync(join(dir, "cache"))).to.deep.equal(["functions"]);
    const next = start();
    next.parse(texts[0]![1]);
    rmSync(file());
    next.save();
    expect(readdirSync(join(dir, "cache"))).to.deep.equal([]);
  });

  it("are parsed again if their file is damaged", () => {
    const first = start();
    first.parse(texts[0]![1]);
    first.save();
    writeFileSync(file(), readFileSync(file()).subarray(0, 20));
    const next = start();
    expect(next.parse(texts[0]![1])).to.deep.equal(pulumi.parseFunction(texts[0]![1]));
    expect(next.parsed).to.deep.equal([texts[0]![1]]);
  });

  it("are not stored in a folder that cannot be written", () => {
    writeFileSync(join(dir, "cache"), "");
    const { parse, save } = start();
    parse(texts[0]![1]);
    save();
    expect(readFileSync(join(dir, "cache"), "utf8")).to.equal("");
  });
});
