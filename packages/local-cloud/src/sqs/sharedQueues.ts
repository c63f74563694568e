import { authorizeAccess } from "../kernel/policies/access";
import type { Clock } from "../kernel/clock";
import { authorizer } from "../kernel/interfaces/authorization";
import { ServiceError } from "../kernel/protocols/jsonService";
import type { QueueDescription, QueueMessage, QueueRecord, Queues, QueueSender } from "../kernel/interfaces/queues";
import type { ServiceRegistry } from "../kernel/serviceRegistry";
import type { QueueActivity } from "./activity";
import type { LiveQueue } from "./liveQueue";
import type { Received } from "./queueRecord";
import { waitForChange } from "./longPolling";
import { md5, systemAttributesOf } from "./message";
import { md5OfAttributes } from "./messageAttributes";
import { sendMessage } from "./messageOperations";
import { outgoingOf } from "./outgoing";
import { urlOf, type QueueTable } from "./queues";
import { senderIdOf, serviceSenderId } from "../kernel/policies/senderId";

/** Maximum number of messages of a receive (SQS API reference, ReceiveMessage). */
const maxReceived = 10;

export interface SharedQueuesOptions {
  readonly table: QueueTable;
  readonly activity: QueueActivity;
  readonly registry: ServiceRegistry;
  readonly clock: Clock;
}

/** The queues for other services of the run. */
export class SharedQueues implements Queues {
  constructor(private readonly own: SharedQueuesOptions) {}

  get descriptions(): readonly QueueDescription[] {
    return this.own.table.all.map(descriptionOf);
  }

  describe(queueArn: string): QueueDescription | undefined {
    const queue = this.own.table.find(queueArn);
    return queue && descriptionOf(queue);
  }

  send(queueArn: string, message: QueueMessage, sender: QueueSender): string | undefined {
    const { table, activity } = this.own;
    const { body: MessageBody, attributes: MessageAttributes, group: MessageGroupId, deduplicationId } = message;
    const MessageDeduplicationId = deduplicationId;
    const input = { MessageBody, MessageAttributes, MessageGroupId, MessageDeduplicationId };
    const senderId = "principal" in sender ? senderIdOf(sender.principal) : serviceSenderId(sender.service);
    try {
      const queue = table.get(queueArn);
      const denial = this.denialOf(queue, sender);
      if (denial !== undefined) return denial;
      const more = { senderId, traceHeader: message.traceHeader, invalid: "One or more parameters are invalid." };
      sendMessage({ activity }, { queue, message: outgoingOf(queue, input, more), input: {} });
      return undefined;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return error.message;
    }
  }

  private denialOf({ arn: resource, record }: LiveQueue, sender: QueueSender): string | undefined {
    const iam = this.own.registry.use(authorizer);
    const { Policy: policy } = record.attributes;
    const request = { action: "sqs:SendMessage", resource };
    if ("principal" in sender) return authorizeAccess(iam, sender.principal, { ...request, policy }).denial;
    return iam.resourceDenial(policy ?? noPolicy, { ...request, ...sender });
  }

  receive(queueArn: string, count: number): readonly QueueRecord[] {
    const queue = this.own.table.find(queueArn);
    if (queue === undefined) return [];
    queue.used = this.own.clock.now();
    const received = queue.receive(Math.min(count, maxReceived));
    if (received.length > 0) this.own.activity.received(queue, received.length);
    return received.map(recordOf);
  }

  async changed(queueArn: string, millis: number, signal: AbortSignal): Promise<void> {
    const { table, clock } = this.own;
    const queue = table.find(queueArn);
    if (queue === undefined) return clock.sleep(millis, signal).catch(() => undefined);
    const next = queue.nextVisible(clock.now());
    const until = next === undefined ? millis : Math.min(millis, next - clock.now());
    await waitForChange(queue, until, { clock, stopping: signal });
  }

  delete(queueArn: string, receiptHandles: readonly string[]): void {
    const deleted = this.forEach(queueArn, receiptHandles, (queue, handle) => queue.delete(handle));
    const queue = this.own.table.find(queueArn);
    if (queue !== undefined) this.own.activity.deleted(queue, deleted);
  }

  changeVisibility(queueArn: string, receiptHandles: readonly string[], seconds: number): void {
    this.forEach(queueArn, receiptHandles, (queue, handle) => queue.changeVisibility(handle, seconds));
  }

  /** Skips handles of messages that are gone. @returns the number of successes. */
  private forEach(
    queueArn: string,
    handles: readonly string[],
    act: (queue: LiveQueue, handle: string) => void,
  ): number {
    const queue = this.own.table.find(queueArn);
    if (queue === undefined) return 0;
    let succeeded = 0;
    for (const handle of handles) {
      try {
        act(queue, handle);
        succeeded += 1;
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
      }
    }
    return succeeded;
  }
}

/** A queue without a policy allows no service. */
const noPolicy = JSON.stringify({ Statement: [] });

function descriptionOf(queue: LiveQueue): QueueDescription {
  const { arn, isFifo, record } = queue;
  const [name, policy] = [record.name, record.attributes["Policy"]];
  return { arn, name, url: urlOf(queue), isFifo, visibilityTimeout: queue.number("VisibilityTimeout"), policy };
}

function recordOf({ message, handle }: Received): QueueRecord {
  const { id, body, attributes } = message;
  return {
    messageId: id,
    receiptHandle: handle,
    body,
    attributes: systemAttributesOf(message),
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        {
          ...(StringValue === undefined ? {} : { stringValue: StringValue }),
          ...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
          stringListValues: [],
          binaryListValues: [],
          dataType: DataType,
        },
      ]),
    ),
    md5OfMessageAttributes: md5OfAttributes(attributes) ?? null,
    md5OfBody: md5(body),
  };
}
