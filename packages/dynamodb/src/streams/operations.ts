import type { Database } from "../database";
import { DynamoDbError, resourceNotFound, validationError } from "../errors";
import type { Request } from "../items/parameters";
import type { StreamRecord } from "./records";
import type { Shard, Stream } from "./stream";

/** "A shard iterator expires 15 minutes after it is retrieved" (GetShardIterator). */
const iteratorMillis = 15 * 60_000;
/** Maximum records and bytes of a response (GetRecords). */
const maxRecords = 1000;
const maxBytes = 1024 * 1024;
const defaultStreams = 100;

const arnPattern = /^arn:[^:]+:dynamodb:[^:]*:\d*:table\/[^/]+\/stream\/.+$/;

/** @throws ValidationException for a text that is no ARN of a stream, as AWS does (ScyllaDB's test_streams.py, run on AWS) */
function checkArn(arn: string | undefined, member: string): void {
  if (arn !== undefined && !arnPattern.test(arn)) throw validationError(`Invalid ${member}: ${arn}`);
}

/** Finds a readable stream. @throws ValidationException or ResourceNotFoundException */
function streamAt(database: Database, arn: string): Stream {
  checkArn(arn, "StreamArn");
  const stream = database.streams.get(arn);
  if (stream === undefined || stream.isGone(database.now())) throw resourceNotFound(`Stream: ${arn} not found`);
  return stream;
}

export function listStreams(database: Database, request: Request): object {
  const { TableName: name, Limit: limit = defaultStreams, ExclusiveStartStreamArn: start } = request;
  checkArn(start as string | undefined, "ExclusiveStartStreamArn");
  const table = typeof name === "string" && name.startsWith("arn:") ? name.slice(name.indexOf("/") + 1) : name;
  const streams = [...database.streams.values()]
    .filter(({ definition }) => table === undefined || definition.table === table)
    .filter((stream) => !stream.isGone(database.now()))
    .sort((one, other) => (one.arn < other.arn ? -1 : 1))
    .filter(({ arn }) => start === undefined || arn > (start as string));
  const shown = streams.slice(0, limit as number);
  return {
    Streams: shown.map(({ arn, definition }) => ({
      StreamArn: arn,
      TableName: definition.table,
      StreamLabel: definition.label,
    })),
    ...(shown.length < streams.length ? { LastEvaluatedStreamArn: shown.at(-1)!.arn } : {}),
  };
}

export function describeStream(database: Database, request: Request): object {
  const { StreamArn: arn, Limit: limit = 100, ExclusiveStartShardId: start } = request;
  const filter = request["ShardFilter"] as { readonly Type?: string; readonly ShardId?: string } | undefined;
  const stream = streamAt(database, arn as string);
  const all = stream.shards(database.now());
  const children = filter?.ShardId === undefined ? all : all.filter(({ parent }) => parent === filter.ShardId);
  // Ids ascend. None follows an unknown id that is greater than all (ScyllaDB's test_streams.py, run on AWS).
  const rest = start === undefined ? children : children.filter(({ id }) => id > (start as string));
  const shown = rest.slice(0, limit as number);
  const { table, label, viewType, keySchema, created } = stream.definition;
  return {
    StreamDescription: {
      StreamArn: arn,
      StreamLabel: label,
      StreamStatus: stream.enabled ? "ENABLED" : "DISABLED",
      StreamViewType: viewType,
      CreationRequestDateTime: created / 1000,
      TableName: table,
      KeySchema: keySchema,
      Shards: shown.map(describeShard),
      ...(shown.length < rest.length ? { LastEvaluatedShardId: shown.at(-1)!.id } : {}),
    },
  };
}

function describeShard({ id, parent, start, end }: Shard): object {
  return {
    ShardId: id,
    ...(parent === undefined ? {} : { ParentShardId: parent }),
    SequenceNumberRange: { StartingSequenceNumber: start, ...(end === undefined ? {} : { EndingSequenceNumber: end }) },
  };
}

/** Position of a reader in a shard. */
interface Position {
  readonly arn: string;
  readonly shard: string;
  /** Sequence number of the last record that was read. */
  readonly after: string;
  /** Epoch milliseconds. */
  readonly issued: number;
}

function iteratorOf(position: Position): string {
  return `${position.arn}|1|${Buffer.from(JSON.stringify(position)).toString("base64")}`;
}

