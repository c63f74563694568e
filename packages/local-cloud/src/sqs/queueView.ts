import { UserError } from "../kernel/errors";
import type { PeekedMessage, QueueContents, QueueState } from "../kernel/interfaces/queueContents";
import { withUserErrors } from "../kernel/protocols/serviceErrors";
import { headerOfTrace, newTrace } from "../kernel/facts/traces";
import type { Api } from "./api";
import type { LiveQueue } from "./liveQueue";
import { isDelayed, isInFlight, systemAttributesOf, type StoredMessage } from "./message";
import { sendMessage } from "./messageOperations";
import type { MoveTasks } from "./moveTasks";
import { outgoingOf } from "./outgoing";
import { redrivePolicyOf } from "./redrivePolicy";
import { serviceSenderId } from "../kernel/policies/senderId";

/** Sender of the console's messages. */
const sender = serviceSenderId("console");

/** The queues of a run for the console, which accesses them without IAM. */
export class QueueView implements QueueContents {
  constructor(
    private readonly api: Api,
    private readonly tasks: MoveTasks,
  ) {}

  get states(): readonly QueueState[] {
    return this.api.table.all.map((queue) => this.stateOf(queue));
  }

  peek(queueArn: string, count: number): readonly PeekedMessage[] | undefined {
    const queue = this.api.table.find(queueArn);
    if (queue === undefined) return undefined;
    const now = this.api.clock.now();
    // Counting removes expired messages.
    queue.counts(now);
    const found: PeekedMessage[] = [];
    for (const message of queue.order.all()) {
      if (found.length >= count) break;
      found.push(peeked(message, now));
    }
    return found;
  }

  send(queueArn: string, input: Readonly<Record<string, unknown>>): string {
    const queue = this.find(queueArn);
    const traceHeader = headerOfTrace(newTrace(this.api.clock.now()));
    return withUserErrors(() => {
      const more = { senderId: sender, traceHeader, invalid: "One or more parameters are invalid." };
      const answer = sendMessage(this.api, { queue, message: outgoingOf(queue, input, more), input: {} });
      return (answer as { MessageId: string }).MessageId;
    });
  }

  purge(queueArn: string): number {
    const queue = this.find(queueArn);
    const { visible, inFlight, delayed } = queue.counts(this.api.clock.now());
    queue.purge();
    return visible + inFlight + delayed;
  }

  redrive(sourceArn: string): void {
    this.find(sourceArn);
    withUserErrors(() => this.tasks.start({ sourceArn, destinationArn: undefined, perSecond: undefined }));
  }

  private stateOf(queue: LiveQueue): QueueState {
    const { visible, inFlight, delayed, age } = queue.counts(this.api.clock.now());
    const [task] = this.tasks.of(queue.arn);
    return {
      arn: queue.arn,
      name: queue.record.name,
      isFifo: queue.isFifo,
      ...{ visible, inFlight, delayed, oldestSeconds: age / 1000 },
      deadLetters: redrivePolicyOf(queue.record.attributes["RedrivePolicy"])?.deadLetterTargetArn,
      deadLettersOf: this.api.table.sourcesOf(queue.arn).map(({ record }) => record.name),
      move: task && { status: task.status, moved: task.moved, toMove: task.toMove, failure: task.failure },
    };
  }

  private find(queueArn: string): LiveQueue {
    const queue = this.api.table.find(queueArn);
    if (queue === undefined) throw new UserError(`there is no queue ${JSON.stringify(queueArn)}`);
    return queue;
  }
}

function peeked(message: StoredMessage, now: number): PeekedMessage {
  const { id, body, attributes } = message;
  const values = Object.entries(attributes).map(([name, { StringValue, BinaryValue = "" }]) => {
    return [name, StringValue ?? BinaryValue] as const;
  });
  const state = isInFlight(message, now) ? "in flight" : isDelayed(message, now) ? "delayed" : "visible";
  return { id, body, attributes: Object.fromEntries(values), system: systemAttributesOf(message), state };
}
