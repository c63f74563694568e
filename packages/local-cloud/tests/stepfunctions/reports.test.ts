import { expect } from "chai";
import { MachineScene, one } from "./support";

type Entry = Readonly<Record<string, any>>;

const failing = { Type: "Fail", Error: "SomeFailure", Cause: "on purpose" };

/** Logs and events of executions (LocalStack's snapshots `test_logs` and `test_event_bridge_events_base`). */
describe("an execution", () => {
  let machines: MachineScene;
  let lines: string[] = [];
  before(async () => {
    machines = await MachineScene.open({
      resources: {
        all: { type: "logGroup" },
        changes: { type: "queue" },
        rule: {
          type: "rule",
          EventPattern: '{"source":["aws.states"]}',
          Targets: [{ Id: "changes", Arn: "{{arn:changes}}" }],
        },
      },
    });
    machines.scene.cloud.facts.read((fact) => {
      if (fact.kind === "log" && fact.source === machines.scene.propertyOf("name", "all")) lines.push(fact.text);
    });
  });
  beforeEach(() => (lines = []));
  after(() => machines.stop());

  const logged = async (definition: object, configuration: object, { input = {}, type = "EXPRESS" } = {}) => {
    const group = machines.scene.propertyOf("name", "all");
    const logGroupArn = `arn:aws:logs:us-east-1:123456789012:log-group:${group}:*`;
    const destinations = [{ cloudWatchLogsLogGroup: { logGroupArn } }];
    const loggingConfiguration = { destinations, ...configuration };
    const machine = await machines.create(definition, { type, loggingConfiguration });
    const started = await machines.start(machine, input);
    if (type === "STANDARD") await machines.ended(started);
    else await machines.scene.clock.pass(100);
    return lines.map((text) => JSON.parse(text) as Entry);
  };

  for (const [level, types] of [
    ["ALL", ["ExecutionStarted", "FailStateEntered", "ExecutionFailed"]],
    ["ERROR", ["FailStateEntered", "ExecutionFailed"]],
    ["FATAL", ["ExecutionFailed"]],
    ["OFF", []],
  ] as const) {
    for (const type of ["STANDARD", "EXPRESS"]) {
      it(`of the type ${type} logs the events of the level ${level}`, async () => {
        const entries = await logged(one({ ...failing, End: undefined }), { level }, { type });
        expect(entries.map((entry) => entry["type"] as string)).to.deep.equal(types);
      });
    }
  }

  it("logs errors and causes but no data without includeExecutionData", async () => {
    const [started, entered, failed] = await logged(one({ ...failing, End: undefined }), { level: "ALL" });
    expect([started!["details"], entered!["details"], failed!["details"]]).to.deep.equal([
      { roleArn: machines.scene.roleArn },
      { name: "S" },
      { error: "SomeFailure", cause: "on purpose" },
    ]);
    expect(Object.keys(started!)).to.have.members([
      ...["id", "type", "details", "previous_event_id", "event_timestamp", "execution_arn", "redrive_count"],
    ]);
  });

  it("logs data with includeExecutionData, and cuts texts above 248 KB", async () => {
    const configuration = { level: "ALL", includeExecutionData: true };
    const text = "\n".repeat(100_000);
    const pass = { Type: "Pass", Parameters: { "text.$": "$.text", more: text } };
    const entries = await logged(one(pass), configuration, { input: { text: "short" } });
    expect(entries[0]!["details"]).to.deep.equal({
      ...{ input: '{"text":"short"}', inputDetails: { truncated: false }, roleArn: machines.scene.roleArn },
    });
    const { output, outputDetails } = entries[2]!["details"] as { output: string; outputDetails: object };
    expect(outputDetails).to.deep.equal({ truncated: true });
    expect(JSON.stringify(output).length - 2).to.be.within(248 * 1_024 - 3, 248 * 1_024);
    expect(JSON.stringify({ text: "short", more: text })).to.satisfy((whole: string) => whole.startsWith(output));
  });

  const changes = async (count: number) => {
    const found: Entry[] = [];
    const QueueUrl = machines.scene.propertyOf("url", "changes");
    const input = { QueueUrl, WaitTimeSeconds: 1, MaxNumberOfMessages: 10 };
    for (let polls = 0; found.length < count && polls < 10; polls += 1) {
      const answer = machines.call<{ Messages?: { Body: string; ReceiptHandle: string }[] }>(
        "sqs:ReceiveMessage",
        input,
      );
      for (const { Body, ReceiptHandle } of (await machines.scene.clock.until(answer)).Messages ?? []) {
        await machines.call("sqs:DeleteMessage", { QueueUrl, ReceiptHandle });
        found.push(JSON.parse(Body) as Entry);
      }
    }
    return found;
  };

  it("sends an event for each change of its status, with all members", async () => {
    await changes(1_000);
    const machine = await machines.create(one({ Type: "Pass", Result: 7 }));
    const execution = await machines.start(machine, { a: 1 });
    await machines.ended(execution);
    const [running, succeeded] = await changes(2);
    const { detail, resources, source } = running!;
    expect([source, running!["detail-type"], resources]).to.deep.equal([
      ...["aws.states", "Step Functions Execution Status Change", [execution]],
    ]);
    const { startDate, name } = detail as { startDate: number; name: string };
    expect([typeof startDate, execution.split(":").at(-1)]).to.deep.equal(["number", name]);
    const common = {
      ...{
        executionArn: execution,
        stateMachineArn: machine,
        name,
        startDate,
        input: '{"a":1}',
        error: null,
        cause: null,
      },
      ...{ stateMachineVersionArn: null, stateMachineAliasArn: null, redriveCount: 0, redriveDate: null },
      ...{ redriveStatus: "NOT_REDRIVABLE", inputDetails: { included: true } },
    };
    expect(detail).to.deep.equal({
      ...{ ...common, status: "RUNNING", stopDate: null, output: null, outputDetails: null },
      redriveStatusReason: "Execution is RUNNING and cannot be redriven",
    });
    const { stopDate } = succeeded!["detail"] as { stopDate: number };
    expect(succeeded!["detail"]).to.deep.equal({
      ...{ ...common, status: "SUCCEEDED", stopDate, output: "7", outputDetails: { included: true } },
      redriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
    });
  });

  it("sends error and cause of its failure", async () => {
    await changes(1_000);
    await machines.run(one({ ...failing, End: undefined }));
    const [, failed] = await changes(2);
    expect(failed!["detail"]).to.deep.include({
      ...{ status: "FAILED", error: "SomeFailure", cause: "on purpose", output: null, outputDetails: null },
      ...{ redriveStatus: "REDRIVABLE", redriveStatusReason: null },
    });
  });

  it("sends no input above 248 KB", async () => {
    await changes(1_000);
    await machines.run(one({ Type: "Pass", Result: 1 }), "\n".repeat(100_000));
    const [, succeeded] = await changes(2);
    expect(succeeded!["detail"]).to.deep.include({
      ...{ input: null, inputDetails: { included: false }, output: "1", outputDetails: { included: true } },
    });
  });

  it("of an express machine sends no event", async () => {
    await changes(1_000);
    await machines.start(await machines.create(one({ Type: "Pass" }), { type: "EXPRESS" }));
    await machines.scene.clock.pass(100);
    expect(await changes(1)).to.deep.equal([]);
  });
});