function positionOf(iterator: string): Position {
  try {
    const position = JSON.parse(Buffer.from(iterator.split("|")[2] ?? "", "base64").toString()) as Partial<Position>;
    const { arn, shard, after, issued } = position;
    if (
      typeof arn === "string" &&
      typeof shard === "string" &&
      typeof after === "string" &&
      typeof issued === "number"
    ) {
      return { arn, shard, after, issued };
    }
  } catch {
    // The iterator was not issued here.
  }
  throw validationError("Invalid ShardIterator");
}

export function getShardIterator(database: Database, request: Request): object {
  const { StreamArn: arn, ShardId: id, ShardIteratorType: type, SequenceNumber: sequence } = request;
  const stream = streamAt(database, arn as string);
  const shard = stream.shards(database.now()).find((each) => each.id === id);
  if (shard === undefined) throw resourceNotFound(`Shard: ${String(id)} in Stream: ${String(arn)} not found`);
  const after = startOf(shard, type as string, sequence as string | undefined);
  return {
    ShardIterator: iteratorOf({ arn: stream.arn, shard: shard.id, after, issued: database.now() }),
  };
}

function startOf(shard: Shard, type: string, sequence: string | undefined): string {
  const isAtNumber = type === "AT_SEQUENCE_NUMBER" || type === "AFTER_SEQUENCE_NUMBER";
  if (!isAtNumber && sequence !== undefined) {
    throw validationError(`Invalid Request: SequenceNumber must not be provided for ShardIteratorType ${type}`);
  }
  if (type === "TRIM_HORIZON") return "0";
  if (type === "LATEST") return shard.records.at(-1)?.dynamodb.SequenceNumber ?? shard.start;
  if (sequence === undefined) {
    throw validationError(`Invalid Request: SequenceNumber must be provided for ShardIteratorType ${type}`);
  }
  if (!/^\d+$/.test(sequence)) throw validationError(`Invalid SequenceNumber: ${sequence}`);
  const number = BigInt(sequence);
  if (number < BigInt(shard.start) || (shard.end !== undefined && number > BigInt(shard.end))) {
    throw validationError(`Invalid SequenceNumber: ${sequence} is not in the range of shard ${shard.id}`);
  }
  const first = shard.records[0];
  if (first !== undefined && number < BigInt(first.dynamodb.SequenceNumber) && isTrimmed(shard)) {
    throw new DynamoDbError(
      "TrimmedDataAccessException",
      `The operation attempted to read past the oldest stream record in a shard: ${sequence}`,
    );
  }
  return String(type === "AT_SEQUENCE_NUMBER" ? number - 1n : number);
}

/** True if the first records of a shard have been trimmed. */
function isTrimmed({ start, records }: Shard): boolean {
  const first = records[0];
  return first !== undefined && BigInt(first.dynamodb.SequenceNumber) > BigInt(start) + 1000n;
}

export function getRecords(database: Database, request: Request): object {
  const { ShardIterator: iterator, Limit: limit = maxRecords } = request;
  const { arn, shard: id, after, issued } = positionOf(iterator as string);
  const now = database.now();
  if (now - issued > iteratorMillis) {
    throw new DynamoDbError(
      "ExpiredIteratorException",
      "Iterator expired. The iterator was created at time " +
        `${new Date(issued).toISOString()} while right now it is ${new Date(now).toISOString()} which is further in the future than the tolerated delay of ${iteratorMillis} milliseconds.`,
    );
  }
  const stream = streamAt(database, arn);
  const shard = stream.shards(now).find((each) => each.id === id);
  if (shard === undefined) {
    throw new DynamoDbError(
      "TrimmedDataAccessException",
      `The shard ${id} was trimmed: its records are older than 24 hours`,
    );
  }
  const records = recordsAfter(shard, BigInt(after), limit as number);
  const last = records.at(-1)?.dynamodb.SequenceNumber ?? after;
  const isEnd = shard.end !== undefined && (shard.records.at(-1)?.dynamodb.SequenceNumber ?? last) <= last;
  const isFinished = shard.end !== undefined && (isEnd || shard.records.length === 0);
  return {
    Records: records,
    ...(isFinished ? {} : { NextShardIterator: iteratorOf({ arn, shard: id, after: last, issued: now }) }),
  };
}

function recordsAfter({ records }: Shard, after: bigint, limit: number): StreamRecord[] {
  // Binary search, because the sequence numbers ascend.
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (BigInt(records[middle]!.dynamodb.SequenceNumber) <= after) low = middle + 1;
    else high = middle;
  }
  const found: StreamRecord[] = [];
  let bytes = 0;
  for (; low < records.length && found.length < limit && bytes < maxBytes; low++) {
    found.push(records[low]!);
    bytes += records[low]!.dynamodb.SizeBytes;
  }
  return found;
}
