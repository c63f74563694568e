import { expect } from "chai";
import type { Streams } from "../../src/kernel/interfaces/streams";
import { ShardReader, type StreamPosition } from "../../src/eventsources/shardReader";

const streamArn = "arn:aws:dynamodb:eu-central-1:123456789012:table/T/stream/S";

/** A stream of shards that end, with the sequence numbers of their records. Its iterators are the numbers behind them. */
class FakeStream implements Streams {
  readonly calls: string[] = [];
  readonly shards: { readonly id: string; readonly numbers: number[]; isEnded?: boolean }[] = [];
  expired = new Set<string>();

  call(operation: string, request: Readonly<Record<string, never>>): Readonly<Record<string, unknown>> | undefined {
    this.calls.push(operation);
    const { ShardId, SequenceNumber = "0", ShardIterator, Limit } = request;
    if (operation === "DescribeStream") {
      return { StreamDescription: { Shards: this.shards.map(({ id }) => ({ ShardId: id })) } };
    }
    if (operation === "GetShardIterator") return { ShardIterator: `${String(ShardId)}:${String(SequenceNumber)}` };
    if (this.expired.has(ShardIterator!)) return undefined;
    const [id, after] = String(ShardIterator).split(":");
    const { numbers, isEnded } = this.shards.find((shard) => shard.id === id)!;
    const found = numbers.filter((number) => number > Number(after)).slice(0, Limit);
    const Records = found.map((number) => ({ dynamodb: { SequenceNumber: String(number) } }));
    return { Records, ...(isEnded === true ? {} : { NextShardIterator: `${id}:${found.at(-1) ?? after}` }) };
  }

  traceOf(): undefined {
    return undefined;
  }
}

/** Reads once. @returns the sequence numbers, the next position, and the calls of this read */
function read(stream: FakeStream, reader: ShardReader, position: StreamPosition) {
  stream.calls.length = 0;
  const { records, next } = reader.read(position, 2);
  return [records.map(({ dynamodb }) => Number(dynamodb.SequenceNumber)), next, stream.calls.length] as const;
}

describe("the reader of a stream's shards", () => {
  let stream: FakeStream;
  let reader: ShardReader;
  beforeEach(() => {
    stream = new FakeStream();
    stream.shards.push({ id: "a", numbers: [] });
    reader = new ShardReader(stream, streamArn);
  });

  it("makes one call for each read after one without records", () => {
    const position = { shard: "a" };
    expect(read(stream, reader, position)).to.deep.equal([[], undefined, 3]);
    expect(read(stream, reader, position)).to.deep.equal([[], undefined, 1]);
    stream.shards[0]!.numbers.push(1, 2, 3);
    expect(read(stream, reader, position)).to.deep.equal([[1, 2], undefined, 1]);
  });

  it("reads records again until the position moves behind them", () => {
    stream.shards[0]!.numbers.push(1);
    expect(read(stream, reader, { shard: "a" })).to.deep.equal([[1], undefined, 3]);
    expect(read(stream, reader, { shard: "a" })).to.deep.equal([[1], undefined, 3]);
    expect(read(stream, reader, { shard: "a", after: "1" })).to.deep.equal([[], undefined, 3]);
    stream.shards[0]!.numbers.push(2);
    expect(read(stream, reader, { shard: "a", after: "1" })).to.deep.equal([[2], undefined, 1]);
    expect(read(stream, reader, { shard: "a" })).to.deep.equal([[1, 2], undefined, 3]);
  });

  it("continues with the following shard when a shard ends", () => {
    read(stream, reader, { shard: "a" });
    stream.shards[0]!.isEnded = true;
    stream.shards.push({ id: "b", numbers: [7] });
    expect(read(stream, reader, { shard: "a" })).to.deep.equal([[], { shard: "b" }, 4]);
    expect(read(stream, reader, { shard: "b" })).to.deep.equal([[7], undefined, 3]);
  });

  it("reads the last records of a shard that ends after a read without records", () => {
    read(stream, reader, { shard: "a" });
    Object.assign(stream.shards[0]!, { isEnded: true }).numbers.push(5);
    expect(read(stream, reader, { shard: "a" })).to.deep.equal([[5], undefined, 1]);
  });

  it("starts again at its position when its iterator has expired", () => {
    stream.shards[0]!.numbers.push(1);
    read(stream, reader, { shard: "a", after: "1" });
    stream.shards[0]!.numbers.push(2);
    stream.expired.add("a:1");
    const answers = () => read(stream, reader, { shard: "a", after: "1" });
    const call = stream.call.bind(stream);
    stream.call = (operation, request) => {
      if (operation === "GetShardIterator") stream.expired.clear();
      return call(operation, request);
    };
    expect(answers()).to.deep.equal([[2], undefined, 4]);
  });
});
