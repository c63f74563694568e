import { expect } from "chai";
import type { DynamoDbError } from "..";
import { Engine } from "..";

/** Behaviour that ScyllaDB's test_streams.py checks on AWS. */
describe("reads of a stream", () => {
  const engine = new Engine();
  const { TableDescription } = engine.call("CreateTable", {
    TableName: "table",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
    StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" },
  }) as { TableDescription: { LatestStreamArn: string } };
  const StreamArn = TableDescription.LatestStreamArn;
  const shardsAfter = (ExclusiveStartShardId?: string) => {
    const { StreamDescription } = engine.call("DescribeStream", { StreamArn, ExclusiveStartShardId }) as {
      StreamDescription: { Shards: { ShardId: string; SequenceNumberRange: { StartingSequenceNumber: string } }[] };
    };
    return StreamDescription.Shards;
  };
  const [{ ShardId, SequenceNumberRange }] = shardsAfter() as [ReturnType<typeof shardsAfter>[number]];
  const SequenceNumber = SequenceNumberRange.StartingSequenceNumber;
  const refusal = (operation: string, request: object) => {
    try {
      return engine.call(operation, request);
    } catch (error) {
      const { code, message } = error as DynamoDbError;
      return `${code}: ${message}`;
    }
  };
  const text = "sdfadfsdfnlfkajakfgjalksfgklasjklasdjfklasdfasdfgasf";

  it("shows no shards after the last one, and after an unknown one that is greater", () => {
    expect(shardsAfter(ShardId)).to.deep.equal([]);
    expect(shardsAfter(`z${ShardId}`)).to.deep.equal([]);
  });

  const refused: readonly (readonly [operation: string, request: object, expected: string])[] = [
    ["DescribeStream", { StreamArn: text }, `ValidationException: Invalid StreamArn: ${text}`],
    [
      "GetShardIterator",
      { StreamArn: text, ShardId, ShardIteratorType: "LATEST" },
      `ValidationException: Invalid StreamArn: ${text}`,
    ],
    ["ListStreams", { ExclusiveStartStreamArn: text }, `ValidationException: Invalid ExclusiveStartStreamArn: ${text}`],
    [
      "GetShardIterator",
      { StreamArn, ShardId: text, ShardIteratorType: "LATEST" },
      `ResourceNotFoundException: Requested resource not found: Shard: ${text} in Stream: ${StreamArn} not found`,
    ],
    ["GetRecords", { ShardIterator: text }, "ValidationException: Invalid ShardIterator"],
    ...["TRIM_HORIZON", "LATEST"].map(
      (ShardIteratorType) =>
        [
          "GetShardIterator",
          { StreamArn, ShardId, ShardIteratorType, SequenceNumber },
          `ValidationException: Invalid Request: SequenceNumber must not be provided for ShardIteratorType ${ShardIteratorType}`,
        ] as const,
    ),
    ...["AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"].map(
      (ShardIteratorType) =>
        [
          "GetShardIterator",
          { StreamArn, ShardId, ShardIteratorType },
          `ValidationException: Invalid Request: SequenceNumber must be provided for ShardIteratorType ${ShardIteratorType}`,
        ] as const,
    ),
  ];
  for (const [operation, request, expected] of refused) {
    it(`refuses ${operation} ${JSON.stringify(request).slice(0, 80)}`, () => {
      expect(refusal(operation, request)).to.equal(expected);
    });
  }
});
