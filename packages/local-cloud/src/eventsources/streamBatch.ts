import type { BatchRecord } from "../kernel/facts/messageFacts";
import type { Run } from "../kernel/service";
import { streams } from "../kernel/interfaces/streams";
import { dropBatch } from "./destination";
import { passesFilters } from "./filter";
import { nameOf, qualifierOf } from "./functionNames";
import { invokeWithBatch, type BatchOutcome } from "./invoker";
import type { Mapping } from "./mapping";
import type { TableRecord } from "./shardReader";

/** First and longest wait before a batch is retried, in milliseconds. */
const retryMillis = { first: 1_000, most: 60_000 };

type BatchRun = Pick<Run, "registry" | "log" | "clock" | "location" | "facts">;

/** State of the attempts with a batch. */
interface Attempts {
  /** Failed calls that count; a split does not (Lambda Developer Guide, "Bisecting a batch"). */
  readonly failures: number;
  readonly invokes: number;
  readonly last: BatchOutcome | undefined;
}

const none: Attempts = { failures: 0, invokes: 0, last: undefined };

/** Passes batches of stream records to a function until they succeed, are too old or have failed too often. */
export class StreamBatches {
  constructor(
    private readonly run: BatchRun,
    private readonly mapping: Mapping,
    private readonly own: {
      readonly stopping: AbortSignal;
      /** Receives the result of each call, in Lambda's words (API reference, LastProcessingResult). */
      readonly report?: (result: string) => void;
    },
  ) {}

  private get stopping(): AbortSignal {
    return this.own.stopping;
  }

  /** Delivers records in order. @returns false if the mapping stopped before. */
  async deliver(shard: string, records: readonly TableRecord[]): Promise<boolean> {
    const accepted = records.filter((record) => passesFilters(this.mapping.filters, this.eventRecord(record)));
    await this.repeat(shard, accepted, none);
    return !this.stopping.aborted;
  }

  private async repeat(shard: string, records: readonly TableRecord[], before: Attempts): Promise<void> {
    let [rest, attempts] = [records, before];
    while (!this.stopping.aborted) {
      rest = this.dropExpired(shard, rest, attempts);
      if (rest.length === 0) return;
      const last = await this.attempt(rest);
      this.own.report?.(last.failed ? "PROBLEM: Function call failed" : "OK");
      attempts = { ...attempts, invokes: attempts.invokes + 1, last };
      if (!last.failed || this.stopping.aborted) return;
      const failed = failedPart(rest, last);
      if (this.mapping.bisects && rest.length > 1) {
        // A partial response splits at its first failure.
        const at = failed.length < rest.length ? failed.length : Math.ceil(failed.length / 2);
        const parts = failed.length < rest.length ? [failed] : [failed.slice(0, at), failed.slice(at)];
        for (const part of parts) await this.repeat(shard, part, { ...attempts, invokes: 0 });
        return;
      }
      rest = failed;
      // Lambda retries a throttled call without counting it.
      if (last.answer !== undefined) attempts = { ...attempts, failures: attempts.failures + 1 };
      if (attempts.failures > (this.mapping.maximumRetryAttempts ?? Infinity)) {
        dropBatch(this.run, this.mapping, { condition: "RetryAttemptsExhausted", records: rest, shard, ...attempts });
        return;
      }
      const wait = Math.min(retryMillis.first * 2 ** (attempts.invokes - 1), retryMillis.most);
      await this.run.clock.sleep(wait, this.stopping).catch(() => undefined);
    }
  }

  /** Drops the records that are older than the maximum age. @returns the others. */
  private dropExpired(shard: string, records: readonly TableRecord[], attempts: Attempts): readonly TableRecord[] {
    const { maximumAgeMillis = Infinity } = this.mapping;
    const oldest = this.run.clock.now() - maximumAgeMillis;
    const isExpired = ({ dynamodb }: TableRecord) => dynamodb.ApproximateCreationDateTime * 1000 < oldest;
    const expired = records.filter(isExpired);
    if (expired.length === 0) return records;
    dropBatch(this.run, this.mapping, { condition: "RecordAgeExceeded", records: expired, shard, ...attempts });
    return records.filter((record) => !isExpired(record));
  }

  private async attempt(batch: readonly TableRecord[]): Promise<BatchOutcome> {
    const { clock, facts } = this.run;
    const age = clock.now() - batch.at(-1)!.dynamodb.ApproximateCreationDateTime * 1000;
    const iteratorAge = Math.max(0, age);
    facts.report(() => ({
      kind: "streamBatch",
      functionName: nameOf(this.mapping),
      qualifier: qualifierOf(this.mapping),
      iteratorAge,
    }));
    const identifiers = batch.map(({ dynamodb }) => dynamodb.SequenceNumber);
    const records = batch.map((record) => this.eventRecord(record));
    return invokeWithBatch(this.run, this.mapping, {
      records,
      identifiers,
      iteratorAge,
      describe: () => batch.map((record) => this.describe(record)),
    });
  }

  private describe(record: TableRecord): BatchRecord {
    const { SequenceNumber: id, Keys } = record.dynamodb;
    const trace = this.run.registry.use(streams).traceOf(record);
    return { id, what: record.eventName, text: JSON.stringify(Keys), trace };
  }

  private eventRecord(record: TableRecord): object {
    return { ...record, eventSourceARN: this.mapping.sourceArn };
  }
}

/** Returns the records from the first failed one; all if the batch failed as a whole. */
function failedPart(batch: readonly TableRecord[], { failedItems }: BatchOutcome): readonly TableRecord[] {
  if (failedItems === undefined) return batch;
  return batch.slice(batch.findIndex(({ dynamodb }) => failedItems.includes(dynamodb.SequenceNumber)));
}
