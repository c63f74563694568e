import { execFileSync } from "node:child_process";
import { runInNewContext } from "node:vm";
import { expect } from "chai";
import fc from "fast-check";
import { checkWhole, contractTest, curlLine } from "../../src/console/page/replay";
import type { RequestLine, Timeline } from "../../src/console/wire";
import { javaScriptLiteral, shellWord } from "../../src/kernel/quoting";

const line: RequestLine = {
  id: 1,
  at: 0,
  requestId: "r",
  api: "things",
  method: "POST",
  path: "/v1/things?x=1",
  route: "/things",
  operation: "createThing",
  status: 201,
  millis: 5,
  key: "reader",
  function: "createThing",
  start: "warm",
  fromCache: false,
  why: undefined,
  remedy: undefined,
  invocationId: undefined,
};

const timeline: Timeline = {
  line,
  trace: "1-a",
  decisions: [],
  spans: [],
  logs: [],
  sent: {
    headers: [
      ["Host", "127.0.0.1"],
      ["x-api-key", "secret"],
      ["Content-Type", "application/json"],
    ],
    body: `{"name":"it's"}`,
  },
  answered: { headers: [], body: '{"id":"1","name":"it\'s"}' },
  event: undefined,
  answer: undefined,
  caused: [],
  error: undefined,
};

/** Arbitrary text that a process argument can contain, including characters that shells and terminals interpret. */
const anyText = fc
  .oneof(
    fc.string({ unit: "binary" }),
    fc.string({
      unit: fc.constantFrom(..."'\"\\`$(){}[]<>|&;!#*?~^= \t\r\n-ab0", "\x1b", "\x7f", "\x9b", "\u2028", "\u202e"),
    }),
  )
  .map((text) => text.replaceAll("\0", ""));
const anyToken = fc.string({ unit: fc.constantFrom(..."ABZ!#$%&'*+.^_`|~-19"), minLength: 1 });

/** Returns the arguments that bash passes for words. */
function argumentsOf(words: string): string[] {
  return execFileSync("bash", ["-c", `printf '%s\\0' ${words}`], { encoding: "utf8" })
    .split("\0")
    .slice(0, -1);
}

describe("text in generated code", () => {
  it("is one shell word with the same content, without characters that a terminal interprets", () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1 }), (texts) => {
        const words = texts.map(shellWord);
        expect(argumentsOf(words.join(" "))).to.deep.equal(texts);
        expect(words.join("")).not.to.match(/[\x00-\x1f\x7f-\x9f\u2028\u202e]/);
      }),
      { numRuns: 50 },
    );
  });

  it("is a JavaScript literal with the same value", () => {
    const proto = JSON.parse('{"__proto__":"a","x,\\"__proto__":"{\\"__proto__\\":1"}') as object;
    const value = fc.oneof(anyText, fc.dictionary(anyText, anyText), fc.array(anyText), fc.constant(proto));
    fc.assert(
      fc.property(value, (any) => {
        const literal = javaScriptLiteral(any);
        expect(runInNewContext(`JSON.stringify(${literal})`)).to.equal(JSON.stringify(any));
        expect(literal).not.to.match(/[\x00-\x1f\x7f-\x9f\u2028\u202e]/);
      }),
    );
  });
});

describe("a request as a curl line", () => {
  it("is quoted for a shell", () => {
    expect(curlLine(timeline, "http://127.0.0.1:3000")).to.equal(
      "curl -i --globoff --path-as-is -X POST -H 'x-api-key: secret' -H 'Content-Type: application/json' " +
        `--data-raw '{"name":"it'\\''s"}' 'http://127.0.0.1:3000/v1/things?x=1'`,
    );
  });

  it("contains method, headers, body and URL unchanged", () => {
    fc.assert(
      fc.property(anyToken, anyText, anyText, anyText, (method, path, value, body) => {
        const sent = { headers: [["X-Own", value]] as [string, string][], body };
        const given = { ...timeline, line: { ...line, method, path: `/v1/${path}` }, sent };
        const [, ...words] = argumentsOf(curlLine(given, "http://127.0.0.1:3000"));
        expect(words).to.deep.equal([
          ...["-i", "--globoff", "--path-as-is"],
          ...(method === "GET" ? [] : method === "HEAD" ? ["--head"] : ["-X", method]),
          ...["-H", value === "" ? "X-Own;" : `X-Own: ${value}`],
          ...(body === "" ? [] : ["--data-raw", body, "-H", "Content-Type:"]),
          `http://127.0.0.1:3000/v1/${path}`,
        ]);
      }),
      { numRuns: 50 },
    );
  });

  for (const path of ["@evil.example/", ".evil.example/", "?x", "*"]) {
    it(`has the same host for the target ${path}`, () => {
      const words = argumentsOf(curlLine({ ...timeline, line: { ...line, path } }, "http://127.0.0.1:3000"));
      expect(new URL(words.at(-1)!).host).to.equal("127.0.0.1:3000");
    });
  }
});

