import type { IndexDescription, TablePage } from "../kernel/interfaces/descriptions";
import type { DynamoDbEngine } from "./engine";

type View = Pick<TablePage, "indexes" | "expiry" | "stream">;

interface IndexBody {
  readonly IndexName: string;
  readonly KeySchema: readonly { readonly AttributeName: string }[];
  readonly Projection: { readonly ProjectionType: string; readonly NonKeyAttributes?: readonly string[] };
}

interface TableBody {
  readonly GlobalSecondaryIndexes?: readonly IndexBody[];
  readonly LocalSecondaryIndexes?: readonly IndexBody[];
  readonly StreamSpecification?: { readonly StreamViewType?: string };
  readonly LatestStreamArn?: string;
}

interface StreamBody {
  readonly StreamDescription?: { readonly Shards: readonly { readonly ShardId: string }[] };
}

/** Number of stream records that the console shows. */
const shownRecords = 20;

/** Maximum GetRecords calls for one read of a stream. Each call returns up to 1,000 records. */
const maxCalls = 50;

/** Returns indexes, time to live and stream of a table. */
export function describeTable(engine: DynamoDbEngine, name: string): View {
  const table = tableOf(engine, name);
  const { TimeToLiveDescription: expiry = {} } = engine.call("DescribeTimeToLive", { TableName: name }).body as {
    TimeToLiveDescription?: { AttributeName?: string };
  };
  return {
    indexes: [
      ...(table.GlobalSecondaryIndexes ?? []).map((index) => indexOf(index, "global")),
      ...(table.LocalSecondaryIndexes ?? []).map((index) => indexOf(index, "local")),
    ],
    expiry: expiry.AttributeName,
    stream: table.StreamSpecification?.StreamViewType,
  };
}

/** Returns the newest records of a table's stream, newest first; undefined without an enabled stream. */
export function readNewestRecords(engine: DynamoDbEngine, name: string): readonly object[] | undefined {
  const { LatestStreamArn: arn, StreamSpecification } = tableOf(engine, name);
  if (arn === undefined || StreamSpecification === undefined) return undefined;
  const { StreamDescription } = engine.call("DescribeStream", { StreamArn: arn }).body as StreamBody;
  let records: object[] = [];
  let calls = 0;
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    const request = { StreamArn: arn, ShardId, ShardIteratorType: "TRIM_HORIZON" };
    let { ShardIterator } = engine.call("GetShardIterator", request).body as { ShardIterator?: string };
    while (ShardIterator !== undefined && calls < maxCalls) {
      calls += 1;
      const { Records = [], NextShardIterator } = engine.call("GetRecords", { ShardIterator }).body as {
        Records?: object[];
        NextShardIterator?: string;
      };
      records = [...records, ...Records].slice(-shownRecords);
      ShardIterator = Records.length === 0 ? undefined : NextShardIterator;
    }
  }
  return records.reverse();
}

function tableOf(engine: DynamoDbEngine, name: string): TableBody {
  return (engine.call("DescribeTable", { TableName: name }).body as { Table?: TableBody }).Table ?? {};
}

function indexOf({ IndexName, KeySchema, Projection }: IndexBody, kind: IndexDescription["kind"]): IndexDescription {
  const { ProjectionType, NonKeyAttributes = [] } = Projection;
  return {
    name: IndexName,
    kind,
    keys: KeySchema.map(({ AttributeName }) => AttributeName),
    projection: ProjectionType === "INCLUDE" ? NonKeyAttributes.join(", ") : ProjectionType,
  };
}
