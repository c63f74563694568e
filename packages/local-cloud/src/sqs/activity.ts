import type { Facts } from "../kernel/facts/facts";
import type { QueueFact } from "../kernel/facts/messageFacts";
import type { LiveQueue } from "./liveQueue";

/** Reports what happens to the messages of queues, for metrics and readers. */
export class QueueActivity {
  constructor(private readonly facts: Pick<Facts, "report">) {}

  sent(queue: LiveQueue, bytes: number): void {
    this.report(queue, { what: "sent", count: 1, bytes });
  }

  /** Reports a message that a FIFO queue has accepted as a repetition. */
  repeated(queue: LiveQueue): void {
    this.report(queue, { what: "repeated", count: 1 });
  }

  /** @param count 0 for an empty receive. */
  received(queue: LiveQueue, count: number): void {
    this.report(queue, { what: "received", count });
  }

  deleted(queue: LiveQueue, count: number): void {
    if (count > 0) this.report(queue, { what: "deleted", count });
  }

  /** Reports the numbers of messages, as CloudWatch reads them each minute. */
  level(queue: LiveQueue, now: number): void {
    const { visible, inFlight, delayed, age, groupsInFlight } = queue.counts(now);
    this.facts.report(() => ({
      kind: "queueLevel",
      queueName: queue.record.name,
      isFifo: queue.isFifo,
      visible,
      inFlight,
      delayed,
      ageSeconds: age / 1000,
      groupsInFlight,
    }));
  }

  private report(queue: LiveQueue, what: Pick<QueueFact, "what" | "count" | "bytes">): void {
    this.facts.report(() => ({ kind: "queue", queueName: queue.record.name, ...what }));
  }
}
