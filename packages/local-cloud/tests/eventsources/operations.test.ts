import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { MovedClock } from "../../src/testing/movedClock";
import { startCaller, type Caller } from "../support/caller";

const program = `
const queue = new aws.sqs.Queue("queue", { name: "queue" });
new aws.sqs.Queue("other", { name: "other" });
new aws.lambda.EventSourceMapping("declared", { eventSourceArn: queue.arn, functionName: fn.name });
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

  const refused: readonly [title: string, input: Partial<CreateEventSourceMappingCommandInput>, expected: RegExp][] = [
    ["a second mapping of a source", { EventSourceArn: arnOf("queue") }, /^ResourceConflictException: .+ with UUID .+/],
    ["an unknown function", { FunctionName: "none" }, /^InvalidParameterValueException: Function does not exist$/],
    ["an unknown queue", { EventSourceArn: arnOf("none") }, /^InvalidParameterValueException: .+does not exist\.$/],
    ["a batch without a window", { BatchSize: 11 }, /^InvalidParameterValueException: Maximum batch window/],
    [
      "a large batch",
      { BatchSize: 10_001 },
      /^ValidationException: 1 validation error detected: Value '10001' at 'batch/,
    ],
    ["a negative window", { MaximumBatchingWindowInSeconds: -1 }, /^ValidationException: .+maximumBatchingWindow/],
    ["a broken filter", { FilterCriteria: { Filters: [{ Pattern: "{" }] } }, /: Invalid filter pattern definition\.$/],
    [
      "a start at a time on a table's stream",
      {
        EventSourceArn: "arn:aws:dynamodb:eu-central-1:123456789012:table/t/stream/2026-01-01T00:00:00.000",
        StartingPosition: "AT_TIMESTAMP",
        StartingPositionTimestamp: new Date(0),
      },
      /^InvalidParameterValueException: Unsupported starting position for arn type: arn:aws:dynamodb:\S+:table\/t\/stream\/\S+$/,
    ],
    ["a tumbling window", { TumblingWindowInSeconds: 3 }, /does not emulate tumbling windows/],
  ];
  for (const [title, input, expected] of refused) {
    it(`refuses ${title}`, async () => {
      expect(await codeOf(create(input))).to.match(expected);
    });
  }

  it("refuses a caller whose role does not allow the action on the mapping", async () => {
    const UUID = "00000000-3f1a-4f0b-9a55-0d6f4c1b2a3d";
    expect(await codeOf(client.send(new DeleteEventSourceMappingCommand({ UUID })))).to.match(
      /^AccessDeniedException: .+lambda:DeleteEventSourceMapping/,
    );
  });
});
