import { isLocalHost } from "../kernel/http/http";
import { messageOf } from "../kernel/errors";

/** Time in which an endpoint must answer (SNS Developer Guide, "Message delivery retries"). */
const timeoutMillis = 15_000;

export interface HttpMessage {
  readonly url: string;
  readonly body: string;
  readonly contentType: string;
  /** `SubscriptionConfirmation`, `Notification` or `UnsubscribeConfirmation`. */
  readonly type: string;
  readonly messageId: string;
  readonly topicArn: string;
  /** Undefined in the request to confirm a subscription. */
  readonly subscriptionArn: string | undefined;
  readonly isRaw: boolean;
}

export interface HttpFailure {
  readonly reason: string;
  /** SNS retries after status 429 and 5xx, and if there is no answer; other statuses are permanent. */
  readonly isRetried: boolean;
}

/**
 * Posts a message to an endpoint on this machine.
 *
 * @param allowNetwork true to post to other hosts too.
 * @returns why the endpoint does not accept it; undefined if it does.
 */
export async function post(
  message: HttpMessage,
  { allowNetwork, stopping }: { readonly allowNetwork: boolean; readonly stopping: AbortSignal },
): Promise<HttpFailure | undefined> {
  if (!URL.canParse(message.url)) return { reason: `${message.url} is not a URL`, isRetried: false };
  const url = new URL(message.url);
  if (!allowNetwork && !isLocalHost(url.hostname)) {
    return { reason: `${url.host} is not on this machine; pass --allow-network to call it`, isRetried: false };
  }
  try {
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(timeoutMillis)]);
    const { status, body } = await sendTo(url, message, signal);
    await body?.cancel();
    if (status >= 200 && status < 300) return undefined;
    return { reason: `the endpoint answered ${status}`, isRetried: status === 429 || status >= 500 };
  } catch (error) {
    return { reason: reasonOf(error), isRetried: true };
  }
}

function sendTo(url: URL, message: HttpMessage, signal: AbortSignal): Promise<Response> {
  const { body, contentType, type, messageId, topicArn, subscriptionArn, isRaw } = message;
  return fetch(url, {
    method: "POST",
    body,
    redirect: "manual",
    signal,
    headers: {
      "Content-Type": contentType,
      "User-Agent": "Amazon Simple Notification Service Agent",
      "X-Amz-Sns-Message-Type": type,
      "X-Amz-Sns-Message-Id": messageId,
      "X-Amz-Sns-Topic-Arn": topicArn,
      ...(subscriptionArn === undefined ? {} : { "X-Amz-Sns-Subscription-Arn": subscriptionArn }),
      ...(isRaw ? { "X-Amz-Sns-Rawdelivery": "true" } : {}),
    },
  });
}

/** fetch wraps the error of the connection. */
function reasonOf(error: unknown): string {
  const { cause } = error as { readonly cause?: unknown };
  return messageOf(cause ?? error);
}
