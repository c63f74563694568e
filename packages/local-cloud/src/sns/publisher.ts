import { randomUUID } from "node:crypto";
import { authorizeAccess } from "../kernel/policies/access";
import { traceOf } from "../kernel/facts/facts";
import type { StackLocation } from "../kernel/identity";
import { authorizer } from "../kernel/interfaces/authorization";
import { ServiceError, type JsonInput } from "../kernel/protocols/jsonService";
import type { Run } from "../kernel/service";
import { serviceEndpoint } from "../kernel/protocols/serviceEndpoint";
import type {
  MailboxMessage,
  Publication,
  Published,
  Publisher as Sender,
  TopicDescription,
  Topics,
} from "../kernel/interfaces/topics";
import { defaultPolicyOf } from "./defaultPolicy";
import type { Deliveries } from "./deliveries";
import type { Links } from "./envelope";
import { snsError, topicNotFound } from "./errors";
import { filterRejection } from "./filterPolicy";
import type { Mailbox } from "./mailbox";
import type { OutgoingMessage, Subscription, Topic } from "./model";
import { checkMessage, type CheckedMessage } from "./publication";
import type { TopicStore } from "./store";
import { keyDenial, principalKeyDenial } from "./topicKey";

export interface PublisherOptions {
  readonly run: Run;
  readonly store: TopicStore;
  readonly deliveries: Deliveries;
  readonly mailbox: Mailbox;
}

/** Publishes messages to topics, for callers of the API and for other services. */
export class Publisher implements Topics {
  constructor(private readonly own: PublisherOptions) {}

  publish(publication: Publication): string | undefined {
    try {
      this.send(publication);
      return undefined;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      if (error.code !== "NotFound") return error.message;
      return `${error.message}: ${publication.topicArn}`;
    }
  }

  send(publication: Publication): Published {
    const topic = this.own.store.find(publication.topicArn);
    if (topic === undefined) throw topicNotFound();
    const denial = this.denialOf(topic, publication);
    if (denial !== undefined) throw snsError("AuthorizationError", denial);
    this.checkKey(topic, publication);
    const input = {
      Message: publication.message,
      Subject: publication.subject === "" ? undefined : publication.subject,
      MessageAttributes: publication.attributes,
      MessageStructure: publication.structure,
      MessageGroupId: publication.group,
      MessageDeduplicationId: publication.deduplicationId,
    };
    return this.publishTo(topic, this.check(topic, input), publication.traceHeader);
  }

  private denialOf(topic: Topic, sender: Sender): string | undefined {
    const { run } = this.own;
    const iam = run.registry.use(authorizer);
    const policy = policyOf(topic);
    const request = { action: "sns:Publish", resource: topic.arn };
    if ("isConsole" in sender) return undefined;
    if ("principal" in sender) return authorizeAccess(iam, sender.principal, { ...request, policy }).denial;
    const { service, sourceArn } = sender;
    return iam.resourceDenial(policy, { ...request, service, sourceArn });
  }

  /** Requires the key of an encrypted topic. @throws ServiceError */
  checkKey({ arn }: Topic, sender: Sender): void {
    const { store, run } = this.own;
    const key = store.declarations.get(arn)?.key;
    if (key === undefined || "isConsole" in sender) return;
    const iam = run.registry.use(authorizer);
    const denial = "principal" in sender ? principalKeyDenial(key, sender.principal, iam) : keyDenial(key, sender, iam);
    if (denial !== undefined) throw snsError("KMSAccessDenied", denial);
  }

  /** Checks a message for a topic. @param at path of an entry of a batch @throws ServiceError */
  check({ isFifo, attributes }: Topic, input: JsonInput, at = ""): CheckedMessage {
    const isDeduplicated = () => attributes["ContentBasedDeduplication"] === "true";
    return checkMessage(input, { isFifo, isDeduplicated }, at);
  }

  /** Publishes a checked message. A FIFO topic drops a repetition, and answers as for the first message. */
  publishTo(given: Topic, checked: CheckedMessage, traceHeader: string | undefined): Published {
    const { run, store } = this.own;
    // An earlier message of the batch has changed the sequence.
    const topic = store.find(given.arn) ?? given;
    const now = run.clock.now();
    const id = randomUUID();
    const key = checked.deduplicationId === undefined ? undefined : deduplicationKey(topic, checked);
    const repeated = key === undefined ? undefined : store.repeated(topic.arn, key, now);
    if (repeated !== undefined) return { messageId: repeated.id, sequenceNumber: repeated.sequence };
    const sequence = key === undefined ? undefined : store.addSent(topic, key, { id, now });
    const message: OutgoingMessage = { ...checked, id, at: now, sequence, traceHeader };
    this.fanOut(topic, message, checked.bytes);
    return { messageId: id, ...(sequence === undefined ? {} : { sequenceNumber: sequence }) };
  }

  private fanOut(topic: Topic, message: OutgoingMessage, bytes: number): void {
    const { run, store, deliveries } = this.own;
    const label = store.declarations.get(topic.arn)?.label ?? topic.name;
    const links = this.linksOf(topic);
    const all = store.subscriptionsOf(topic.arn).filter(({ isConfirmed }) => isConfirmed);
    const checked = all.map((subscription) => ({
      delivery: { topic, label, subscription, message, links },
      rejection: filterRejection(subscription.attributes, message),
    }));
    const accepted = checked.filter(({ rejection }) => rejection === undefined);
    run.facts.report(() => ({
      kind: "notification",
      trace: traceOf(message.traceHeader),
      messageId: message.id,
      topic: label,
      topicName: topic.name,
      bytes,
      subject: message.subject ?? "",
      message: message.message,
      endpoints: accepted.map(({ delivery: { subscription } }) => `${subscription.protocol} ${subscription.endpoint}`),
    }));
    for (const { delivery, rejection } of checked) {
      if (rejection === undefined) deliveries.start(delivery);
      else deliveries.reportFiltered(delivery, rejection);
    }
  }

  linksOf({ attributes }: Pick<Topic, "attributes">): Links {
    const endpoint = this.own.run.registry.use(serviceEndpoint).url;
    return { endpoint, signatureVersion: attributes["SignatureVersion"] ?? "1" };
  }

  get descriptions(): TopicDescription[] {
    const { store } = this.own;
    return store.topics.map((topic) => ({
      label: store.declarations.get(topic.arn)?.label ?? topic.name,
      name: topic.name,
      arn: topic.arn,
      isFifo: topic.isFifo,
      policy: policyOf(topic),
      subscriptions: store.subscriptionsOf(topic.arn).map(descriptionOf),
    }));
  }

  get mailbox(): readonly MailboxMessage[] {
    return this.own.mailbox.messages;
  }

  get location(): StackLocation {
    return this.own.run.location;
  }
}

/** Messages with one id are repetitions within the topic, or within the group (SNS API reference, FifoThroughputScope). */
function deduplicationKey({ attributes }: Topic, { group, deduplicationId }: CheckedMessage): string {
  return attributes["FifoThroughputScope"] === "MessageGroup" ? `${group!} ${deduplicationId!}` : deduplicationId!;
}

/** Returns the policy of a topic. */
export function policyOf({ arn, attributes }: Topic): string {
  return attributes["Policy"] ?? defaultPolicyOf(arn);
}

function descriptionOf({ arn, protocol, endpoint, isConfirmed, attributes }: Subscription) {
  return { arn, protocol, endpoint, isConfirmed, filterPolicy: attributes["FilterPolicy"] };
}
