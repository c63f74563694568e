import { stackOf } from "../kernel/errors";
import { traceOf } from "../kernel/facts/facts";
import { queues } from "../kernel/interfaces/queues";
import type { Run } from "../kernel/service";
import { stopController } from "../kernel/bounds/stopController";
import { delaysOf, effectiveSubscriptionPolicy } from "./deliveryPolicy";
import type { Delivery } from "./delivery";
import { envelope, textFor } from "./envelope";
import type { FilterRejection } from "./filterPolicy";
import type { Mailbox } from "./mailbox";
import { queueMessageOf, senders, type SendFailure } from "./senders";
import { deadLetterQueueOf } from "./subscriptionAttributes";

/** Maximum number of deliveries that wait for a retry. */
const maxWaiting = 10_000;

/** Sends messages to endpoints until they accept, or until the retries are exhausted. */
export class Deliveries {
  private readonly stopping = stopController();
  private waiting = 0;

  constructor(
    private readonly run: Run,
    private readonly mailbox: Mailbox,
  ) {}

  stop(): void {
    this.stopping.abort();
  }

  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  /** Starts a delivery. A message to a queue has arrived when this call returns, so that the order is preserved. */
  start(delivery: Delivery): void {
    const { run, mailbox, signal: stopping } = this;
    const sent = senders[delivery.subscription.protocol]?.(delivery, { run, mailbox, stopping });
    if (sent instanceof Promise) {
      sent
        .then((failure) => this.proceed(delivery, failure))
        .catch((error: unknown) => run.log({ source: "sns", text: stackOf(error) }));
    } else if (sent === undefined) this.finish(delivery, {});
    else this.fail(delivery, sent);
  }

  /** Reports a message that a filter policy rejects. */
  reportFiltered(delivery: Delivery, rejection: FilterRejection): void {
    this.report(delivery, { outcome: "filtered", reason: rejection, isDeadLettered: undefined });
  }

  private async proceed(delivery: Delivery, first: SendFailure | undefined): Promise<void> {
    const { topic, subscription } = delivery;
    const { clock } = this.run;
    const { effective } = effectiveSubscriptionPolicy(
      topic.attributes["DeliveryPolicy"],
      subscription.attributes["DeliveryPolicy"],
    );
    let failure = first;
    for (const seconds of failure?.isRetried === true ? delaysOf(effective.retries) : []) {
      if (this.waiting >= maxWaiting || this.signal.aborted) break;
      this.waiting += 1;
      await clock.sleep(seconds * 1_000, this.signal).catch(() => undefined);
      this.waiting -= 1;
      if (this.signal.aborted) return;
      const { run, mailbox, signal: stopping } = this;
      failure = await senders[subscription.protocol]!(delivery, { run, mailbox, stopping });
      if (failure?.isRetried !== true) break;
    }
    if (failure === undefined) this.finish(delivery, {});
    else if (!this.signal.aborted) this.fail(delivery, failure);
  }

  private fail(delivery: Delivery, failure: SendFailure): void {
    const { subscription, label } = delivery;
    const letters = deadLetterQueueOf(subscription.attributes["RedrivePolicy"]);
    const denial = letters === undefined ? undefined : this.sendToDeadLetters(letters, delivery);
    const isDeadLettered = letters === undefined ? undefined : denial === undefined;
    this.finish(delivery, { reason: failure.reason, isDeadLettered });
    if (isDeadLettered === true) return;
    const why = letters === undefined ? "" : `; dead-letter queue ${letters}: ${denial!}`;
    const text = `topic ${label}: the message for ${subscription.protocol} ${subscription.endpoint} is dropped: ${failure.reason}${why}`;
    this.run.log({ source: "sns", text });
  }

  /** @returns the reason why the queue rejects the message; undefined if it accepts it. */
  private sendToDeadLetters(queueArn: string, delivery: Delivery): string | undefined {
    const { subscription, message, links } = delivery;
    const content = queueMessageOf(delivery, {
      isFifo: queueArn.endsWith(".fifo"),
      body: () => (subscription.protocol === "sms" ? textFor(message, "sms") : envelope(subscription, message, links)),
    });
    const sender = { service: "sns.amazonaws.com", sourceArn: subscription.topicArn };
    return this.run.registry.use(queues).send(queueArn, content, sender);
  }

  private finish(
    delivery: Delivery,
    { reason, isDeadLettered }: { readonly reason?: string; readonly isDeadLettered?: boolean | undefined },
  ): void {
    this.report(delivery, { outcome: reason === undefined ? "delivered" : "failed", reason, isDeadLettered });
  }

  private report(
    { topic, label, subscription, message }: Delivery,
    end: {
      readonly outcome: "delivered" | "failed" | "filtered";
      readonly reason: string | undefined;
      readonly isDeadLettered: boolean | undefined;
    },
  ): void {
    this.run.facts.report(() => ({
      kind: "topicDelivery",
      trace: traceOf(message.traceHeader),
      messageId: message.id,
      topic: label,
      topicName: topic.name,
      subscriptionArn: subscription.arn,
      protocol: subscription.protocol,
      endpoint: subscription.endpoint,
      ...end,
    }));
  }
}
