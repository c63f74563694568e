import { createHash } from "node:crypto";
import type { StreamSnapshot } from "../storage/changes";
import type { KeyElement, StreamViewType } from "../tables/schema";
import { isUnchanged, recordOf, type ItemChange, type StreamRecord } from "./records";

/** "Data retention limit for DynamoDB Streams". */
export const retentionMillis = 24 * 3600_000;
/** A shard receives records for about four hours. */
const shardMillis = 4 * 3600_000;

const sequenceBase = 100_000_000_000_000_000_000n;

export interface StreamDefinition {
  readonly table: string;
  readonly label: string;
  readonly viewType: StreamViewType;
  readonly keySchema: readonly KeyElement[];
  /** Epoch milliseconds. */
  readonly created: number;
}

/** A part of a stream, with its records sorted by sequence number. */
export interface Shard {
  readonly id: string;
  readonly parent: string | undefined;
  readonly opened: number;
  readonly start: string;
  /** Last sequence number; undefined while the shard is open. */
  end: string | undefined;
  closed: number | undefined;
  records: StreamRecord[];
}

/** The stream of a table: one open shard, and closed shards until their records expire. */
export class Stream {
  private counter = 0n;
  private readonly list: Shard[] = [];
  enabled = true;

  constructor(
    readonly arn: string,
    readonly region: string,
    readonly definition: StreamDefinition,
  ) {}

  /** Opens the first shard. */
  open(now: number): void {
    this.openShard(now);
  }

  /** Adds the record of a write. @returns undefined if the write changes nothing. */
  add(change: ItemChange): StreamRecord | undefined {
    if (isUnchanged(change)) return undefined;
    const shard = this.currentShard(change.at);
    const sequence = this.nextSequence();
    const eventId = createHash("md5").update(`${this.arn}/${sequence}`).digest("hex");
    const { viewType } = this.definition;
    const record = recordOf(change, { viewType, sequence, eventId, region: this.region });
    shard.records.push(record);
    return record;
  }

  /** Ends the stream; its records stay readable. */
  close(now: number): void {
    if (!this.enabled) return;
    this.enabled = false;
    this.closeShard(now);
  }

  /** Returns the shards that are not trimmed, oldest first. */
  shards(now: number): readonly Shard[] {
    if (this.enabled) this.currentShard(now);
    this.trim(now);
    return this.list;
  }

  /** True if all records have expired. */
  isGone(now: number): boolean {
    return !this.enabled && this.shards(now).length === 0;
  }

  snapshot(): StreamSnapshot {
    const { arn, definition, enabled } = this;
    return {
      arn,
      sequence: String(this.counter),
      shards: this.list.map(({ parent, end, closed, ...shard }) => ({
        ...shard,
        ...(parent === undefined ? {} : { parent }),
        ...(end === undefined ? {} : { end }),
        ...(closed === undefined ? {} : { closed }),
      })),
      definition: { ...definition, enabled },
    };
  }

  restore({ sequence, shards, definition }: StreamSnapshot): void {
    this.counter = BigInt(sequence);
    this.enabled = definition.enabled;
    this.list.splice(
      0,
      this.list.length,
      ...shards.map(({ parent, end, closed, records, ...shard }) => ({
        ...shard,
        parent,
        end,
        closed,
        records: [...records],
      })),
    );
  }

  private currentShard(now: number): Shard {
    const last = this.list.at(-1);
    if (last !== undefined && last.end === undefined && now - last.opened < shardMillis) return last;
    this.closeShard(now);
    return this.openShard(now);
  }

  private openShard(now: number): Shard {
    const start = this.nextSequence();
    const hash = createHash("md5").update(`${this.arn}/${start}`).digest("hex");
    const shard: Shard = {
      id: `shardId-${String(now).padStart(20, "0")}-${hash.slice(0, 8)}`,
      parent: this.list.at(-1)?.id,
      opened: now,
      start,
      end: undefined,
      closed: undefined,
      records: [],
    };
    this.list.push(shard);
    return shard;
  }

  private closeShard(now: number): void {
    const last = this.list.at(-1);
    if (last === undefined || last.end !== undefined) return;
    last.end = this.nextSequence();
    last.closed = now;
  }

  private nextSequence(): string {
    this.counter++;
    return String(sequenceBase + this.counter * 1000n);
  }

  private trim(now: number): void {
    const oldest = now - retentionMillis;
    for (const shard of this.list) {
      const kept = shard.records.findIndex(({ dynamodb }) => dynamodb.ApproximateCreationDateTime * 1000 >= oldest);
      if (kept > 0) shard.records.splice(0, kept);
      else if (kept < 0) shard.records = [];
    }
    while (this.list.length > 0 && this.list[0]!.closed !== undefined && this.list[0]!.closed < oldest)
      this.list.shift();
  }
}
