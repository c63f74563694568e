import { expect } from "chai";
import { causedBy } from "../../src/console/record/caused";
import { Requests, type RequestRecord } from "../../src/console/record/requests";
import type { FactDetails } from "../../src/kernel/facts/facts";
import type { BatchRecord, MappingBatchFact } from "../../src/kernel/facts/messageFacts";
import { invocation, request } from "../support/facts";

const record = (id: string, trace: string | undefined): BatchRecord => ({
  id,
  what: "INSERT",
  text: `{"id":"${id}"}`,
  trace,
});

const batch = (trace: string, records: readonly BatchRecord[]): MappingBatchFact => ({
  kind: "mappingBatch",
  trace,
  mapping: "mapping",
  functionName: "consumer",
  sourceArn: "arn:aws:sqs:eu-central-1:123456789012:queue",
  records,
});

const event = (trace: string, eventId = "e1"): FactDetails => ({
  kind: "event",
  trace,
  eventId,
  bus: "shop",
  source: "s",
  detailType: "Created",
  text: "{}",
  rules: [],
  isScheduled: false,
});

describe("the consequences of a request", () => {
  let told: RequestRecord[];
  let caused: number[];
  let requests: Requests;
  beforeEach(() => {
    told = [];
    caused = [];
    requests = new Requests(
      (recorded) => told.push(recorded),
      (id) => caused.push(id),
    );
  });
  const read = (fact: FactDetails, at = 0) => requests.read({ at: 1_000, ...fact }, at);
  const titles = (index = 0) => causedBy(told[index]!, requests).map(({ title, at }) => [at, title]);
  const answer = (trace: string, at = 10) => read({ ...request, trace, millis: 10 }, at);

  for (const [what, change, shown] of [
    ["an event of AWS that triggers a rule", { source: "aws.states", rules: ["alert"] }, ["Created on shop"]],
    ["no event of AWS that triggers none", { source: "aws.states" }, []],
    ["an event of the program that triggers none", {}, ["Created on shop"]],
  ] as const) {
    it(`contain ${what}`, () => {
      answer("1-a");
      read({ ...event("1-a"), ...change }, 20);
      expect(causedBy(told[0]!, requests).map(({ title }) => title)).to.deep.equal(shown);
    });
  }

  it("contain records, the calls with them, and what these cause, in the order of time", () => {
    answer("1-a");
    read(batch("1-b", [record("1", "1-a")]), 20);
    read({ ...invocation, trace: "1-b", label: "consumer", requestId: "c", millis: 5 }, 30);
    read(event("1-b"), 28);
    read(batch("1-c", [record("2", "1-b")]), 40);
    read({ ...invocation, trace: "1-c", label: "second", requestId: "d", millis: 1 }, 50);
    expect(titles()).to.deep.equal([
      [20, "INSERT record to mapping"],
      [25, "consumer"],
      [28, "Created on shop"],
      [40, "INSERT record to mapping"],
      [49, "second"],
    ]);
    expect([...new Set(caused)]).to.deep.equal([1]);
  });

  it("contain only the request's own records of a shared batch", () => {
    answer("1-a");
    answer("1-b");
    read(batch("1-c", [record("1", "1-a"), record("2", "1-b"), record("3", undefined)]), 20);
    const keysOf = (index: number) => causedBy(told[index]!, requests).map(({ details }) => details[0]![1]);
    expect([keysOf(0), keysOf(1)]).to.deep.equal([['{"id":"1"}'], ['{"id":"2"}']]);
    expect(caused).to.deep.equal([1, 2]);
  });

  it("contain calls by services and of an authorizer, and not the call that answers the request", () => {
    read({ ...invocation, trace: "1-a", label: "authorizer", requestId: "x" }, 2);
    read({ ...invocation, trace: "1-a", label: "target", requestId: "y", caller: "events.amazonaws.com" }, 3);
    read({ ...invocation, trace: "1-a", label: "own", requestId: "z", caller: "apigateway.amazonaws.com" }, 5);
    answer("1-a");
    read({ ...invocation, trace: "1-a", label: "late", requestId: "w" }, 20);
    expect(told[0]!.invocation!.fact.label).to.equal("own");
    expect(titles().map(([, title]) => title)).to.deep.equal(["target", "authorizer", "late"]);
  });

  it("contain messages, their deliveries, and executions", () => {
    answer("1-a");
    const topic = { topic: "news", topicName: "news", messageId: "m" };
    read({ kind: "notification", trace: "1-a", ...topic, bytes: 1, subject: "s", message: "x", endpoints: [] }, 20);
    const delivery = { subscriptionArn: "s", reason: "no such queue", isDeadLettered: undefined };
    const endpoint = "arn:aws:sqs:eu-central-1:123456789012:orders";
    read(
      { kind: "topicDelivery", trace: "1-a", ...topic, ...delivery, protocol: "sqs", endpoint, outcome: "failed" },
      21,
    );
    const machine = { machineArn: "m", machineName: "machine", executionArn: "e", startsTrace: false, isChild: false };
    const execution = { ...machine, millis: undefined, input: "{}" };
    const end = { output: undefined, error: "E", cause: "c" };
    read({ kind: "execution", trace: "1-a", ...execution, ...end, status: "FAILED" }, 22);
    expect(causedBy(told[0]!, requests).map(({ title, failed }) => [title, failed])).to.deep.equal([
      ["message on news", false],
      ["news → sqs orders", true],
      ["machine FAILED", true],
    ]);
  });

  it("end where traces cause each other", () => {
    answer("1-a");
    read(batch("1-b", [record("1", "1-a"), record("2", "1-b")]), 20);
    expect(titles()).to.have.length(2);
  });

  it("stay bounded", () => {
    answer("1-a");
    for (let index = 0; index < 10_000; index += 1) read(event("1-a", String(index)), 20);
    expect(titles()).to.have.length(100);
    for (let index = 0; index < 10_000; index += 1) read(batch(`1-b${index}`, [record("1", "1-a")]), 30);
    expect(titles().length).to.be.at.most(150);
  });
});
