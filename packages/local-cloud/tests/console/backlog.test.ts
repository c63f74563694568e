import { expect } from "chai";
import { Backlog } from "../../src/console/record/backlog";
import { Requests } from "../../src/console/record/requests";
import { timeline } from "../../src/console/record/timeline";
import type { FactDetails } from "../../src/kernel/facts/facts";
import { invocation, request } from "../support/facts";

const newest = 10;

describe("the facts that wait for a page", () => {
  let requests: Requests;
  let backlog: Backlog;
  beforeEach(() => {
    requests = new Requests(() => undefined);
    backlog = new Backlog(requests, newest);
  });
  const add = (fact: FactDetails, at = 0) => backlog.add({ at: 1_000, ...fact }, at);
  const log = (requestId: string, text = "line\n") => add({ kind: "log", source: "getThing", requestId, text });
  const call = (turn: number) => {
    log(`call ${turn}`);
    add({ ...invocation, trace: `1-${turn}`, requestId: `call ${turn}` });
    add({ ...request, trace: `1-${turn}`, requestId: `gateway ${turn}` });
  };
  const shown = () => {
    backlog.group();
    const context = { nameOf: () => undefined, remedyContext: { plans: [], faults: [], grantPlace: () => undefined } };
    return requests.all.map((each) => timeline(each, context));
  };

  it("are grouped with the times of their arrival", () => {
    log("call");
    add({ ...invocation, millis: 5 }, 10);
    add({ ...request, millis: 12 }, 12);
    expect(requests.all).to.have.lengthOf(0);
    const [{ spans, logs }] = shown() as [ReturnType<typeof timeline>];
    expect(logs).to.deep.equal(["line"]);
    expect(spans.map(({ name, start, millis }) => [name, start, millis])).to.deep.equal([
      ["gateway", 0, 12],
      ["queue", 5, 0],
      ["getThing", 5, 5],
    ]);
  });

  it("are complete for the newest requests, whose numbers count the dropped ones", () => {
    for (let turn = 1; turn <= 2 * newest + 5; turn += 1) call(turn);
    const lines = shown();
    expect(lines.map(({ line }) => line.id)).to.deep.equal(Array.from({ length: 15 }, (_, index) => index + 11));
    expect(lines.every(({ logs, line }) => logs.length === 1 && line.function === invocation.label)).to.equal(true);
    expect([requests.dropped, requests.pending]).to.deep.equal([10, 0]);
  });

  it("are kept for requests without an answer while others are dropped", () => {
    log("slow call", "before\n");
    add({ ...invocation, trace: "1-slow", requestId: "slow call" });
    for (let turn = 1; turn <= 2 * newest; turn += 1) call(turn);
    add({ ...request, trace: "1-slow" });
    expect(shown().at(-1)!.logs).to.deep.equal(["before"]);
  });

  it("are grouped before the fact of an event, and when one is large", () => {
    call(1);
    add({
      kind: "event",
      trace: "1-1",
      eventId: "e",
      bus: "shop",
      source: "shop",
      detailType: "Created",
      text: "{}",
      rules: [],
      isScheduled: false,
    });
    expect([requests.all.length, requests.flows.of("1-1").length]).to.deep.equal([1, 1]);
    call(2);
    log("large", "a".repeat(10_000));
    expect(requests.all).to.have.lengthOf(2);
  });

  it("are grouped when they take 16 MB", () => {
    const body = Buffer.alloc(7_000);
    const many = new Backlog(requests, 10_000);
    for (let turn = 0; turn < 2_400; turn += 1) many.add({ at: 0, ...request, sent: { headers: [], body } }, 0);
    expect(requests.all.length).to.be.within(1, 1_000);
  });
});
