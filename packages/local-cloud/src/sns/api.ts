import type { AccessRequest } from "../kernel/policies/access";
import type { Clock } from "../kernel/clock";
import { optionalText } from "../kernel/protocols/jsonInput";
import type { CallContext, JsonInput, JsonOperation } from "../kernel/protocols/jsonService";
import { cutPage, positionIn } from "../kernel/protocols/positions";
import { checkTopicArn } from "./arns";
import type { Confirmations } from "./confirmations";
import { invalid, missing } from "./errors";
import type { Attributes, Topic } from "./model";
import { policyOf, type Publisher } from "./publisher";
import type { TopicStore } from "./store";

/** Shared by the operations. */
export interface SnsApi {
  readonly store: TopicStore;
  readonly publisher: Publisher;
  readonly confirmations: Confirmations;
  readonly clock: Pick<Clock, "now">;
}

export type Operations = Record<string, JsonOperation>;

type Access = NonNullable<JsonOperation["access"]>;

/** Returns a required text. @throws ServiceError */
export function textOf(input: JsonInput, key: string): string {
  const value = optionalText(input, key);
  if (value === undefined) throw missing(key);
  return value;
}

/** Returns a map of texts, such as attributes. */
export function textsOf(input: JsonInput, key: string): Attributes {
  const value = input[key];
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, String(each ?? "")]));
}

/** Returns the topic of an input. @throws ServiceError */
export function topicOf({ store }: SnsApi, input: JsonInput, { region }: Pick<CallContext, "region">): Topic {
  return store.get(textOf(input, "TopicArn"), region);
}

/** Requires an action on the topic that the input names. A topic that does not exist has no policy. */
export function onTopic({ store }: SnsApi, action: string, key = "TopicArn"): Access {
  return (input, { region }) => [accessTo(store, checkTopicArn(textOf(input, key), region, key), action)];
}

/** Returns the access request for an action on a topic. */
export function accessTo(store: TopicStore, arn: string, action: string): AccessRequest {
  const topic = store.find(arn);
  return { action: `sns:${action}`, resource: arn, policy: topic && statedPolicy(topic) };
}

/**
 * The default policy has a condition on AWS:SourceOwner, which no request of a role contains: it decides nothing about
 * roles.
 */
function statedPolicy(topic: Topic): string | undefined {
  return topic.attributes["Policy"] === undefined ? undefined : policyOf(topic);
}

/** Requires an action without a resource. */
export function onAll(action: string): Access {
  return () => [{ action: `sns:${action}`, resource: "*" }];
}

/** Size of a page (SNS API reference, ListTopics). */
const pageSize = 100;

/** Returns a page of a list, and the token of the next page. @throws ServiceError */
export function pageOf<T>(all: readonly T[], input: JsonInput): { page: T[]; NextToken?: string } {
  const from = positionIn(optionalText(input, "NextToken"));
  if (from === undefined) throw invalid("NextToken");
  const { page, next } = cutPage(all, { from, size: pageSize });
  return { page, ...(next === undefined ? {} : { NextToken: next }) };
}
