import { expect } from "chai";
import type { InvocationFact, FactDetails } from "../../src/kernel/facts/facts";
import { requestLines } from "../../src/terminal/requestLines";
import { invocation, request } from "../support/facts";

const line = (text: string) => ({ kind: "log", source: "getThing", requestId: "call", text, inGroup: true }) as const;

/** Returns the text that the terminal prints for facts. */
function shown(facts: readonly FactDetails[], logs = false): string {
  let text = "";
  const read = requestLines({ write: (more) => (text += more), color: false, logs });
  for (const fact of facts) read({ at: 0, ...fact });
  return text;
}

describe("the terminal", () => {
  it("shows a request in one line, with its function and the kind of start", () => {
    expect(shown([line("START\n"), invocation, request])).to.equal("GET     /v1/things/1  200  12 ms  getThing warm\n");
  });

  const cases: [string, Partial<InvocationFact>, string][] = [
    ["a cold one, with its init", { cold: true, initMillis: 104.4 }, "getThing cold (init 104 ms)"],
    ["a provisioned one", { provisioned: true }, "getThing provisioned"],
  ];
  for (const [what, more, text] of cases) {
    it(`marks ${what}`, () => {
      expect(shown([{ ...invocation, ...more }, request])).to.equal(`GET     /v1/things/1  200  12 ms  ${text}\n`);
    });
  }

  it("shows an event that a bus received, with the rules that it triggers", () => {
    const event = {
      kind: "event",
      trace: undefined,
      eventId: "id",
      bus: "shop",
      source: "app",
      detailType: "Sold",
      text: "{}",
      rules: ["mail", "count"],
      isScheduled: false,
    } as const;
    expect(shown([event])).to.equal("event   Sold on shop  id  → mail, count\n");
    expect(shown([{ ...event, rules: [] }])).to.equal("event   Sold on shop  id\n");
  });

  it("marks a response from the cache", () => {
    expect(shown([{ ...request, cache: "hit" }])).to.equal("GET     /v1/things/1  200  12 ms  from the cache\n");
    expect(shown([invocation, { ...request, cache: "miss" }])).to.match(/ {2}getThing warm\n$/);
  });

  it("prints the reason if no function was called", () => {
    expect(shown([{ ...request, status: 403, reason: "no x-api-key" }])).to.equal(
      "GET     /v1/things/1  403  12 ms  no x-api-key\n",
    );
    expect(shown([{ ...request, stage: undefined, path: "/x", status: 403, reason: "no such stage" }])).to.equal(
      "GET     /x  403  12 ms  no such stage\n",
    );
  });

  it("prints advice below a failed request", () => {
    let text = "";
    const read = requestLines({
      write: (more) => (text += more),
      color: false,
      logs: false,
      advise: ({ at, request: { status }, invocation: call, refused, calls }) =>
        status < 400 ? undefined : `${at} ${call?.label} ${refused?.code} ${calls.map(({ denial }) => denial).join()}`,
    });
    const dataCall = { kind: "dataCall", trace: request.trace, operation: "GetItem", tables: [], status: 400 } as const;
    const whole = { ...dataCall, errorType: "x", millis: 1, length: 2, input: {}, consumed: {}, allowedBy: undefined };
    const refused = {
      kind: "refusedCall",
      trace: request.trace,
      functionName: "f",
      label: "f",
      qualifier: "live",
    } as const;
    read({ at: 1, ...request });
    read({ at: 2, ...whole, denial: "no" });
    read({ at: 2, ...whole, denial: undefined });
    read({ at: 3, ...invocation });
    read({ at: 3, ...refused, code: "TooManyRequestsException" });
    read({ at: 4, ...request, status: 500 });
    expect(text.split("\n").slice(2)).to.deep.equal(["        → 4 getThing TooManyRequestsException no", ""]);
  });

  it("prints the log of failed calls only, unless --logs is set", () => {
    const facts = [line("START\n"), line("a\nb\n"), invocation, request];
    expect(shown(facts)).to.equal("GET     /v1/things/1  200  12 ms  getThing warm\n");
    expect(shown(facts, true)).to.equal(
      "getThing call START\ngetThing call a\ngetThing call b\nGET     /v1/things/1  200  12 ms  getThing warm\n",
    );
    const error = { type: "TypeError", message: "no x", trace: ["    at f (/tmp/__index.js:1:1)"], duringInit: false };
    const answer = { ...request, status: 502, reason: "the function failed: TypeError" };
    expect(shown([line("START RequestId: call\n"), line("a\n"), { ...invocation, error }, answer])).to.equal(
      "getThing call a\ngetThing call failed: TypeError: no x\n    at f (/tmp/__index.js:1:1)\n" +
        "GET     /v1/things/1  502  12 ms  getThing warm, the function failed: TypeError\n",
    );
  });

  it("prints log lines of services at once", () => {
    expect(shown([{ kind: "log", source: "dynamodb", text: "the disk is full" }])).to.equal(
      "dynamodb the disk is full\n",
    );
  });

  it("prints alarms that fire or recover with their notifications, but not the first change to OK", () => {
    const state = (before: string, now: string) =>
      ({ kind: "state", resource: "errors", type: "alarm", state: now, before, reason: "why" }) as const;
    const told = (subject: string) =>
      ({
        ...({ kind: "notification", trace: undefined, messageId: "m", topic: "ops", topicName: "ops-1" } as const),
        ...{ bytes: 2, subject, message: "{}", endpoints: ["email a@example.com"] },
      }) as const;
    const facts = [
      state("INSUFFICIENT_DATA", "OK"),
      told("OK"),
      state("OK", "ALARM"),
      told("ALARM"),
      state("ALARM", "OK"),
      told("OK again"),
    ];
    expect(shown(facts)).to.equal(
      "alarm errors is ALARM: why\nops sends ALARM (email a@example.com)\n" +
        "alarm errors is OK: why\nops sends OK again (email a@example.com)\n",
    );
  });

  it("drops calls that never finish", () => {
    const lost = Array.from({ length: 2_000 }, (_, index) => ({ ...line("x\n"), requestId: `lost ${index}` }));
    const failed = {
      ...invocation,
      requestId: "lost 0",
      error: { type: "Error", message: "m", trace: [], duringInit: false },
      trace: undefined,
    };
    expect(shown([...lost, failed])).to.equal("getThing lost 0 failed: Error: m\n");
  });
});
