import { expect } from "chai";
import { Requests, type RequestRecord } from "../../src/console/record/requests";
import { timeline, type LineContext } from "../../src/console/record/timeline";
import type { DataCallFact, FactDetails } from "../../src/kernel/facts/facts";
import { collectGarbage } from "../../src/kernel/bounds/garbage";
import { invocation, request } from "../support/facts";

const dataCall: DataCallFact = {
  kind: "dataCall",
  trace: request.trace,
  operation: "GetItem",
  tables: ["things"],
  status: 400,
  errorType: "AccessDeniedException",
  millis: 2,
  length: 40,
  input: { TableName: "things", Key: { id: { S: "1" } } },
  consumed: {},
  allowedBy: undefined,
  denial: "User: x is not authorized",
};

const context: LineContext = {
  nameOf: () => "reader",
  remedyContext: { plans: [], faults: [], grantPlace: () => undefined },
};

describe("the stored requests of the console", () => {
  let told: RequestRecord[];
  let requests: Requests;
  beforeEach(() => {
    told = [];
    requests = new Requests((recorded) => told.push(recorded));
  });
  const read = (fact: FactDetails, at = 0) => requests.read({ at: 1_000, ...fact }, at);

  it("combine facts by trace and by the call's request id", () => {
    read({ kind: "log", source: "getThing", requestId: "call", text: "START\n", inGroup: true }, 1);
    read(dataCall, 6);
    read({ ...invocation, cold: true, initMillis: 2, millis: 5, queuedMillis: 1 }, 10);
    read({ ...request, millis: 12 }, 12);
    const { spans, logs } = timeline(told[0]!, context);
    expect(logs).to.deep.equal(["START"]);
    expect(spans.map(({ name, start, millis }) => [name, start, millis])).to.deep.equal([
      ["gateway", 0, 12],
      ["queue", 2, 1],
      ["init", 3, 2],
      ["getThing", 5, 5],
      ["GetItem things", 4, 2],
    ]);
    expect(spans.at(-1)!.details).to.deep.equal([
      ["status", "400 AccessDeniedException"],
      ["Key", '{"id":{"S":"1"}}'],
      ["denied", "User: x is not authorized"],
    ]);
  });

  it("show a failed init without a handler span", () => {
    const error = { type: "Runtime.ImportModuleError", message: "Cannot find module 'x'", trace: [], duringInit: true };
    read({ ...invocation, cold: true, initMillis: 4, millis: 0, queuedMillis: 1, error }, 6);
    read({ ...request, status: 502, millis: 8 }, 8);
    const { line, spans } = timeline(told[0]!, context);
    expect(line.why).to.equal(
      `502: ${invocation.label} failed to initialise: Runtime.ImportModuleError: Cannot find module 'x'`,
    );
    expect(spans.map(({ name, failed }) => [name, failed])).to.deep.equal([
      ["gateway", true],
      ["queue", false],
      ["init", true],
    ]);
    expect(spans.at(-1)!.details).to.deep.equal([["failed", "Runtime.ImportModuleError: Cannot find module 'x'"]]);
  });

  it("are limited to the last thousand", () => {
    for (let turn = 0; turn < 1_100; turn += 1) read({ ...request, trace: String(turn) });
    expect([requests.all.length, requests.all[0]!.id, requests.find(100), requests.find(101)?.id]).to.deep.equal([
      1_000,
      101,
      undefined,
      101,
    ]);
  });

  const large = (bytes: number) => ({ headers: [], body: Buffer.alloc(bytes, "a") });
  const longError = { type: "E", message: "m".repeat(7e6), trace: [`    at ${"x".repeat(7e6)}`], duringInit: false };

  it("contain truncated bodies, events, responses and errors, with the number of dropped characters", () => {
    read({ ...invocation, event: "e".repeat(7_000_000), answer: "é".repeat(70_000), error: longError });
    read({ ...request, status: 502, sent: large(10_000_000), answered: large(65_536) });
    const { sent, answered, event, answer, error, line } = timeline(told[0]!, context);
    expect([sent.body.length, sent.droppedBytes]).to.deep.equal([65_536, 9_934_464]);
    expect([answered.body.length, answered.droppedBytes]).to.deep.equal([65_536, 0]);
    expect(event).to.equal(`${"e".repeat(65_536)}… (6934464 more characters were dropped)`);
    expect(answer!.slice(65_530)).to.equal("éééééé… (4464 more characters were dropped)");
    expect(
      [error!.message.length, error!.trace.join().length, line.why!.length].every((length) => length < 9_000),
    ).to.equal(true);
  });

  it("contain keys and conditions of data calls, but no items", () => {
    const item = { id: { S: "1" }, text: { S: "a".repeat(300_000) } };
    let deep: object = {};
    for (let level = 0; level < 100_000; level += 1) deep = { L: deep };
    read({ ...dataCall, operation: "BatchWriteItem", input: { RequestItems: { things: Array(25).fill(item) } } });
    read({ ...dataCall, operation: "UpdateItem", input: { Key: item, ExpressionAttributeValues: deep } });
    read(request);
    const [, batch, update] = timeline(told[0]!, context).spans;
    expect(batch!.details.map(([name]) => name)).to.deep.equal(["status", "denied"]);
    expect(update!.details.slice(1, 3).map(([name, text]) => [name, text.slice(8_100)])).to.deep.equal([
      ["Key", `${"a".repeat(92)}… (291840 more characters were dropped)`],
      ["ExpressionAttributeValues", ""],
    ]);
    expect(update!.details[2]![1]).to.equal("(nested too deep to show)");
  });

  it("contain the first log texts and data calls of a request, and the number of dropped ones", () => {
    for (let turn = 0; turn < 10_000; turn += 1) {
      read({ kind: "log", source: "x", requestId: "call", text: `line ${turn}\n` });
      read({ ...dataCall, input: {} });
    }
    read({ kind: "log", source: "x", requestId: "call", text: "a".repeat(5_000_000) });
    read(invocation);
    read(request);
    const { logs, spans } = timeline(told[0]!, context);
    expect([logs.length, logs[199], logs[200]]).to.deep.equal([
      201,
      "line 199",
      "… 9801 more log texts (162776 bytes) were dropped",
    ]);
    expect([spans.length, spans.at(-1)!.name]).to.deep.equal([
      204,
      "… 9800 more data calls (2940000 bytes) were dropped",
    ]);
  });

  /** Returns the memory of the process in MB after a garbage collection. */
  const usedMegabytes = () => {
    collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return (heapUsed + arrayBuffers) / 1_048_576;
  };

  it("use less than 80 MB for any bodies, calls and logs", () => {
    const before = usedMegabytes();
    for (let turn = 0; turn < 30; turn += 1) {
      const trace = String(turn);
      const input = { RequestItems: { things: [{ text: { S: "a".repeat(7_500_000) + turn } }] } };
      read({ ...dataCall, trace, input });
      read({ kind: "log", source: "x", requestId: trace, text: `${turn}`.padEnd(1_000_000, "x") });
      read({
        ...invocation,
        trace,
        requestId: trace,
        event: `${turn}`.padEnd(6_000_000),
        answer: `${turn}`.padEnd(6_000_000),
      });
      if (turn % 2 === 0) read({ ...request, trace, sent: large(3_000_000), answered: large(3_000_000) });
    }
    expect(usedMegabytes() - before).to.be.lessThan(80);
    told = [];
  });

  it("are counted when they are dropped", () => {
    const body = { headers: [["a", "b".repeat(60_000)] as const], body: Buffer.alloc(65_536) };
    for (let turn = 0; turn < 500; turn += 1) read({ ...request, sent: body, answered: body });
    expect(requests.all.length + requests.dropped).to.equal(500);
    expect([requests.all.length, requests.all.at(-1)!.id]).to.deep.equal([133, 500]);
  });

  it("drop calls of requests that never finish", () => {
    for (let turn = 0; turn < 5_000; turn += 1) {
      read({ ...dataCall, trace: String(turn) });
      read({ kind: "log", source: "x", requestId: String(turn), text: "x" });
    }
    expect(requests.pending).to.equal(2_000);
  });
});

