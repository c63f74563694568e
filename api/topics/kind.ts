import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { variablePrefix, type Created, type Kind, type Statement } from "../kinds/kind";
import { checkObjectSchema } from "../route/checkSchema";
import { accountArn } from "../shared/accountArn";
import { denyWithoutTls } from "../shared/resourcePolicies";
import type { Stack } from "../shared/stack";
import { topicActions, type TopicDeclaration } from "./declaration";
import { openTopics } from "./open";

/** Topics of SNS in `access`. */
export const topicKind = {
  word: "topic",
  handles: "topics",
  encryptedBy: "sns",
  actions: topicActions,
  variable: (name: string) => `${variablePrefix(name)}_TOPIC_ARN`,
  *check(name: string, { message }: TopicDeclaration) {
    yield* checkObjectSchema({ what: `topic ${name}` }, "its message", message);
  },
  create(name: string, declaration: TopicDeclaration, stack: Stack): Created {
    const adopted = stack.settings.existing?.topics[name];
    const topic = adopted === undefined ? createTopic(declaration, stack) : adopt(adopted);
    return {
      name: topic.arn,
      events: topic,
      statements: (actions) => topic.arn.apply((arn) => statementsOn(arn, actions)),
    };
  },
  open: openTopics,
} as const satisfies Kind<TopicDeclaration>;

/** Declares an encrypted topic on which roles of the account publish, over TLS alone. */
function createTopic({ logicalName }: TopicDeclaration, { customerKey, options }: Stack) {
  const topic = new aws.sns.Topic(
    logicalName,
    // Roles of the account may use AWS's own key for SNS, which services such as CloudWatch may not.
    { kmsMasterKeyId: customerKey?.arn ?? "alias/aws/sns" },
    options,
  );
  const policy = topic.arn.apply((arn) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [denyWithoutTls("sns:Publish", arn)] }),
  );
  new aws.sns.TopicPolicy(`${logicalName}-policy`, { arn: topic.arn, policy }, options);
  return { arn: topic.arn, name: topic.name };
}

function adopt(name: string) {
  return { arn: accountArn("sns", name), name: pulumi.output(name) };
}

function statementsOn(arn: string, actions: readonly string[]): Statement[] {
  return [{ Effect: "Allow", Action: actions.map((action) => `sns:${action}`), Resource: arn }];
}
