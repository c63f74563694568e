import { randomUUID } from "node:crypto";
import { traceOf } from "../kernel/facts/facts";
import { functions, InvokeRefused } from "../kernel/interfaces/functions";
import { queues, type QueueMessage } from "../kernel/interfaces/queues";
import type { Run } from "../kernel/service";
import type { Delivery } from "./delivery";
import { effectiveSubscriptionPolicy } from "./deliveryPolicy";
import { envelope, lambdaEvent, textFor, unsubscribeUrl } from "./envelope";
import { post } from "./http";
import type { Mailbox } from "./mailbox";
import { isRaw } from "./subscriptionAttributes";

/** Reason why an endpoint does not accept a message. */
export interface SendFailure {
  readonly reason: string;
  /** SNS retries after errors of the server, but not for a missing permission or resource. */
  readonly isRetried: boolean;
}

export interface SendContext {
  readonly run: Run;
  readonly mailbox: Mailbox;
  readonly stopping: AbortSignal;
}

type Send = (delivery: Delivery, context: SendContext) => SendFailure | undefined | Promise<SendFailure | undefined>;

const service = "sns.amazonaws.com";

/** Sends a message to an endpoint once, by protocol. */
export const senders: Readonly<Record<string, Send>> = {
  sqs: (delivery, { run }) => {
    const { subscription, message, links } = delivery;
    const { endpoint, topicArn } = subscription;
    const body = () => envelope(subscription, message, links);
    const content = queueMessageOf(delivery, { isFifo: endpoint.endsWith(".fifo"), body });
    const denial = run.registry.use(queues).send(endpoint, content, { service, sourceArn: topicArn });
    return denial === undefined ? undefined : { reason: denial, isRetried: false };
  },
  lambda: callFunction,
  http: (delivery, context) => postNotification(delivery, context),
  https: (delivery, context) => postNotification(delivery, context),
  email: (delivery, { run, mailbox }) => {
    const { subscription, message, links } = delivery;
    const unsubscribe = unsubscribeUrl(subscription, links);
    const footer = `\n\n--\nIf you wish to stop receiving notifications from this topic, please visit the link below to unsubscribe:\n${unsubscribe}\n`;
    return addMail(delivery, { mailbox, at: run.clock.now(), text: textFor(message, "email") + footer });
  },
  "email-json": (delivery, { run, mailbox }) => {
    const text = envelope(delivery.subscription, delivery.message, delivery.links);
    return addMail(delivery, { mailbox, at: run.clock.now(), text });
  },
  sms: (delivery, { run, mailbox }) =>
    addMail(delivery, { mailbox, at: run.clock.now(), text: textFor(delivery.message, "sms") }),
  application: () => ({ reason: "the local cloud does not emulate mobile push", isRetried: false }),
  firehose: () => ({ reason: "the local cloud does not emulate Firehose", isRetried: false }),
};

/**
 * Returns a message for a queue: the envelope, or with raw delivery the text with its attributes. A FIFO queue receives
 * group and deduplication id, and a standard queue receives the group of a standard topic (recorded:
 * sns/standard-group-id).
 */
export function queueMessageOf(
  { subscription, message }: Delivery,
  { isFifo, body }: { readonly isFifo: boolean; readonly body: () => string },
): QueueMessage {
  const { group, deduplicationId, traceHeader, attributes } = message;
  const hasGroup = group !== undefined && (isFifo || message.sequence === undefined);
  const raw = isRaw(subscription);
  return {
    body: raw ? textFor(message, "sqs") : body(),
    ...(raw ? { attributes } : {}),
    ...(hasGroup ? { group } : {}),
    ...(isFifo && deduplicationId !== undefined ? { deduplicationId } : {}),
    ...(traceHeader === undefined ? {} : { traceHeader }),
  };
}

async function callFunction(
  { subscription, message, links }: Delivery,
  { run }: SendContext,
): Promise<SendFailure | undefined> {
  try {
    await run.registry.use(functions).invoke({
      functionName: subscription.endpoint,
      invocationType: "Event",
      payload: lambdaEvent(subscription, message, links),
      caller: { principal: service, sourceArn: subscription.topicArn },
      ...(message.traceHeader === undefined ? {} : { traceId: message.traceHeader }),
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof InvokeRefused)) throw error;
    return {
      reason: `${error.code}: ${error.message}`,
      isRetried: error.statusCode === 429 || error.statusCode >= 500,
    };
  }
}

function postNotification(
  { topic, subscription, message, links }: Delivery,
  { run: { allowNetwork }, stopping }: SendContext,
): Promise<SendFailure | undefined> {
  const raw = isRaw(subscription);
  const { effective } = effectiveSubscriptionPolicy(
    topic.attributes["DeliveryPolicy"],
    subscription.attributes["DeliveryPolicy"],
  );
  const notification = {
    url: subscription.endpoint,
    body: raw ? textFor(message, subscription.protocol) : envelope(subscription, message, links),
    contentType: effective.contentType,
    type: "Notification",
    messageId: message.id,
    topicArn: subscription.topicArn,
    subscriptionArn: subscription.arn,
    isRaw: raw,
  };
  return post(notification, { allowNetwork, stopping });
}

function addMail(
  { topic, label, subscription, message }: Delivery,
  { mailbox, at, text }: { readonly mailbox: Mailbox; readonly at: number; readonly text: string },
): undefined {
  const { protocol, endpoint: to } = subscription;
  const sender = topic.attributes["DisplayName"] ?? "";
  // SNS Developer Guide, "Email notifications": without a subject, SNS sends this one.
  const subject = message.subject ?? (sender === "" ? "AWS Notification Message" : sender);
  const mail = { id: randomUUID(), at, topic: label, protocol: protocol as "email", to, subject, text };
  mailbox.add(protocol === "sms" ? { ...mail, subject: "" } : mail, traceOf(message.traceHeader));
  return undefined;
}
