import { authorizeAccess } from "../kernel/policies/access";
import { traceOf } from "../kernel/facts/facts";
import type { BatchRecord } from "../kernel/facts/messageFacts";
import { authorizer } from "../kernel/interfaces/authorization";
import { queues, type QueueRecord } from "../kernel/interfaces/queues";
import { filteredForm, passesFilters } from "./filter";
import { invokeWithBatch, roleOf, type InvokerRun } from "./invoker";
import type { Mapping } from "./mapping";
import { maxPayload, payloadParts } from "./payloadParts";

/** Longest wait for a message, and the wait after a denial, in milliseconds. */
const idleMillis = 20_000;

/** Actions that the function's role requires (Lambda Developer Guide, "Using Lambda with Amazon SQS"). */
const actions = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];

/** Passes the messages of a queue to a function. */
export class QueuePoller {
  private denied = false;

  constructor(
    private readonly run: InvokerRun,
    private readonly mapping: Mapping,
    private readonly stopping: AbortSignal,
  ) {}

  /** Polls until the mapping stops. */
  async poll(): Promise<void> {
    const running = new Set<Promise<void>>();
    while (!this.stopping.aborted) {
      if (!this.isAllowed()) {
        await this.sleep(idleMillis);
        continue;
      }
      const batch = await this.collect();
      for (const part of payloadParts(batch, (record) => this.eventRecord(record))) {
        const processed: Promise<void> = this.process(part).finally(() => running.delete(processed));
        running.add(processed);
        if (running.size >= this.mapping.maximumConcurrency) await Promise.race(running);
      }
    }
  }

  private sleep(millis: number): Promise<void> {
    return this.run.clock.sleep(millis, this.stopping).catch(() => undefined);
  }

  /** Returns whether the function's role may read the queue. Reports the first denial. */
  private isAllowed(): boolean {
    const { registry, log } = this.run;
    const { sourceArn, label } = this.mapping;
    const principal = roleOf(this.run, this.mapping);
    const queue = registry.use(queues).describe(sourceArn);
    if (principal === undefined || queue === undefined) return false;
    const iam = registry.use(authorizer);
    const denials = actions.map((action) => {
      const request = { action: `sqs:${action}`, resource: sourceArn, policy: queue.policy };
      return authorizeAccess(iam, principal, request).denial;
    });
    const denial = denials.find((each) => each !== undefined);
    if (denial !== undefined && !this.denied) log({ source: "lambda", text: `mapping ${label}: ${denial}` });
    this.denied = denial !== undefined;
    return denial === undefined;
  }

  /** Receives messages up to the batch size or the size of a payload, and waits for more within the batching window. */
  private async collect(): Promise<QueueRecord[]> {
    const { registry, clock } = this.run;
    const { sourceArn, batchSize, windowMillis } = this.mapping;
    const source = registry.use(queues);
    const batch: QueueRecord[] = [];
    let until: number | undefined;
    let bytes = 0;
    while (!this.stopping.aborted && bytes < maxPayload) {
      const received = source.receive(sourceArn, batchSize - batch.length);
      batch.push(...received);
      for (const { body } of received) bytes += Buffer.byteLength(body);
      if (batch.length > 0) until ??= clock.now() + windowMillis;
      if (batch.length >= batchSize || (until !== undefined && clock.now() >= until)) break;
      if (received.length > 0) continue;
      await source.changed(sourceArn, until === undefined ? idleMillis : until - clock.now(), this.stopping);
      if (until === undefined && this.stopping.aborted) break;
    }
    if (this.stopping.aborted) source.changeVisibility(sourceArn, handlesOf(batch), 0);
    return this.stopping.aborted ? [] : batch;
  }

  private async process(received: readonly QueueRecord[]): Promise<void> {
    const { sourceArn, filters } = this.mapping;
    const source = this.run.registry.use(queues);
    const batch = received.filter((record) => passesFilters(filters, filteredForm(record)));
    source.delete(sourceArn, handlesOf(received.filter((record) => !batch.includes(record))));
    if (batch.length === 0) return;
    const identifiers = batch.map(({ messageId }) => messageId);
    const records = batch.map((record) => this.eventRecord(record));
    const { failed, failedItems } = await invokeWithBatch(this.run, this.mapping, {
      records,
      identifiers,
      traceHeaders: batch.map(({ attributes }) => attributes["AWSTraceHeader"]),
      describe: () => batch.map(describeMessage),
    });
    const done = failed ? batch.filter(({ messageId }) => failedItems?.includes(messageId) === false) : batch;
    source.delete(sourceArn, handlesOf(done));
  }

  /** Returns a record of the event. Without a batching window, AWS omits an absent MD5 (recorded: sqs-redrive, sqs-event). */
  private eventRecord({ md5OfMessageAttributes, ...record }: QueueRecord): object {
    const { sourceArn, windowMillis } = this.mapping;
    const isShown = md5OfMessageAttributes !== null || windowMillis > 0;
    return {
      ...record,
      ...(isShown ? { md5OfMessageAttributes } : {}),
      eventSource: "aws:sqs",
      eventSourceARN: sourceArn,
      awsRegion: sourceArn.split(":")[3],
    };
  }
}

/** Maximum length of a body in a description. */
const maxBody = 200;

function describeMessage({ messageId: id, body, attributes }: QueueRecord): BatchRecord {
  return { id, what: "message", text: body.slice(0, maxBody), trace: traceOf(attributes["AWSTraceHeader"]) };
}

function handlesOf(records: readonly QueueRecord[]): string[] {
  return records.map(({ receiptHandle }) => receiptHandle);
}
