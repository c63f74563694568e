import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListTagsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { MovedClock } from "../../src/testing/movedClock";
import { startCaller, type Caller } from "../support/caller";

const program = `
const queue = new aws.sqs.Queue("queue", { name: "queue" });
new aws.sqs.Queue("other", { name: "other" });
new aws.sqs.Queue("short", { name: "short", visibilityTimeoutSeconds: 2 });
new aws.lambda.EventSourceMapping("declared", { eventSourceArn: queue.arn, functionName: fn.name, tags: { team: "orders" } });
`;
const statements = `[
  { Effect: "Allow", Action: ["lambda:*", "sqs:*"], Resource: "*" },
  { Effect: "Deny", Action: "lambda:DeleteEventSourceMapping", Resource: "*:event-source-mapping:00000000-*" },
]`;
const arnOf = (name: string) => `arn:aws:sqs:eu-central-1:123456789012:${name}`;

describe("event source mappings by the SDK", () => {
  const clock = new MovedClock(Date.parse("2026-07-10T12:00:00Z"));
  let caller: Caller;
  let client: LambdaClient;
  let functionName: string;

  before(async () => {
    caller = await startCaller(statements, program, { clock });
    client = new LambdaClient(caller.client);
    const { resources } = caller.started.cloud.program;
    functionName = String(resources.find(({ type }) => type === "aws:lambda/function:Function")!.state["name"]);
  });

  after(async () => {
    client.destroy();
    await caller.started.stop();
  });

  const create = (more: Partial<CreateEventSourceMappingCommandInput> = {}) =>
    client.send(
      new CreateEventSourceMappingCommand({ EventSourceArn: arnOf("other"), FunctionName: functionName, ...more }),
    );
  const codeOf = async (promise: Promise<unknown>) => {
    try {
      await promise;
      return undefined;
    } catch (error) {
      return `${(error as Error).name}: ${(error as Error).message}`;
    }
  };
  const list = async (filters: object = {}) => {
    const { EventSourceMappings = [] } = await client.send(new ListEventSourceMappingsCommand(filters));
    return EventSourceMappings.map(({ EventSourceArn }) => EventSourceArn);
  };

  it("passes through the states of creation, update, disabling and deletion", async () => {
    const { UUID, State, $metadata } = await create({ BatchSize: 3 });
    expect([State, $metadata.httpStatusCode]).to.deep.equal(["Creating", 202]);
    const stateOf = async () => (await client.send(new GetEventSourceMappingCommand({ UUID }))).State;
    const update = (more: object) => client.send(new UpdateEventSourceMappingCommand({ UUID, ...more }));
    const busy = "ResourceInUseException: Cannot update the event source mapping because it is in use.";
    expect(await codeOf(update({ BatchSize: 4 }))).to.equal(busy);
    await clock.advance(500);
    expect(await stateOf()).to.equal("Enabled");
    const updated = await update({ BatchSize: 4, FilterCriteria: { Filters: [{ Pattern: '{"body":["a"]}' }] } });
    expect(updated).to.deep.include({ State: "Updating", BatchSize: 4, EventSourceArn: arnOf("other") });
    expect(updated.FilterCriteria).to.deep.equal({ Filters: [{ Pattern: '{"body":["a"]}' }] });
    await clock.advance(500);
    expect((await update({ Enabled: false, FilterCriteria: {} })).State).to.equal("Disabling");
    await clock.advance(500);
    const disabled = await client.send(new GetEventSourceMappingCommand({ UUID }));
    expect([disabled.State, disabled.FilterCriteria]).to.deep.equal(["Disabled", undefined]);
    const deleted = await client.send(new DeleteEventSourceMappingCommand({ UUID }));
    expect(deleted.State).to.equal("Deleting");
    expect(await stateOf()).to.equal("Deleting");
    await clock.advance(500);
    expect(await codeOf(stateOf())).to.equal("ResourceNotFoundException: The resource you requested does not exist.");
  });

  it("lists declared and created mappings by source and by function", async () => {
    const { UUID } = await create({ Enabled: false });
    expect(await list()).to.deep.equal([arnOf("queue"), arnOf("other")]);
    expect(await list({ EventSourceArn: arnOf("other") })).to.deep.equal([arnOf("other")]);
    const functionArn = `arn:aws:lambda:eu-central-1:123456789012:function:${functionName}`;
    expect(await list({ FunctionName: functionArn })).to.have.length(2);
    expect(await list({ FunctionName: `${functionName}:live` })).to.deep.equal([]);
    const first = await client.send(new ListEventSourceMappingsCommand({ MaxItems: 1 }));
    expect(first.EventSourceMappings).to.have.length(1);
    expect(await list({ Marker: first.NextMarker })).to.deep.equal([arnOf("other")]);
    await clock.advance(500);
    await client.send(new DeleteEventSourceMappingCommand({ UUID }));
    await clock.advance(500);
  });

  const violation = (value: unknown, member: string, rule: string) =>
    `ValidationException: 1 validation error detected: Value '${String(value)}' at '${member}' failed to satisfy constraint: Member must ${rule}`;
  const below = (value: number, member: string, least: number) =>
    violation(value, member, `have value greater than or equal to ${least}`);
  const above = (value: number, member: string, most: number) =>
    violation(value, member, `have value less than or equal to ${most}`);
  const invalid = "InvalidParameterValueException: ";
  const unknownStream = {
    EventSourceArn: "arn:aws:dynamodb:eu-central-1:123456789012:table/none/stream/2026-01-01T00:00:00.000",
    StartingPosition: "LATEST",
  } as const;
  const refused: readonly (readonly [input: object, expected: string])[] = [
    [{ BatchSize: 0 }, below(0, "batchSize", 1)],
    [{ BatchSize: 10_001 }, above(10_001, "batchSize", 10_000)],
    [{ BatchSize: 1.5 }, "SerializationException: BatchSize: 1.5 can not be converted to an Integer"],
    [{ Enabled: "yes" }, 'SerializationException: Enabled: "yes" can not be converted to a Boolean'],
    [
      { BatchSize: 11 },
      `${invalid}Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10`,
    ],
    [{ MaximumBatchingWindowInSeconds: -1 }, below(-1, "maximumBatchingWindowInSeconds", 0)],
    [{ MaximumBatchingWindowInSeconds: 301 }, above(301, "maximumBatchingWindowInSeconds", 300)],
    [{ ScalingConfig: { MaximumConcurrency: 0 } }, below(0, "scalingConfig.maximumConcurrency", 2)],
    [{ ScalingConfig: { MaximumConcurrency: 1_001 } }, above(1_001, "scalingConfig.maximumConcurrency", 1_000)],
    [{ ...unknownStream, ParallelizationFactor: 0 }, below(0, "parallelizationFactor", 1)],
    [{ ...unknownStream, ParallelizationFactor: 11 }, above(11, "parallelizationFactor", 10)],
    [{ ...unknownStream, MaximumRetryAttempts: -2 }, below(-2, "maximumRetryAttempts", -1)],
    [{ ...unknownStream, MaximumRecordAgeInSeconds: 604_801 }, above(604_801, "maximumRecordAgeInSeconds", 604_800)],
    [{ ...unknownStream, TumblingWindowInSeconds: 901 }, above(901, "tumblingWindowInSeconds", 900)],
    [unknownStream, `${invalid}Stream not found: ${unknownStream.EventSourceArn}`],
    [{ EventSourceArn: undefined }, `${invalid}Unrecognized event source.`],
    [{ FunctionName: undefined }, violation("null", "functionName", "not be null").replace("'null'", "null")],
    [{ FunctionName: "none" }, `${invalid}Function does not exist`],
    [
      { EventSourceArn: arnOf("none") },
      `${invalid}Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.`,
    ],
    [
      { EventSourceArn: arnOf("short") },
      `${invalid}Queue visibility timeout: 2 seconds is less than Function timeout: 3 seconds`,
    ],
    [{ FilterCriteria: { Filters: [{}] } }, `${invalid}Invalid filter pattern definition.`],
    [
      { KMSKeyArn: "key" },
      violation("key", "kMSKeyArn", "satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()"),
    ],
    [{ Topics: ["topic"] }, `${invalid}Unsupported Topics parameter for given event source mapping type.`],
    [
      { EventSourceArn: "arn:aws:kinesis:eu-central-1:123456789012:stream/s", StartingPosition: "LATEST" },
      "NotEmulatedException: the local cloud does not emulate event source mappings of arn:aws:kinesis:eu-central-1:123456789012:stream/s",
    ],
  ];
  for (const [input, expected] of refused) {
    it(`refuses ${JSON.stringify(input)}`, async () => {
      expect(await codeOf(create(input))).to.equal(expected);
    });
  }

  it("refuses an unknown qualifier, and a second mapping of a queue by another form of the function's name", async () => {
    expect(await codeOf(create({ FunctionName: `${functionName}:none` }))).to.equal(
      `${invalid}Function does not exist`,
    );
    const FunctionName = `123456789012:function:${functionName}`;
    expect(await codeOf(create({ EventSourceArn: arnOf("queue"), FunctionName }))).to.match(
      /^ResourceConflictException: An event source mapping with SQS arn \(" \S+:queue "\) and function \(" \S+ "\) already exists\. Please update or delete the existing mapping with UUID \S+$/,
    );
  });

  it("refuses invalid changes with the same words", async () => {
    const { EventSourceMappings = [] } = await client.send(new ListEventSourceMappingsCommand({}));
    const { UUID } = EventSourceMappings[0]!;
    const update = (more: object) => codeOf(client.send(new UpdateEventSourceMappingCommand({ UUID, ...more })));
    expect(await update({ BatchSize: 0 })).to.equal(below(0, "batchSize", 1));
    expect(await update({ FunctionName: "none" })).to.equal(`${invalid}Function does not exist`);
    expect(await update({ DestinationConfig: { OnFailure: { Destination: arnOf("other") } } })).to.equal(
      `${invalid}Unsupported DestinationConfig parameter for given event source mapping type.`,
    );
  });

  it("keeps tags of declared and created mappings", async () => {
    const { EventSourceMappings = [] } = await client.send(new ListEventSourceMappingsCommand({}));
    const Resource = EventSourceMappings[0]!.EventSourceMappingArn!;
    const tags = async (resource = Resource) => (await client.send(new ListTagsCommand({ Resource: resource }))).Tags;
    expect(await tags()).to.deep.equal({ team: "orders" });
    const tag = (Tags: Record<string, string>) => client.send(new TagResourceCommand({ Resource, Tags }));
    expect((await tag({ a: "1", b: "" })).$metadata.httpStatusCode).to.equal(204);
    await client.send(new UntagResourceCommand({ Resource, TagKeys: ["team", "none"] }));
    expect(await tags()).to.deep.equal({ a: "1", b: "" });
    const reserved = "InvalidParameterValueException: aws: prefixed tag key names are not allowed for external use.";
    expect(await codeOf(tag({ "aws:x": "1" }))).to.equal(reserved);
    expect(await codeOf(create({ Tags: { "aws:x": "1" } }))).to.equal(reserved);
    const many = Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`key${index}`, "1"]));
    expect(await codeOf(tag(many))).to.equal(
      "InvalidParameterValueException: Number of tags exceeds resource tag limit.",
    );
    expect(await codeOf(tags(Resource.replace(/[^:]+$/, "00000000-0000-4000-8000-000000000000")))).to.equal(
      "ResourceNotFoundException: The resource you requested does not exist.",
    );
    const fn = `arn:aws:lambda:eu-central-1:123456789012:function:${functionName}`;
    expect(await codeOf(tags(fn))).to.equal(`NotEmulatedException: the local cloud does not emulate tags of ${fn}`);
    const { UUID, EventSourceMappingArn } = await create({ Enabled: false, Tags: { c: "2" } });
    expect(await tags(EventSourceMappingArn)).to.deep.equal({ c: "2" });
    await clock.advance(500);
    await client.send(new DeleteEventSourceMappingCommand({ UUID }));
    await clock.advance(500);
  });

  it("refuses a caller whose role does not allow the action on the mapping", async () => {
    const UUID = "00000000-3f1a-4f0b-9a55-0d6f4c1b2a3d";
    expect(await codeOf(client.send(new DeleteEventSourceMappingCommand({ UUID })))).to.match(
      /^AccessDeniedException: .+lambda:DeleteEventSourceMapping/,
    );
  });
});
