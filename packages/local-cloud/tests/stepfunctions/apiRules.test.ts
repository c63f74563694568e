import { expect } from "chai";
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineAliasCommand,
  DeleteStateMachineVersionCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  PublishStateMachineVersionCommand,
  SFNClient,
  StartExecutionCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
  type CreateStateMachineCommandInput,
} from "@aws-sdk/client-sfn";
import { startCaller, type Caller } from "../support/caller";
import { eventually } from "../support/eventually";

const roleArn = "arn:aws:iam::123456789012:role/open";
const resources = `
new aws.iam.Role("open", { name: "open", assumeRolePolicy: "{}" });
new aws.cloudwatch.LogGroup("machines", { name: "machines" });
`;
const arnOf = (name: string) => `arn:aws:states:eu-central-1:123456789012:stateMachine:${name}`;
const passing = (Result: string) =>
  JSON.stringify({ StartAt: "First", States: { First: { Type: "Pass", Result, End: true } } });

/** Errors and answers of LocalStack's snapshots `test_sfn_api*.snapshot.json`, which were recorded on AWS. */
describe("rules of Step Functions' operations", () => {
  let caller: Caller;
  let client: SFNClient;
  before(async () => {
    caller = await startCaller('[{ Effect: "Allow", Action: "states:*", Resource: "*" }]', resources);
    client = new SFNClient(caller.client);
  });
  after(async () => {
    client.destroy();
    await caller.started.stop();
  });

  const create = (name: string, more: Partial<CreateStateMachineCommandInput> = {}) =>
    client.send(new CreateStateMachineCommand({ name, roleArn, definition: passing("one"), ...more }));
  const failure = async (call: Promise<unknown>) => {
    const { name, message } = (await call.catch((thrown: Error) => thrown)) as Error;
    return [name, message];
  };

  const group = (name: string) => ({
    cloudWatchLogsLogGroup: { logGroupArn: `arn:aws:logs:eu-central-1:123456789012:log-group:${name}:*` },
  });
  const oneDestination = "Invalid Logging Configuration: Must specify exactly one Log Destination.";
  for (const [title, more, code, message] of [
    ["no destination", { loggingConfiguration: { level: "ALL" } }, "InvalidLoggingConfiguration", oneDestination],
    [
      "two destinations",
      { loggingConfiguration: { level: "ERROR", destinations: [group("a"), group("b")] } },
      "InvalidLoggingConfiguration",
      oneDestination,
    ],
    [
      "a destination that does not exist",
      { loggingConfiguration: { level: "ALL", destinations: [group("none")] } },
      "InvalidLoggingConfiguration",
      "Invalid Logging Configuration: Log Destination not found.",
    ],
    [
      "a customer's key without its id",
      { encryptionConfiguration: { type: "CUSTOMER_MANAGED_KMS_KEY" } },
      "InvalidEncryptionConfiguration",
      "Invalid Encryption Configuration: 'encryptionConfiguration.kmsKeyId is required for the type CUSTOMER_MANAGED_KMS_KEY'",
    ],
    [
      "a description without a version",
      { versionDescription: "first" },
      "ValidationException",
      "Version description can only be set when publish is true",
    ],
    [
      "a long name",
      { name: "n".repeat(81) },
      "ValidationException",
      `1 validation error detected: Value '${"n".repeat(81)}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 80`,
    ],
    ["a name with a space", { name: "a b" }, "InvalidName", "Invalid Name: 'a b'"],
    [
      "text that is not JSON",
      { definition: "{'a'}" },
      "InvalidDefinition",
      `Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: Unexpected character (''' (code 39)): was expecting double-quote to start field name\n at [Source: (String)"{'a'}"; line: 1, column: 3] at [Source: (String)"{'a'}"; line: 1, column: 3]'`,
    ],
  ] as const) {
    it(`CreateStateMachine rejects ${title}`, async () => {
      expect(await failure(create("rejected", more as Partial<CreateStateMachineCommandInput>))).to.deep.equal([
        code,
        message,
      ]);
    });
  }

  it("UpdateStateMachine needs a setting, and only a change makes a revision", async () => {
    const { stateMachineArn } = await create("revised");
    const revision = async () => (await client.send(new DescribeStateMachineCommand({ stateMachineArn }))).revisionId;
    expect(await revision()).to.equal(undefined);
    const update = (more: object) => client.send(new UpdateStateMachineCommand({ stateMachineArn, ...more }));
    expect(await failure(update({}))).to.deep.equal([
      "MissingRequiredParameter",
      "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified",
    ]);
    expect((await update({ definition: passing("one") })).revisionId).to.equal(undefined);
    const { revisionId } = await update({ definition: passing("two") });
    expect((await update({ definition: passing("two") })).revisionId).to.equal(revisionId);
    expect(await revision()).to.equal(revisionId);
    const loggingConfiguration = { level: "FATAL", destinations: [group("machines")] };
    expect((await update({ loggingConfiguration })).revisionId).to.not.equal(revisionId);
  });

  it("shows encryption and tracing as they were set", async () => {
    const encryptionConfiguration = { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: "key" } as const;
    const tracingConfiguration = { enabled: true };
    const { stateMachineArn } = await create("encrypted", { encryptionConfiguration, tracingConfiguration });
    const shown = async () => {
      const described = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
      return [described.encryptionConfiguration, described.tracingConfiguration];
    };
    const whole = { ...encryptionConfiguration, kmsDataKeyReusePeriodSeconds: 300 };
    expect(await shown()).to.deep.equal([whole, tracingConfiguration]);
    const own = { type: "AWS_OWNED_KEY" } as const;
    await client.send(new UpdateStateMachineCommand({ stateMachineArn, encryptionConfiguration: own }));
    expect(await shown()).to.deep.equal([own, tracingConfiguration]);
  });

  it("publishes one version of a machine that was never updated", async () => {
    const { stateMachineArn } = await create("published");
    const publish = (more: object = {}) =>
      client.send(new PublishStateMachineVersionCommand({ stateMachineArn, ...more }));
    const first = await publish();
    expect((await publish()).stateMachineVersionArn).to.equal(first.stateMachineVersionArn);
    expect(first.stateMachineVersionArn).to.equal(`${stateMachineArn!}:1`);
  });

  it("shows the variables that states refer to, for the machine and for an execution", async () => {
    const definition = JSON.stringify({
      StartAt: "Set",
      States: {
        Set: { Type: "Pass", Assign: { total: 1, list: [1], label: "$literal" }, Next: "Add" },
        Add: { Type: "Pass", Parameters: { "sum.$": "States.MathAdd($total, $list[0])", "all.$": "$" }, Next: "Check" },
        Check: {
          Type: "Choice",
          Choices: [{ Not: { Variable: "$total", NumericEqualsPath: "$list[0]" }, Next: "Each" }],
          Default: "Each",
        },
        Each: {
          Type: "Map",
          ItemsPath: "$list",
          ItemProcessor: {
            StartAt: "Query",
            States: {
              Query: {
                Type: "Pass",
                QueryLanguage: "JSONata",
                Output: "{% ($one := 1; $map($list, function($each) { $each + $one + $sum($total) })) %}",
                End: true,
              },
            },
          },
          End: true,
        },
      },
    });
    const { stateMachineArn } = await create("referring", { definition });
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input: "{}" }));
    const expected = {
      Add: ["list", "total"],
      Check: ["list", "total"],
      Each: ["list"],
      Query: ["list", "total"],
    };
    const machine = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    const running = await client.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(machine.variableReferences).to.deep.equal(expected);
    expect(running.variableReferences).to.deep.equal(expected);
    expect(running.loggingConfiguration).to.deep.equal({ includeExecutionData: false, level: "OFF" });
  });

  describe("an alias", () => {
    const machine = arnOf("aliased");
    const routes = (...list: (readonly [version: string, weight: number])[]) =>
      list.map(([version, weight]) => ({ stateMachineVersionArn: `${machine}${version}`, weight }));
    const alias = (routingConfiguration: ReturnType<typeof routes>, name = "live", description?: string) =>
      client.send(new CreateStateMachineAliasCommand({ name, description, routingConfiguration }));
    const item = (version: string, weight: number) =>
      `RoutingConfigurationListItem(stateMachineVersionArn=${machine}${version}, weight=${String(weight)})`;
    before(async () => {
      await create("aliased", { publish: true });
      await client.send(new UpdateStateMachineCommand({ stateMachineArn: machine, definition: passing("two") }));
      await client.send(new PublishStateMachineVersionCommand({ stateMachineArn: machine }));
      await alias(routes([":1", 100]));
    });

    const constraint = (value: string, at: string, rule: string) =>
      `1 validation error detected: Value '${value}' at '${at}' failed to satisfy constraint: ${rule}`;
    const pattern = "Member must satisfy regular expression pattern: ^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$";
    for (const [title, list, name, message] of [
      [
        "a machine",
        [["", 100]],
        "x",
        `Routing configuration must contain state machine version ARNs. Received: [${machine}]`,
      ],
      [
        "a version twice",
        [
          [":1", 50],
          [":1", 50],
        ],
        "x",
        `Routing configuration must contain distinct state machine version ARNs. Received: [${machine}:1, ${machine}:1]`,
      ],
      [
        "three versions",
        [
          [":1", 50],
          [":2", 30],
          [":3", 20],
        ],
        "x",
        constraint(
          `[${item(":1", 50)}, ${item(":2", 30)}, ${item(":3", 20)}]`,
          "routingConfiguration",
          "Member must have length less than or equal to 2",
        ),
      ],
      [
        "a weight above 100",
        [[":1", 101]],
        "x",
        constraint("101", "routingConfiguration.1.member.weight", "Member must have value less than or equal to 100"),
      ],
      [
        "a sum below 100",
        [
          [":1", 70],
          [":2", 29],
        ],
        "x",
        "Sum of routing configuration weights must equal 100. Received: [70, 29]",
      ],
      ["digits as name", [[":1", 100]], "123", constraint("123", "name", pattern)],
      ["a name with a sign", [[":1", 100]], "live!", constraint("live!", "name", pattern)],
      [
        "a long name",
        [[":1", 100]],
        "a".repeat(81),
        constraint("a".repeat(81), "name", "Member must have length less than or equal to 80"),
      ],
    ] as const) {
      it(`rejects ${title}`, async () => {
        expect(await failure(alias(routes(...list), name))).to.deep.equal(["ValidationException", message]);
      });
    }

    it("is created once: a repetition succeeds, a difference is a conflict", async () => {
      const conflict =
        "Failed to create alias because an alias with the same name and a different routing configuration already exists.";
      const first = await alias(routes([":1", 100]));
      expect(first.stateMachineAliasArn).to.equal(`${machine}:live`);
      expect(await failure(alias(routes([":2", 100])))).to.deep.equal(["ConflictException", conflict]);
      expect(await failure(alias(routes([":1", 100]), "live", "other"))).to.deep.equal(["ConflictException", conflict]);
    });

    it("rejects a version that does not exist, and keeps the versions that it uses", async () => {
      expect(await failure(alias(routes([":9", 100]), "x"))).to.deep.equal([
        "ResourceNotFound",
        "Request references a resource that does not exist.",
      ]);
      const used = new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${machine}:1` });
      expect(await failure(client.send(used))).to.deep.equal([
        "ConflictException",
        "Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [live]",
      ]);
      const unknown = new DeleteStateMachineAliasCommand({ stateMachineAliasArn: `${machine}:none` });
      expect(await client.send(unknown)).to.have.nested.property("$metadata.httpStatusCode", 200);
    });

    it("starts its version, which the execution and the lists of version and alias show", async () => {
      const { executionArn } = await client.send(
        new StartExecutionCommand({ stateMachineArn: `${machine}:live`, input: "{}" }),
      );
      const described = await client.send(new DescribeExecutionCommand({ executionArn }));
      expect(described.stateMachineAliasArn).to.equal(`${machine}:live`);
      expect(described.stateMachineVersionArn).to.equal(`${machine}:1`);
      const listed = async (stateMachineArn: string) =>
        (await client.send(new ListExecutionsCommand({ stateMachineArn }))).executions!.length;
      expect(await Promise.all([":live", ":1", ":2", ""].map((end) => listed(machine + end)))).to.deep.equal([
        1, 1, 0, 1,
      ]);
    });
  });

  it("pages reject values outside of AWS's limits", async () => {
    const at = (value: string, key: string, rule: string) => [
      "ValidationException",
      `1 validation error detected: Value '${value}' at '${key}' failed to satisfy constraint: Member must ${rule}`,
    ];
    const { stateMachineArn } = await create("paged");
    const list = (more: object) => client.send(new ListExecutionsCommand({ stateMachineArn, ...more }));
    const [long, longer] = ["t".repeat(1_025), "t".repeat(3_097)];
    expect(await failure(client.send(new ListStateMachinesCommand({ maxResults: 1_001 })))).to.deep.equal(
      at("1001", "maxResults", "have value less than or equal to 1000"),
    );
    expect(await failure(client.send(new ListStateMachinesCommand({ nextToken: long })))).to.deep.equal(
      at(long, "nextToken", "have length less than or equal to 1024"),
    );
    expect(await failure(list({ nextToken: longer }))).to.deep.equal(
      at(longer, "nextToken", "have length less than or equal to 3096"),
    );
    expect(await failure(list({ statusFilter: "succeeded" }))).to.deep.equal(
      at(
        "succeeded",
        "statusFilter",
        "satisfy enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]",
      ),
    );
  });

  it("an express execution has no operations", async () => {
    const { stateMachineArn } = await create("quick", { type: "EXPRESS" });
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input: "{}" }));
    expect(await failure(client.send(new DescribeExecutionCommand({ executionArn })))).to.deep.equal([
      "InvalidArn",
      "Invalid Arn: 'Resource type not valid in this context: express'",
    ]);
  });

  it("validation returns as many diagnostics as asked for", async () => {
    const definition = JSON.stringify({ StartAt: "None", States: { A: { Type: "Task" }, B: { Type: "Pass" } } });
    const [found] = await eventually(async () => [
      await client.send(new ValidateStateMachineDefinitionCommand({ definition, maxResults: 1 })),
    ]);
    expect([found!.result, found!.diagnostics!.length, found!.truncated]).to.deep.equal(["FAIL", 1, true]);
  });
});
