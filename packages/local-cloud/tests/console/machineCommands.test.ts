import { expect } from "chai";
import { commandHeaders } from "../../src/console/commands/commandToken";
import type { ExecutionDetail, MachineDetail } from "../../src/console/views/machineWire";
import type { Architecture, RequestLine, Timeline } from "../../src/console/wire";
import { ScaledClock } from "../../src/kernel/clock";
import type { MachineState } from "../../src/kernel/interfaces/machineContents";
import { startProgram, type TestCloud } from "../support/cloud";
import { eventually } from "../support/eventually";
import { machineProgram, startUrl } from "./machineProgram";

describe("commands and answers of the console about state machines", function () {
  let small: TestCloud;
  before(async function () {
    this.timeout(60_000);
    small = await startProgram(machineProgram, [], { clock: new ScaledClock(60) });
  });
  after(() => small?.stop());

  const origin = () => new URL(small.apiUrl).origin;
  const flow = "arn:aws:states:eu-central-1:123456789012:stateMachine:flow";
  const quick = "arn:aws:states:eu-central-1:123456789012:stateMachine:quick";
  const ask = async <T>(path: string) => {
    const response = await fetch(`${origin()}/_local/${path}`);
    return (response.ok ? await response.json() : undefined) as T;
  };
  const command = async (body: object) => {
    const sent = { method: "POST", headers: await commandHeaders(origin()), body: JSON.stringify(body) };
    const response = await fetch(`${origin()}/_local/machines`, sent);
    return { status: response.status, text: await response.text() };
  };
  const start = async (mode: string, machine = flow) => {
    const { text } = await command({ do: "start", machine, input: JSON.stringify({ mode, items: [1, 2] }) });
    return (JSON.parse(text) as { execution: string }).execution;
  };
  const execution = (arn: string) => ask<ExecutionDetail>(`executions/${encodeURIComponent(arn)}`);
  const inStatus = (arn: string, status: string) =>
    eventually(async () => {
      const found = await execution(arn);
      return found.status === status ? [found] : [];
    }).then(([found]) => found!);
  const waiting = (arn: string) =>
    eventually(async () => (await execution(arn)).steps.flatMap(({ token }) => token ?? [])).then(([token]) => token!);

  const refused: [body: object, sentence: string | RegExp][] = [
    [{}, 'do must be "start", "stop", "redrive", "success" or "failure", not undefined'],
    [{ do: "toString" }, 'do must be "start", "stop", "redrive", "success" or "failure", not "toString"'],
    [{ do: "start" }, "machine must be a string"],
    [{ do: "start", machine: "nothing" }, "InvalidArn: Invalid Arn: 'Invalid ARN prefix: nothing'"],
    [{ do: "start", machine: `${flow}x` }, `StateMachineDoesNotExist: State Machine Does Not Exist: '${flow}x'`],
    [{ do: "start", machine: flow, input: "{" }, /^InvalidExecutionInput: Invalid State Machine Execution Input: /],
    [{ do: "start", machine: flow, name: "a b" }, "InvalidName: Invalid Name: 'a b'"],
    [{ do: "stop", execution: "nothing" }, 'there is no execution "nothing"'],
    [{ do: "redrive", execution: "nothing" }, 'there is no execution "nothing"'],
    [{ do: "success", token: "nothing", output: "{}" }, "InvalidToken: Invalid Token: 'Invalid token'"],
    [{ do: "success", token: "nothing", output: "{" }, "InvalidToken: Invalid Token: 'Invalid token'"],
    [{ do: "failure", token: "nothing" }, "InvalidToken: Invalid Token: 'Invalid token'"],
  ];
  for (const [body, sentence] of refused) {
    it(`reject ${JSON.stringify(body)} with a sentence`, async () => {
      const { status, text } = await command(body);
      expect(status).to.equal(400);
      if (typeof sentence === "string") expect(text).to.equal(`${sentence}\n`);
      else expect(text).to.match(sentence);
    });
  }

  it("answer 404 for an unknown machine or execution", async () => {
    for (const path of ["machines/nothing", "executions/nothing"]) {
      expect((await fetch(`${origin()}/_local/${path}`)).status).to.equal(404);
    }
  });

  it("list the machines with the numbers of their executions, express ones included", async () => {
    const arn = await start("once", quick);
    await inStatus(arn, "SUCCEEDED");
    const machines = await ask<MachineState[]>("machines");
    const found = machines.find(({ name }) => name === "quick")!;
    expect(found).to.deep.equal({
      ...{ arn: quick, name: "quick", type: "EXPRESS" },
      counts: { running: 0, succeeded: 1, failed: 0, timedOut: 0, aborted: 0 },
    });
    const { executions } = await ask<MachineDetail>(`machines/${encodeURIComponent(quick)}`);
    expect(executions.map((each) => [each.arn, each.status])).to.deep.equal([[arn, "SUCCEEDED"]]);
  });

  it("show the path of an execution with its attempts and iterations", async () => {
    const { steps, visits, request } = await inStatus(await start("once"), "SUCCEEDED");
    expect(request).to.equal(undefined);
    expect(steps.map(({ name, iteration, status }) => [name, iteration, status])).to.deep.equal([
      ["Choose", undefined, "succeeded"],
      ["Work", undefined, "succeeded"],
      ["Each", undefined, "succeeded"],
      ["Item", 0, "succeeded"],
      ["Item", 1, "succeeded"],
    ]);
    const [, work, each, item] = steps;
    expect(work!.attempts.map(({ failed, error }) => [failed, error])).to.deep.equal([
      [true, "TypeError"],
      [false, undefined],
    ]);
    expect([item!.parent, item!.input, item!.assigned]).to.deep.equal([each!.id, "1", [["seen", "1"]]]);
    expect(visits["Item"]).to.deep.equal({ succeeded: 2 });
  });

  it("end a waiting task with its token", async () => {
    const accepted = await start("ask");
    const token = await waiting(accepted);
    expect(await command({ do: "success", token, output: '{"by":"me"}' })).to.include({ status: 200 });
    const { steps } = await inStatus(accepted, "SUCCEEDED");
    const { answer } = JSON.parse(steps.find(({ name }) => name === "Approve")!.output!) as { answer: object };
    expect(answer).to.deep.equal({ by: "me" });
    const denied = await start("ask");
    await command({ do: "failure", token: await waiting(denied), error: "Denied", cause: "no" });
    const path = (await inStatus(denied, "SUCCEEDED")).steps.map(({ name, status }) => [name, status]);
    expect(path).to.deep.equal([
      ["Choose", "succeeded"],
      ["Approve", "caught"],
      ["Denied", "succeeded"],
    ]);
  });

  it("stop an execution once", async () => {
    const arn = await start("ask");
    await waiting(arn);
    expect(await command({ do: "stop", execution: arn })).to.include({ status: 200 });
    const { status, steps } = await execution(arn);
    expect([status, steps.at(-1)!.status]).to.deep.equal(["ABORTED", "aborted"]);
    const { text } = await command({ do: "stop", execution: arn });
    expect(text).to.equal("the execution is ABORTED: only a running one can be stopped\n");
  });

  it("redrive a failed execution at its failed state", async () => {
    const arn = await start("never");
    const failed = await inStatus(arn, "FAILED");
    expect([failed.isRedrivable, failed.steps.at(-1)!.status, failed.error]).to.deep.equal([
      true,
      "failed",
      "TypeError",
    ]);
    await command({ do: "redrive", execution: arn });
    const again = await inStatus(arn, "FAILED");
    expect([again.redriveCount, again.steps.map(({ name }) => name)]).to.deep.equal([1, ["Choose", "Work"]]);
    expect(again.steps.at(-1)!.attempts).to.have.length(4);
  });

  it("continue the timeline of a request into the execution and its tasks", async () => {
    const answer = await fetch(`${startUrl(small)}/once`, { method: "POST" });
    const arn = await answer.text();
    expect(arn).to.match(/^arn:/);
    const [request] = await eventually(async () => {
      const found = await inStatus(arn, "SUCCEEDED");
      return found.request === undefined ? [] : [found.request];
    });
    const caused = await eventually(async () => {
      const steps = (await ask<Timeline>(`requests/${request!}`)).caused;
      return steps.some(({ title }) => title === "flow SUCCEEDED") ? steps : [];
    });
    // The steps of the last milliseconds are ordered by real time.
    expect(caused.map(({ kind, title, failed }) => [kind, title, failed])).to.have.deep.members([
      ["service", "states StartExecution", false],
      ["execution", "flow RUNNING", false],
      ["call", "worker", true],
      ["call", "worker", false],
      ["execution", "flow SUCCEEDED", false],
    ]);
    const [end] = caused.filter(({ title }) => title === "flow SUCCEEDED");
    expect(end!.link).to.equal(`machines/flow/${encodeURIComponent(arn)}`);
    const { line } = await ask<{ line: RequestLine }>(`requests/${request!}`);
    expect(line.path).to.equal("/test/once");
  });

  it("draw the machine with its callers, its targets and the topic of its alarm", async () => {
    const { nodes, edges } = await ask<Architecture>("architecture");
    const labelOf = (urn: string) => nodes.find((node) => node.urn === urn)!.label;
    const drawn = edges.map(({ from, to, label }) => [labelOf(from), labelOf(to), label]);
    expect(drawn.filter((edge) => edge.includes("flow"))).to.have.deep.members([
      ["fn", "flow", "StartExecution"],
      ["direct", "flow", "POST /run"],
      ["flow", "worker", "InvokeFunction"],
      ["flow", "fn", "InvokeFunction"],
      ["flow", "questions", "SendMessage"],
      ["flow", "alarmed", "alarms"],
    ]);
    expect(nodes.find(({ label }) => label === "flow")!.alarms).to.deep.equal(["flow-failed"]);
  });
});
