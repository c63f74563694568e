import type { DurableMap } from "../kernel/durableMap";
import { authorizer } from "../kernel/interfaces/authorization";
import type { Run } from "../kernel/service";
import { streams } from "../kernel/interfaces/streams";
import { roleOf } from "./invoker";
import type { Mapping } from "./mapping";
import { ShardReader, type ShardPage, type StreamPosition, type TableRecord } from "./shardReader";
import { StreamBatches } from "./streamBatch";

/** Interval of reads: Lambda polls a shard four times a second (Lambda Developer Guide, "Polling and batching streams"). */
const pollMillis = 250;

/** Wait after a denial, in milliseconds. */
const deniedMillis = 20_000;

/** Most records of a read (DynamoDB API reference, GetRecords). */
const maxRecords = 1_000;

/** Actions that the function's role requires (Lambda Developer Guide, "Using Lambda with Amazon DynamoDB"). */
const actions = ["DescribeStream", "GetShardIterator", "GetRecords", "ListStreams"];

/** Passes the records of a table's stream to a function, in the order of each key. */
export class StreamPoller {
  private denied = false;

  constructor(
    private readonly run: Pick<Run, "registry" | "log" | "clock" | "location" | "facts">,
    private readonly mapping: Mapping,
    private readonly own: {
      readonly positions: DurableMap<StreamPosition>;
      readonly stopping: AbortSignal;
      /** Receives the result of each call, in Lambda's words. */
      readonly report: (result: string) => void;
    },
  ) {}

  /** Polls until the mapping stops. */
  async poll(): Promise<void> {
    const { positions, stopping } = this.own;
    const { uuid, sourceArn, startingPosition } = this.mapping;
    const reader = new ShardReader(this.run.registry.use(streams), sourceArn);
    const batches = new StreamBatches(this.run, this.mapping, { stopping, report: this.own.report });
    while (!stopping.aborted) {
      const position = positions.get(uuid) ?? reader.start(startingPosition);
      if (position === undefined || !this.isAllowed()) {
        await this.sleep(deniedMillis);
        continue;
      }
      if (!positions.get(uuid)) positions.set(uuid, position);
      const { shard, records, next } = await this.collect(reader, position);
      if (next !== undefined) positions.set(uuid, next);
      else if (records.length === 0) await this.sleep(pollMillis);
      else if (await this.deliver(batches, { shard, records })) {
        positions.set(uuid, { shard, after: records.at(-1)!.dynamodb.SequenceNumber });
      }
    }
  }

  /** Reads until a batch is full or the batching window ends. */
  private async collect(reader: ShardReader, position: StreamPosition): Promise<ShardPage> {
    const { clock } = this.run;
    const { batchSize, windowMillis, parallelizationFactor } = this.mapping;
    const limit = Math.min(batchSize * parallelizationFactor, maxRecords);
    let until: number | undefined;
    for (;;) {
      const page = reader.read(position, limit);
      const count = page.records.length;
      if (count > 0) until ??= clock.now() + windowMillis;
      const isDue = until === undefined || clock.now() >= until || count >= batchSize;
      if (isDue || this.own.stopping.aborted) return page;
      await this.sleep(Math.min(pollMillis, until! - clock.now()));
    }
  }

  /** Delivers records in lanes: all records of a key are in one lane. */
  private async deliver(
    batches: StreamBatches,
    { shard, records }: { readonly shard: string; readonly records: readonly TableRecord[] },
  ): Promise<boolean> {
    const lanes = lanesOf(records, this.mapping.parallelizationFactor);
    const results = await Promise.all(lanes.map((lane) => this.deliverLane(batches, shard, lane)));
    return results.every((isDone) => isDone);
  }

  private async deliverLane(batches: StreamBatches, shard: string, lane: readonly TableRecord[]): Promise<boolean> {
    const { batchSize } = this.mapping;
    for (let start = 0; start < lane.length; start += batchSize) {
      if (!(await batches.deliver(shard, lane.slice(start, start + batchSize)))) return false;
    }
    return true;
  }

  private sleep(millis: number): Promise<void> {
    return this.run.clock.sleep(Math.max(millis, 1), this.own.stopping).catch(() => undefined);
  }

  /** Returns whether the function's role may read the stream. Reports the first denial. */
  private isAllowed(): boolean {
    const principal = roleOf(this.run, this.mapping);
    if (principal === undefined) return false;
    const { label, sourceArn } = this.mapping;
    const iam = this.run.registry.use(authorizer);
    const denials = actions.map((action) => iam.authorize(principal, `dynamodb:${action}`, sourceArn).denial);
    const denial = denials.find((each) => each !== undefined);
    if (denial !== undefined && !this.denied) {
      this.run.log({ source: "lambda", text: `mapping ${label}: ${denial}` });
    }
    this.denied = denial !== undefined;
    return denial === undefined;
  }
}

/** Divides records by their keys. */
function lanesOf(records: readonly TableRecord[], count: number): TableRecord[][] {
  const lanes = Array.from({ length: count }, (): TableRecord[] => []);
  for (const record of records) lanes[hashOf(JSON.stringify(record.dynamodb.Keys)) % count]!.push(record);
  return lanes.filter((lane) => lane.length > 0);
}

/** Returns a hash of 32 bits (FNV-1a). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash;
}
