import { expect } from "chai";
import { mappingChecks } from "../../src/eventsources/checks";
import { nameOf, qualifierOf } from "../../src/eventsources/functionNames";
import { mappingOf } from "../../src/eventsources/mapping";
import { checkReferences } from "../../src/eventsources/references";
import type { Properties } from "../../src/kernel/resources";
import { declared, describeChecks, refusalOf } from "../support/declared";

const type = "aws:lambda/eventSourceMapping:EventSourceMapping";
const invalid = "InvalidParameterValueException: ";
const arn = "arn:aws:sqs:eu-central-1:123456789012";
const queue: Properties = { eventSourceArn: `${arn}:queue`, functionName: "fn" };
const fifo: Properties = { eventSourceArn: `${arn}:queue.fifo`, functionName: "fn" };
const streamArn = "arn:aws:dynamodb:eu-central-1:123456789012:table/table/stream/2026-01-01T00:00:00.000";
const stream: Properties = { eventSourceArn: streamArn, functionName: "fn", startingPosition: "LATEST" };
const unsupported = (member: string) =>
  `${invalid}Unsupported ${member} parameter for given event source mapping type.`;
const filters = (...patterns: unknown[]) => ({ filterCriteria: { filters: patterns.map((pattern) => ({ pattern })) } });
const existing = (state: Properties) => declared(type, { ...state, functionArn: "arn:fn", uuid: "1" });

describeChecks(
  mappingChecks,
  type,
  [
    [{ ...queue, startingPosition: "LATEST" }, `${invalid}StartingPosition is not valid for SQS event sources.`],
    [
      { ...queue, startingPosition: "AT_TIMESTAMP", startingPositionTimestamp: "2026-01-01T00:00:00Z" },
      `${invalid}StartingPosition is not valid for SQS event sources.`,
    ],
    [
      { ...queue, startingPosition: "0" },
      "ValidationException: 1 validation error detected: Value '0' at 'startingPosition' failed to satisfy constraint: Member must satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]",
    ],
    [
      { ...stream, startingPosition: "" },
      `${invalid}1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.`,
    ],
    [
      { ...stream, startingPositionTimestamp: "2026-01-01T00:00:00Z" },
      `${invalid}Timestamp only valid with StartingPosition AT_TIMESTAMP`,
    ],
    [
      { ...stream, startingPosition: "AT_TIMESTAMP" },
      `${invalid}Unsupported starting position for arn type: ${streamArn}`,
    ],
    [{ functionName: "fn" }, `${invalid}Unrecognized event source.`],
    [{ functionName: "fn", eventSourceArn: "arn:aws:s3:::bucket" }, `${invalid}Unrecognized event source.`],
    [
      { ...queue, batchSize: 11 },
      `${invalid}Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10`,
    ],
    [{ ...fifo, batchSize: 11 }, `${invalid}Maximum batch size must be between 1 and 10 inclusive`],
    [
      { ...fifo, batchSize: 11, maximumBatchingWindowInSeconds: 1 },
      `${invalid}Batching window is not supported for FIFO queues`,
    ],
    [{ ...queue, destinationConfig: { onFailure: { destinationArn: arn } } }, unsupported("DestinationConfig")],
    [{ ...stream, destinationConfig: { onSuccess: { destinationArn: arn } } }, unsupported("DestinationConfig")],
    [{ ...queue, bisectBatchOnFunctionError: true }, unsupported("BisectBatchOnFunctionError")],
    [{ ...queue, maximumRecordAgeInSeconds: 60 }, unsupported("MaximumRecordAgeInSeconds")],
    [{ ...queue, maximumRetryAttempts: 1 }, unsupported("MaximumRetryAttempts")],
    [{ ...queue, parallelizationFactor: 2 }, unsupported("ParallelizationFactor")],
    [{ ...queue, tumblingWindowInSeconds: 1 }, unsupported("TumblingWindowInSeconds")],
    [{ ...queue, topics: ["topic"] }, unsupported("Topics")],
    [{ ...stream, queues: "queue" }, unsupported("Queues")],
    [{ ...stream, scalingConfig: { maximumConcurrency: 2 } }, unsupported("ScalingConfig")],
    [
      { ...stream, maximumRecordAgeInSeconds: 59 },
      `${invalid}MaximumRecordAgeInSeconds 59 is not allowed: use -1, or 60 to 604800`,
    ],
    ...["", "null", "{", "[1]", '{"body": "text"}', undefined, null].map(
      (pattern) => [{ ...queue, ...filters(pattern) }, `${invalid}Invalid filter pattern definition.`] as const,
    ),
    [
      { ...queue, ...filters(...[1, 2, 3, 4, 5, 6].map((number) => `{"body":["${number}"]}`)) },
      `${invalid}A mapping has at most 5 filters (FilterCriteria: 6)`,
    ],
    [
      { ...queue, functionArn: "arn:fn" },
      `ResourceConflictException: An event source mapping with SQS arn (" ${arn}:queue ") and function (" fn ") already exists. Please update or delete the existing mapping with UUID 1`,
      existing(queue),
    ],
    [
      { ...stream, functionArn: "arn:fn" },
      `ResourceConflictException: The event source arn (" ${streamArn} ") and function (" fn ") provided mapping already exists. Please update or delete the existing mapping with UUID 1`,
      existing(stream),
    ],
    [
      { ...stream, tumblingWindowInSeconds: 1 },
      "NotEmulatedException: the local cloud does not emulate tumbling windows (tumblingWindowInSeconds 1)",
    ],
  ],
  [
    { ...queue, batchSize: 10 },
    { ...queue, batchSize: 11, maximumBatchingWindowInSeconds: 1 },
    { ...queue, scalingConfig: { maximumConcurrency: 2 } },
    // The provider does not send these values.
    { ...queue, bisectBatchOnFunctionError: false, maximumRetryAttempts: 0, destinationConfig: {}, topics: [] },
    { ...stream, maximumRecordAgeInSeconds: 60, scalingConfig: { maximumConcurrency: 0 } },
    { ...stream, maximumRecordAgeInSeconds: -1, destinationConfig: { onFailure: { destinationArn: arn } } },
    {
      functionName: "fn",
      eventSourceArn: "arn:aws:kinesis:eu-central-1:123456789012:stream/s",
      startingPosition: "LATEST",
    },
    { functionName: "fn", selfManagedEventSource: { endpoints: { KAFKA_BOOTSTRAP_SERVERS: "host:1" } } },
    {
      functionName: "fn",
      eventSourceArn: "<streamArn of other (aws:dynamodb/table:Table)>",
      startingPosition: "LATEST",
    },
  ],
);