describe("a request as a test", () => {
  it("sends it with the suite's key and expects the fields of its answer", () => {
    expect(contractTest(timeline)).to.equal(`import { expect } from "chai";
import { target } from "./target";

describe("POST /things", () => {
  it("answers 201", async () => {
    const { send } = await target();
    const response = await send("/things?x=1", {"method":"POST","headers":{"Content-Type":"application/json"},"body":"{\\"name\\":\\"it's\\"}"});
    expect(response.status).to.equal(201);
    expect(await response.json()).to.have.all.keys(["id","name"]);
  });
});
`);
  });

  it("has no key if the request had none, and expects the error message", () => {
    const keyless = {
      ...timeline,
      line: { ...line, method: "GET", status: 403 },
      sent: { headers: [], body: "" },
      answered: { headers: [], body: '{"error":"Forbidden"}' },
    };
    expect(contractTest(keyless)).to.include('await fetch(apiUrl + "/things?x=1", {"method":"GET"})');
    expect(contractTest(keyless)).to.include('to.have.property("error", "Forbidden")');
  });

  /** Runs a test's source with stubs, and returns what it sent and expected. */
  async function runSource(source: string): Promise<{ sent: unknown[]; expected: unknown[]; names: string[] }> {
    const seen = { sent: [] as unknown[], expected: [] as unknown[], names: [] as string[] };
    const tests: (() => Promise<void>)[] = [];
    const send = (...all: unknown[]) => {
      seen.sent = JSON.parse(JSON.stringify(all)) as unknown[];
      return Promise.resolve({ status: 0, json: () => Promise.resolve({}) });
    };
    const expectation = {
      to: {
        equal: (value: unknown) => seen.expected.push(value),
        have: {
          property: (...all: unknown[]) => seen.expected.push(...all),
          all: { keys: (all: string[]) => seen.expected.push(...all) },
        },
      },
    };
    const context = {
      describe: (name: string, act: () => void) => {
        seen.names.push(name);
        act();
      },
      it: (_: string, act: () => Promise<void>) => tests.push(act),
      expect: () => expectation,
      target: () => Promise.resolve({ send, apiUrl: "http://a" }),
      fetch: (url: string, ...rest: unknown[]) => send(url.slice("http://a".length), ...rest),
    };
    const before = Object.keys(context);
    runInNewContext(source.replace(/^import [^\n]*\n/gm, ""), context);
    for (const test of tests) await test();
    expect([Object.keys(context), tests.length]).to.deep.equal([before, 1]);
    return seen;
  }

  it("repeats a request and executes nothing of its content", async () => {
    const keyed = fc.boolean();
    await fc.assert(
      fc.asyncProperty(keyed, anyToken, anyText, anyText, anyText, async (hasKey, method, text, value, name) => {
        const path = `/v1/things?${text}`;
        const given = {
          ...timeline,
          line: { ...line, method, path },
          sent: {
            headers: [["X-Own", value], ...(hasKey ? [["x-api-key", "k"]] : [])] as [string, string][],
            body: text,
          },
          answered: { headers: [], body: JSON.stringify({ [`k${name}`]: 1 }) },
        };
        const { sent, expected, names } = await runSource(contractTest(given));
        const init = { method, headers: { "X-Own": value }, ...(text === "" ? {} : { body: text }) };
        expect(sent).to.deep.equal([`/things?${text}`, init]);
        expect([...expected]).to.deep.equal([201, `k${name}`]);
        expect(names).to.deep.equal([`${method} /things`]);
      }),
    );
  });

  it("executes no code in a path that closes a string or a template", async () => {
    for (const path of [
      "`+process.exit()+`",
      "${process.exit()}",
      '"+process.exit()+"',
      "\\",
      "*/process.exit()/*",
      "</script>",
    ]) {
      const keyless = { ...timeline, line: { ...line, path: `/v1/${path}` }, sent: { headers: [], body: "" } };
      expect((await runSource(contractTest(keyless))).sent[0]).to.equal(`/${path}`);
    }
  });
});

describe("a request with an incomplete stored body", () => {
  const cut: Timeline = { ...timeline, sent: { ...timeline.sent, droppedBytes: 5 } };
  const refusal = "5 bytes of the request's body were dropped, so it cannot be repeated.";

  it("cannot be copied as curl", () => expect(() => curlLine(cut, "http://127.0.0.1:1")).to.throw(refusal));
  it("cannot be copied as a test", () => expect(() => contractTest(cut)).to.throw(refusal));
  it("is not sent again", () => expect(() => checkWhole(cut)).to.throw(refusal));
});

describe("a test of a response with an incomplete stored body", () => {
  it("does not compare the body, and states so", () => {
    const text = contractTest({ ...timeline, answered: { headers: [], body: '{"id":"1"}', droppedBytes: 5 } });
    expect(text).to.include("expect(response.status).to.equal(201);\n    // The stored body is incomplete");
    expect(text).not.to.include("response.json()");
  });
});
