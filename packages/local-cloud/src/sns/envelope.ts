import { createHash } from "node:crypto";
import { isFifo } from "./arns";
import type { MessageAttributes, OutgoingMessage, Subscription } from "./model";

/** Links in messages. */
export interface Links {
  /** URL of the SNS endpoint, without a slash at its end. */
  readonly endpoint: string;
  /** `1` or `2`; the attribute of the topic. */
  readonly signatureVersion: string;
}

/** Returns the text of a message for a protocol. */
export function textFor({ byProtocol, message }: OutgoingMessage, protocol: string): string {
  if (byProtocol === undefined) return message;
  return Object.hasOwn(byProtocol, protocol) ? byProtocol[protocol]! : byProtocol["default"]!;
}

/** Returns the time of a message, as in its envelope. */
export function timestampOf({ at }: Pick<OutgoingMessage, "at">): string {
  return new Date(Math.floor(at)).toISOString();
}

export function unsubscribeUrl({ arn }: Pick<Subscription, "arn">, { endpoint }: Links): string {
  return `${endpoint}/?Action=Unsubscribe&SubscriptionArn=${arn}`;
}

/** Returns the link that confirms a subscription. */
export function subscribeUrl(
  { topicArn, token }: Pick<Subscription, "topicArn" | "token">,
  { endpoint }: Links,
): string {
  return `${endpoint}/?Action=ConfirmSubscription&TopicArn=${topicArn}&Token=${token}`;
}

/** Returns the attributes of an envelope: `Type` and `Value`; bytes as base64. */
export function shownAttributes(attributes: MessageAttributes): Record<string, { Type: string; Value: string }> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: StringValue ?? BinaryValue ?? "" },
    ]),
  );
}

/**
 * Returns the envelope of queues, HTTP and email-json (SNS Developer Guide, "HTTP/HTTPS notification JSON format").
 * Messages of a FIFO topic have a sequence number and no signature (recorded: sns/fifo-content).
 */
export function envelope(subscription: Subscription, message: OutgoingMessage, links: Links): string {
  const { topicArn, protocol } = subscription;
  const attributes = shownAttributes(message.attributes);
  const content = {
    Type: "Notification",
    MessageId: message.id,
    ...(message.sequence === undefined ? {} : { SequenceNumber: message.sequence }),
    TopicArn: topicArn,
    ...(message.subject === undefined ? {} : { Subject: message.subject }),
    Message: textFor(message, protocol),
    Timestamp: timestampOf(message),
  };
  return JSON.stringify({
    ...content,
    ...(isFifo(topicArn) ? {} : signatureOf(content, { topicArn, ...links })),
    UnsubscribeURL: unsubscribeUrl(subscription, links),
    ...(Object.keys(attributes).length === 0 ? {} : { MessageAttributes: attributes }),
  });
}

/** Returns the event of a function (SNS Developer Guide, "Fanout to Lambda functions"). */
export function lambdaEvent(subscription: Subscription, message: OutgoingMessage, links: Links): string {
  const { arn, topicArn } = subscription;
  const content = { Type: "Notification", MessageId: message.id, TopicArn: topicArn };
  const Message = textFor(message, "lambda");
  const signature = isFifo(topicArn)
    ? undefined
    : signatureOf({ ...content, Message, Timestamp: timestampOf(message) }, { topicArn, ...links });
  const Sns = {
    ...content,
    ...(message.sequence === undefined ? {} : { SequenceNumber: message.sequence }),
    Subject: message.subject ?? null,
    Message,
    Timestamp: timestampOf(message),
    ...(signature && {
      SignatureVersion: signature.SignatureVersion,
      Signature: signature.Signature,
      SigningCertUrl: signature.SigningCertURL,
    }),
    UnsubscribeUrl: unsubscribeUrl(subscription, links),
    MessageAttributes: shownAttributes(message.attributes),
  };
  return JSON.stringify({
    Records: [{ EventSource: "aws:sns", EventVersion: "1.0", EventSubscriptionArn: arn, Sns }],
  });
}

/** Returns the message that asks an endpoint to confirm a subscription, or that reports its end. */
export function confirmation(
  subscription: Subscription,
  { id, at, isEnd }: { readonly id: string; readonly at: number; readonly isEnd: boolean },
  links: Links,
): string {
  const { arn, topicArn, token } = subscription;
  const content = {
    Type: isEnd ? "UnsubscribeConfirmation" : "SubscriptionConfirmation",
    MessageId: id,
    Token: token,
    TopicArn: topicArn,
    Message: isEnd
      ? `You have chosen to deactivate subscription ${arn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.`
      : `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
    SubscribeURL: subscribeUrl(subscription, links),
    Timestamp: timestampOf({ at }),
  };
  return JSON.stringify({ ...content, ...signatureOf(content, { topicArn, ...links }) });
}

/**
 * Returns the signature fields. The signature has the form of AWS's, but no certificate verifies it: only AWS has the
 * key of the certificate.
 */
function signatureOf(content: object, { topicArn, signatureVersion }: Links & { readonly topicArn: string }) {
  const [, , , region = ""] = topicArn.split(":");
  const text = Object.entries(content)
    .map(([name, value]) => `${name}\n${String(value)}\n`)
    .join("");
  const digest = createHash("sha512").update(text).digest();

  return {
    SignatureVersion: signatureVersion,
    // An RSA signature of AWS has 256 bytes.
    Signature: Buffer.concat([digest, digest, digest, digest]).toString("base64"),
    SigningCertURL: `https://sns.${region}.amazonaws.com/SimpleNotificationService-${"0".repeat(32)}.pem`,
  };
}