describe("settings of a mapping that the provider does not send", () => {
  it("have Lambda's defaults", () => {
    const scalingConfig = { maximumConcurrency: 0 };
    const state = { ...stream, uuid: "1", batchSize: 0, parallelizationFactor: 0, scalingConfig };
    expect(mappingOf({ label: "records", state })).to.include({
      ...{ batchSize: 100, parallelizationFactor: 1, maximumConcurrency: 5 },
    });
  });
});

describe("references of a mapping", () => {
  const program = (state: Properties, timeouts: { fn?: number; queue?: number } = {}) => [
    declared("aws:lambda/function:Function", { name: "fn", timeout: timeouts.fn }, { name: "fn" }),
    declared("aws:sqs/queue:Queue", { arn: `${arn}:queue`, visibilityTimeoutSeconds: timeouts.queue }),
    declared(type, state, { name: "mapping" }),
  ];
  const refusal = (...input: Parameters<typeof program>) =>
    refusalOf(() => checkReferences({ resources: program(...input) }));
  const label = `event source mapping mapping: ${invalid}`;

  it("reject a queue that shows messages again while the function may still run", () => {
    const message = (visibility: number, timeout: number) =>
      `${label}Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeout} seconds`;
    expect(refusal(queue, { fn: 31 })).to.equal(message(30, 31));
    expect(refusal(queue, { queue: 2 })).to.equal(message(2, 3));
    expect(refusal(queue, { fn: 60, queue: 60 })).to.equal(undefined);
  });

  it("reject an unknown function before an unknown source", () => {
    const unknown = { functionName: "none", eventSourceArn: `${arn}:none` };
    expect(refusal(unknown)).to.equal(`${label}Function does not exist`);
    expect(refusal({ ...unknown, functionName: "fn" })).to.match(/The specified queue does not exist\.$/);
    expect(refusal(stream)).to.equal(`${label}Stream not found: ${streamArn}`);
  });
});

describe("a function's reference", () => {
  const names: readonly (readonly [reference: string, name: string, qualifier?: string])[] = [
    ["fn", "fn"],
    ["fn:live", "fn", "live"],
    ["function:fn", "fn"],
    ["123456789012:fn", "fn"],
    ["123456789012:function:fn:$LATEST", "fn", "$LATEST"],
    ["eu-central-1:123456789012:function:fn:1", "fn", "1"],
    ["us-gov-west-1:123456789012:fn", "fn"],
    ["arn:aws:lambda:eu-central-1:123456789012:function:fn", "fn"],
    ["arn:aws:lambda:eu-central-1:123456789012:function:fn:live", "fn", "live"],
  ];
  for (const [functionName, name, qualifier] of names) {
    it(`names function and qualifier: ${functionName}`, () => {
      expect([nameOf({ functionName }), qualifierOf({ functionName })]).to.deep.equal([name, qualifier]);
    });
  }
});
