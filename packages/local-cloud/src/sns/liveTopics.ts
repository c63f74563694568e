import { authorizer } from "../kernel/interfaces";
import { type Publication, type Topics } from "../kernel/monitoring";
import { ofType, type Declared } from "../kernel/resources";
import type { Run } from "../kernel/service";
import { keyDenial, keyOf, type TopicKey } from "./topicKey";

interface Topic {
  /** Logical name. */
  readonly label: string;
  /** Undefined without a policy: then only the owner's account may publish, and no service (SNS Developer Guide). */
  readonly policy: string | undefined;
  readonly key: TopicKey | undefined;
  /** Such as `email ops@example.com`. */
  readonly endpoints: readonly string[];
}

/** The topics of a run. A delivery is reported as a fact. */
export class LiveTopics implements Topics {
  private topics: ReadonlyMap<string, Topic> = new Map();

  constructor(private readonly run: Pick<Run, "facts" | "registry">) {}

  declare(resources: readonly Declared[]): void {
    const policies = new Map(
      ofType(resources, "aws:sns/topicPolicy:TopicPolicy").map(({ inputs }) => [inputs["arn"], inputs["policy"]]),
    );
    const subscriptions = ofType(resources, "aws:sns/topicSubscription:TopicSubscription").map(({ inputs }) => inputs);
    this.topics = new Map(
      ofType(resources, "aws:sns/topic:Topic").map((topic) => {
        const { name: label, state } = topic;
        const arn = String(state["arn"]);
        const endpoints = subscriptions
          .filter((subscription) => subscription["topic"] === arn)
          .map(({ protocol, endpoint }) => `${String(protocol)} ${String(endpoint)}`);
        const policy = policies.get(arn) ?? state["policy"];
        const key = keyOf(topic, resources);
        return [arn, { label, policy: typeof policy === "string" ? policy : undefined, key, endpoints }];
      }),
    );
  }

  publish({ topicArn, subject, message, service, sourceArn }: Publication): string | undefined {
    const topic = this.topics.get(topicArn);
    if (topic === undefined) return `Topic does not exist: ${topicArn}`;
    const { label, policy, key, endpoints } = topic;
    const iam = this.run.registry.use(authorizer);
    const request = { service, action: "sns:Publish", resource: topicArn, sourceArn };
    const denial =
      iam.resourceDenial(policy ?? defaultPolicy, request) ?? (key && keyDenial(key, { service, sourceArn }, iam));
    if (denial !== undefined) return denial;
    this.run.facts.report(() => ({ kind: "notification", topic: label, subject, message, endpoints }));
    return undefined;
  }
}

/** Allows publishing for the owner's account. This includes services that act for a resource of the account. */
const defaultPolicy = JSON.stringify({
  Statement: { Effect: "Allow", Principal: { AWS: "*" }, Action: "sns:Publish", Resource: "*" },
});
