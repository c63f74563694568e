/** A message of a dead-letter queue. */
export interface DeadLetter {
  readonly id: string;
  readonly body: string;
  /** Names of the message attributes. */
  readonly attributes: readonly string[];
}

/** Position of records in a table's stream. */
export interface StreamRange {
  readonly streamArn: string;
  readonly shardId: string;
  readonly startSequenceNumber: string;
  readonly endSequenceNumber: string;
}

/** The content of a dead letter: an event of the function, or the position of its records. */
export type LetterContent =
  | { readonly kind: "event"; readonly event: unknown }
  | { readonly kind: "stream"; readonly range: StreamRange }
  | { readonly kind: "unknown" };

interface Body {
  readonly DDBStreamBatchInfo?: StreamRange;
  readonly requestContext?: object;
  readonly requestPayload?: unknown;
  readonly Type?: string;
  readonly TopicArn?: string;
}

/**
 * Reads a dead letter of a consumer. Its format depends on the service that sent it:
 *
 * - Lambda sends the position of a stream's records (Lambda Developer Guide, "Retain discarded batches").
 * - Lambda sends a record of a failed asynchronous call, with its event as `requestPayload` (same guide, "Capturing
 *   records of Lambda asynchronous invocations").
 * - EventBridge sends the event that it could not deliver, with message attributes (EventBridge User Guide, "Using
 *   dead-letter queues").
 * - SNS sends the notification that it could not deliver (SNS Developer Guide, "Dead-letter queues").
 */
export function readLetter({ body, attributes }: DeadLetter): LetterContent {
  const content = parseObject(body);
  if (content === undefined) return { kind: "unknown" };
  if (content.DDBStreamBatchInfo !== undefined) return { kind: "stream", range: content.DDBStreamBatchInfo };
  if (content.requestContext !== undefined && content.requestPayload !== undefined)
    return { kind: "event", event: content.requestPayload };
  if (content.Type === "Notification" && content.TopicArn !== undefined)
    return { kind: "event", event: topicEvent(content as Notification) };
  if (attributes.includes("RULE_ARN")) return { kind: "event", event: content };
  return { kind: "unknown" };
}

function parseObject(text: string): Body | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

interface Notification {
  readonly SigningCertURL?: string;
  readonly UnsubscribeURL?: string;
  readonly [field: string]: unknown;
}

/** Returns the event with which SNS calls a function (Lambda Developer Guide, "Using Lambda with Amazon SNS"). */
function topicEvent({ SigningCertURL, UnsubscribeURL, ...notification }: Notification): object {
  const [, subscriptionArn = ""] = /[?&]SubscriptionArn=([^&]+)/.exec(UnsubscribeURL ?? "") ?? [];
  const urls = { SigningCertUrl: SigningCertURL, UnsubscribeUrl: UnsubscribeURL };
  return {
    Records: [
      {
        EventSource: "aws:sns",
        EventVersion: "1.0",
        EventSubscriptionArn: decodeURIComponent(subscriptionArn),
        Sns: { Subject: null, MessageAttributes: {}, ...notification, ...urls },
      },
    ],
  };
}
