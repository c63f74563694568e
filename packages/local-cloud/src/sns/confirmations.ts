import { randomBytes, randomUUID } from "node:crypto";
import { stackOf } from "../kernel/errors";
import type { Run } from "../kernel/service";
import { delaysOf, effectiveSubscriptionPolicy, defaultContentType } from "./deliveryPolicy";
import { confirmation, subscribeUrl } from "./envelope";
import { post } from "./http";
import type { Mailbox } from "./mailbox";
import type { Subscription } from "./model";
import type { Publisher } from "./publisher";
import type { TopicStore } from "./store";

/** Returns a token in the form of AWS's: 288 hexadecimal digits. */
export function newToken(): string {
  return randomBytes(144).toString("hex");
}

/** Asks endpoints to confirm their subscriptions. Emails arrive in the mailbox. */
export class Confirmations {
  constructor(
    private readonly own: {
      readonly run: Run;
      readonly store: TopicStore;
      readonly publisher: Publisher;
      readonly mailbox: Mailbox;
      readonly stopping: AbortSignal;
    },
  ) {}

  /** Sends the request to confirm a subscription. */
  request(subscription: Subscription): void {
    if (subscription.protocol.startsWith("email")) this.mail(subscription);
    else this.send(subscription, false);
  }

  /** @returns the subscription; undefined if the token belongs to none of the topic. */
  confirm(topicArn: string, token: string, isAuthenticated: boolean): Subscription | undefined {
    const { store } = this.own;
    const found = store.subscriptionsOf(topicArn).find((subscription) => subscription.token === token);
    if (found === undefined || found.isConfirmed) return found;
    const confirmed = { ...found, isConfirmed: true, wasAuthenticated: isAuthenticated };
    store.putSubscription(confirmed);
    return confirmed;
  }

  /** Informs an HTTP endpoint about the end of its subscription. */
  reportEnd(subscription: Subscription): void {
    if (/^https?$/.test(subscription.protocol) && subscription.isConfirmed) this.send(subscription, true);
  }

  private mail(subscription: Subscription): void {
    const { mailbox, run, store } = this.own;
    const { topicArn, protocol, endpoint: to } = subscription;
    const label = store.declarations.get(topicArn)?.label ?? topicArn.split(":").at(-1)!;
    const links = this.linksOf(subscription);
    const [id, at] = [randomUUID(), run.clock.now()];
    const text =
      protocol === "email-json"
        ? confirmation(subscription, { id, at, isEnd: false }, links)
        : `You have chosen to subscribe to the topic:\n${topicArn}\n\nTo confirm this subscription, visit the link below:\n${subscribeUrl(subscription, links)}\n`;
    const subject = "AWS Notification - Subscription Confirmation";
    mailbox.add({ id, at, topic: label, protocol: protocol as "email", to, subject, text }, undefined);
  }

  private linksOf({ topicArn }: Subscription) {
    const { store, publisher } = this.own;
    return publisher.linksOf(store.find(topicArn) ?? { attributes: {} });
  }

  private send(subscription: Subscription, isEnd: boolean): void {
    this.sendUntilAccepted(subscription, isEnd).catch((error: unknown) =>
      this.own.run.log({ source: "sns", text: stackOf(error) }),
    );
  }

  private async sendUntilAccepted(subscription: Subscription, isEnd: boolean): Promise<void> {
    const { run, store, stopping } = this.own;
    const { topicArn, endpoint, arn } = subscription;
    const messageId = randomUUID();
    const message = {
      url: endpoint,
      body: confirmation(subscription, { id: messageId, at: run.clock.now(), isEnd }, this.linksOf(subscription)),
      contentType: defaultContentType,
      type: isEnd ? "UnsubscribeConfirmation" : "SubscriptionConfirmation",
      messageId,
      topicArn,
      subscriptionArn: isEnd ? arn : undefined,
      isRaw: false,
    };
    const topicPolicy = store.find(topicArn)?.attributes["DeliveryPolicy"];
    const { retries } = effectiveSubscriptionPolicy(topicPolicy, subscription.attributes["DeliveryPolicy"]).effective;
    for (const seconds of [...delaysOf(retries), undefined]) {
      const failure = await post(message, { allowNetwork: run.allowNetwork, stopping });
      if (failure === undefined || stopping.aborted) return;
      if (seconds === undefined || !failure.isRetried) {
        const text = `subscription ${arn}: ${endpoint} does not receive its ${message.type}: ${failure.reason}`;
        run.log({ source: "sns", text });
        return;
      }
      await run.clock.sleep(seconds * 1_000, stopping).catch(() => undefined);
    }
  }
}