describe("the reason of a request's response", () => {
  const line = (facts: readonly FactDetails[]) => {
    let recorded: RequestRecord | undefined;
    const requests = new Requests((each) => (recorded = each));
    for (const fact of facts) requests.read({ at: 0, ...fact }, 0);
    return timeline(recorded!, context).line.why;
  };
  const refused = [{ stage: "throttle", passed: false, millis: 1, detail: "throttle of basic-plan" }];
  const error = { type: "TypeError", message: "x is undefined", trace: [], duringInit: false };
  const refusedCall = {
    kind: "refusedCall",
    trace: request.trace,
    functionName: "f",
    label: "f",
    qualifier: undefined,
    code: "TooManyRequestsException",
  } as const;
  const body = (text: string) => ({ headers: [], body: Buffer.from(text) });
  const cases: [string, readonly FactDetails[], string | undefined][] = [
    ["is undefined for a success", [invocation, request], undefined],
    [
      "is the stage that rejected it",
      [{ ...request, status: 429, decisions: refused }],
      "429: the gateway rejected the request at the stage throttle: throttle of basic-plan",
    ],
    [
      "is the function's error",
      [
        { ...invocation, error },
        { ...request, status: 500 },
      ],
      "500: getThing failed: TypeError: x is undefined",
    ],
    [
      "is Lambda's error",
      [refusedCall, { ...request, status: 500 }],
      "500: Lambda rejected the call of the function: TooManyRequestsException",
    ],
    [
      "is the message of the function",
      [invocation, { ...request, status: 404, answered: body('{"error":"Thing not found"}') }],
      "404: getThing answered it: Thing not found",
    ],
    [
      "is the component that answered, if the response has no message",
      [invocation, { ...request, status: 404, answered: body("{") }],
      "404: getThing answered it",
    ],
    [
      "is the cached message",
      [{ ...request, status: 404, cache: "hit", answered: body('{"error":"Thing not found"}') }],
      "404: the cache answered it: Thing not found",
    ],
  ];
  for (const [what, facts, why] of cases) it(what, () => expect(line(facts)).to.equal(why));
});
