import type { Streams } from "../kernel/interfaces/streams";

type Answer = NonNullable<ReturnType<Streams["call"]>>;

/** A record of a table's stream. */
export interface TableRecord {
  /** `INSERT`, `MODIFY` or `REMOVE`. */
  readonly eventName: string;
  readonly dynamodb: {
    readonly ApproximateCreationDateTime: number;
    readonly Keys: object;
    readonly SequenceNumber: string;
  };
}

/** Position of a mapping in a stream. */
export interface StreamPosition {
  readonly shard: string;
  /** Sequence number of the last processed record; absent before the first one. */
  readonly after?: string;
}

/** Records after a position, and the position behind them. */
export interface ShardPage {
  readonly shard: string;
  readonly records: readonly TableRecord[];
  /** Position after a page without records, if the shard has ended. */
  readonly next: StreamPosition | undefined;
}

/** Reads the shards of a stream one after the other, oldest first. Each parent ends before its child. */
export class ShardReader {
  /** Where a read that returned no records continues. Lambda polls by it: with one call instead of three. */
  private waiting: { readonly position: StreamPosition; readonly iterator: string } | undefined;

  constructor(
    private readonly streams: Streams,
    private readonly arn: string,
  ) {}

  /** Returns the first position of a mapping; undefined if the stream does not exist. */
  start(startingPosition: string | undefined): StreamPosition | undefined {
    const shards = this.shards();
    if (startingPosition !== "LATEST") return shards[0] === undefined ? undefined : { shard: shards[0] };
    const shard = shards.at(-1);
    if (shard === undefined) return undefined;
    let position: StreamPosition = { shard };
    for (let page = this.page(position, 1000); page.length > 0; page = this.page(position, 1000)) {
      position = { shard, after: page.at(-1)!.dynamodb.SequenceNumber };
    }
    return position;
  }

  /** Returns the records after a position. A position that has been trimmed continues at the oldest record. */
  read(position: StreamPosition, limit: number): ShardPage {
    return this.readFurther(position, limit) ?? this.readAt(position, limit);
  }

  /** Returns the records after the last read; undefined if that read found any, or if the shard has ended since. */
  private readFurther({ shard, after }: StreamPosition, limit: number): ShardPage | undefined {
    const { position, iterator } = this.waiting ?? {};
    if (position?.shard !== shard || position.after !== after) return undefined;
    const answer = this.streams.call("GetRecords", { ShardIterator: iterator, Limit: limit });
    const records = this.remember(position, answer);
    return records.length === 0 && this.waiting === undefined ? undefined : { shard, records, next: undefined };
  }

  /** Returns the records of an answer. Without records, it keeps the iterator with which the next read continues. */
  private remember(position: StreamPosition, answer: Answer | undefined): readonly TableRecord[] {
    const records = (answer?.["Records"] ?? []) as readonly TableRecord[];
    const iterator = answer?.["NextShardIterator"] as string | undefined;
    this.waiting = records.length > 0 || iterator === undefined ? undefined : { position, iterator };
    return records;
  }

  private readAt(position: StreamPosition, limit: number): ShardPage {
    const shards = this.shards();
    const index = shards.indexOf(position.shard);
    if (index === -1 && shards[0] !== undefined) return this.readAt({ shard: shards[0] }, limit);
    const records = this.page(position, limit);
    const following = shards[index + 1];
    const next = records.length === 0 && following !== undefined ? { shard: following } : undefined;
    return { shard: position.shard, records, next };
  }

  private shards(): string[] {
    const answer = this.streams.call("DescribeStream", { StreamArn: this.arn });
    const { Shards = [] } = (answer?.["StreamDescription"] ?? {}) as { Shards?: readonly { ShardId: string }[] };
    return Shards.map(({ ShardId }) => ShardId);
  }

  private page({ shard, after }: StreamPosition, limit: number): readonly TableRecord[] {
    const from =
      after === undefined
        ? { ShardIteratorType: "TRIM_HORIZON" }
        : { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: after };
    const request = { StreamArn: this.arn, ShardId: shard, ...from };
    const iterator = this.streams.call("GetShardIterator", request)?.["ShardIterator"];
    if (iterator === undefined) return after === undefined ? [] : this.page({ shard }, limit);
    const answer = this.streams.call("GetRecords", { ShardIterator: iterator, Limit: limit });
    return this.remember(after === undefined ? { shard } : { shard, after }, answer);
  }
}
