import { invalid } from "./errors";

/** Retries of HTTP deliveries (SNS Developer Guide, "Message delivery retries"). */
export interface RetryPolicy {
  /** Seconds. */
  readonly minDelayTarget: number;
  /** Seconds. */
  readonly maxDelayTarget: number;
  readonly numRetries: number;
  readonly numMaxDelayRetries: number;
  readonly numNoDelayRetries: number;
  readonly numMinDelayRetries: number;
  readonly backoffFunction: string;
}

/** Recorded: the EffectiveDeliveryPolicy of a new topic. */
const defaultRetries: RetryPolicy = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numMaxDelayRetries: 0,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  backoffFunction: "linear",
};

export const defaultContentType = "text/plain; charset=UTF-8";

/** The `http` part of a topic's policy. */
export interface TopicPolicy {
  readonly defaultHealthyRetryPolicy?: Partial<RetryPolicy>;
  readonly disableSubscriptionOverrides: boolean;
  readonly defaultRequestPolicy?: { readonly headerContentType?: string };
  readonly defaultThrottlePolicy?: object;
}

/** A subscription's policy. */
export interface SubscriptionPolicy {
  readonly healthyRetryPolicy: Partial<RetryPolicy> | null;
  readonly sicklyRetryPolicy: object | null;
  readonly throttlePolicy: object | null;
  readonly requestPolicy: { readonly headerContentType?: string } | null;
  readonly guaranteed: boolean;
}

function objectOf(text: string, prefix: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Not JSON: the error below.
  }
  throw invalid(`${prefix}DeliveryPolicy: failed to parse JSON`);
}

/** Returns a topic's delivery policy as GetTopicAttributes shows it; undefined without one. @throws ServiceError */
export function topicPolicyOf(text: string | undefined, prefix: string): { readonly http: TopicPolicy } | undefined {
  if (text === undefined || text === "") return undefined;
  const { http = {} } = objectOf(text, prefix);
  return { http: { disableSubscriptionOverrides: false, ...(http as object) } };
}

/** Returns the policy that applies to the HTTP subscriptions of a topic. */
export function effectivePolicy(policy: { readonly http: TopicPolicy } | undefined) {
  const {
    defaultHealthyRetryPolicy,
    disableSubscriptionOverrides = false,
    ...rest
  }: Partial<TopicPolicy> = policy?.http ?? {};
  return {
    defaultHealthyRetryPolicy: { ...defaultRetries, ...defaultHealthyRetryPolicy },
    disableSubscriptionOverrides,
    ...rest,
    defaultRequestPolicy: { headerContentType: defaultContentType, ...rest.defaultRequestPolicy },
  };
}

/** Returns a subscription's delivery policy as GetSubscriptionAttributes shows it. @throws ServiceError */
export function subscriptionPolicyOf(text: string | undefined, prefix: string): SubscriptionPolicy | undefined {
  if (text === undefined || text === "") return undefined;
  const { healthyRetryPolicy = null, ...given } = objectOf(text, prefix) as Partial<SubscriptionPolicy>;
  return {
    healthyRetryPolicy: healthyRetryPolicy && { ...noRetries, ...healthyRetryPolicy },
    sicklyRetryPolicy: given.sicklyRetryPolicy ?? null,
    throttlePolicy: given.throttlePolicy ?? null,
    requestPolicy: given.requestPolicy ?? null,
    guaranteed: given.guaranteed ?? false,
  };
}

/** Values that a subscription's retry policy leaves out. */
const noRetries = { ...defaultRetries, minDelayTarget: 0, maxDelayTarget: 0, numRetries: 0 };

/** The retries and the content type of a subscription's deliveries. */
export interface EffectiveDelivery {
  readonly retries: RetryPolicy;
  readonly contentType: string;
}

/** Returns the effective policy of a subscription, in both forms. */
export function effectiveSubscriptionPolicy(topicPolicy: string | undefined, ownPolicy: string | undefined) {
  const ofTopic = effectivePolicy(topicPolicyOf(topicPolicy, ""));
  const own = ofTopic.disableSubscriptionOverrides ? undefined : subscriptionPolicyOf(ownPolicy, "");
  const retries: RetryPolicy = { ...ofTopic.defaultHealthyRetryPolicy, ...own?.healthyRetryPolicy };
  const contentType = own?.requestPolicy?.headerContentType ?? ofTopic.defaultRequestPolicy.headerContentType;
  const shown = {
    healthyRetryPolicy: retries,
    sicklyRetryPolicy: own?.sicklyRetryPolicy ?? null,
    throttlePolicy: own?.throttlePolicy ?? null,
    requestPolicy: { headerContentType: contentType },
    guaranteed: own?.guaranteed ?? false,
  };
  return { effective: { retries, contentType } satisfies EffectiveDelivery, shown };
}

/**
 * Returns the seconds before each retry, in AWS's phases: without delay, at the minimum, between both targets, and at
 * the maximum.
 */
export function delaysOf(policy: RetryPolicy): number[] {
  const { numRetries, numNoDelayRetries: none, numMinDelayRetries: low, numMaxDelayRetries: high } = policy;
  const between = Math.max(0, numRetries - none - low - high);
  const { minDelayTarget: min, maxDelayTarget: max } = policy;
  const middle = Array.from({ length: between }, (_, step) => min + ((max - min) * (step + 1)) / (between + 1));
  const repeat = (count: number, seconds: number) => Array.from({ length: count }, () => seconds);
  return [...repeat(none, 0), ...repeat(low, min), ...middle, ...repeat(high, max)].slice(0, maxRetries);
}

/** SNS Developer Guide, "Message delivery retries". */
const maxRetries = 100;
