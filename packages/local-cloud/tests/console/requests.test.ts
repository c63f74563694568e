import { expect } from "chai";
import { Requests, type Recorded } from "../../src/console/requests";
import { timeline, type LineContext } from "../../src/console/timeline";
import type { DataCallFact, Told } from "../../src/kernel/facts";
import { invocation, request } from "../support/facts";

const dataCall: DataCallFact = {
  kind: "dataCall",
  trace: request.trace,
  operation: "GetItem",
  tables: ["things"],
  status: 400,
  errorType: "AccessDeniedException",
  millis: 2,
  input: { TableName: "things", Key: { id: { S: "1" } } },
  consumed: {},
  allowedBy: undefined,
  denial: "User: x is not authorized",
};

const context: LineContext = {
  nameOf: () => "reader",
  surroundings: { plans: [], faults: [], grantPlace: () => undefined },
};

describe("the requests that the console keeps", () => {
  let now: number;
  let told: Recorded[];
  let requests: Requests;
  beforeEach(() => {
    now = 0;
    told = [];
    requests = new Requests(
      () => now,
      (recorded) => told.push(recorded),
    );
  });
  const read = (fact: Told, at = 0) => {
    now = at;
    requests.read({ at: 1_000, ...fact });
  };

  it("are put together from facts by trace and by the call's request id", () => {
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

  it("tell an environment that could not be initialised, in which no handler ran", () => {
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

  it("are the last thousand", () => {
    for (let turn = 0; turn < 1_100; turn += 1) read({ ...request, trace: String(turn) });
    expect([requests.all.length, requests.all[0]!.id, requests.find(100), requests.find(101)?.id]).to.deep.equal([
      1_000,
      101,
      undefined,
      101,
    ]);
  });

  it("hold no more than 32 MB together, and the newest whatever its size", () => {
    const large = (megabytes: number) => ({
      ...request,
      sent: { headers: [], body: Buffer.alloc(megabytes * 1_048_576) },
    });
    for (let turn = 0; turn < 10; turn += 1) read(large(5));
    expect(requests.all).to.have.length(6);
    read(large(40));
    expect(requests.all.map(({ id }) => id)).to.deep.equal([11]);
  });

  it("forget calls whose request never comes", () => {
    for (let turn = 0; turn < 5_000; turn += 1) {
      read({ ...dataCall, trace: String(turn) });
      read({ kind: "log", source: "x", requestId: String(turn), text: "x" });
    }
    expect(requests.pending).to.equal(2_000);
  });

  it("cut what is long", () => {
    read({ ...request, answered: { headers: [], body: Buffer.from("é".repeat(100_000)) } });
    expect(timeline(told[0]!, context).answered.body.length).to.be.lessThan(65_540);
  });
});

describe("why a request ended as it did", () => {
  const line = (facts: readonly Told[]) => {
    let recorded: Recorded | undefined;
    const requests = new Requests(
      () => 0,
      (each) => (recorded = each),
    );
    for (const fact of facts) requests.read({ at: 0, ...fact });
    return timeline(recorded!, context).line.why;
  };
  const refused = [{ stage: "throttle", passed: false, millis: 1, said: "throttle of basic-plan" }];
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
  const cases: [string, readonly Told[], string | undefined][] = [
    ["is nothing to say of a success", [invocation, request], undefined],
    [
      "is the stage that refused it",
      [{ ...request, status: 429, decisions: refused }],
      "429: the gateway refused at the stage throttle: throttle of basic-plan",
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
      "is Lambda's refusal",
      [refusedCall, { ...request, status: 500 }],
      "500: Lambda refused the call of the function: TooManyRequestsException",
    ],
    [
      "is what the function says",
      [invocation, { ...request, status: 404, answered: body('{"error":"Thing not found"}') }],
      "404: getThing answered it: Thing not found",
    ],
    [
      "is who answered, where the answer says nothing",
      [invocation, { ...request, status: 404, answered: body("{") }],
      "404: getThing answered it",
    ],
    [
      "is what the cache kept of it",
      [{ ...request, status: 404, cache: "hit", answered: body('{"error":"Thing not found"}') }],
      "404: the cache answered it: Thing not found",
    ],
  ];
  for (const [what, facts, why] of cases) it(what, () => expect(line(facts)).to.equal(why));
});
