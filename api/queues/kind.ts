import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { variablePrefix, type Created, type Creation, type Kind, type Statement } from "../kinds/kind";
import { checkObjectSchema } from "../route/checkSchema";
import { accountArn } from "../shared/accountArn";
import { quote } from "../shared/quote";
import { createQueue } from "./create";
import { queueActions, type QueueDeclaration } from "./declaration";
import { openQueues } from "./open";

/** Queues of SQS in `access`. */
export const queueKind = {
  word: "queue",
  handles: "queues",
  encryptedBy: "sqs",
  actions: queueActions,
  variable: (name: string) => `${variablePrefix(name)}_QUEUE_URL`,
  *check(name: string, { message, fifo = false }: QueueDeclaration) {
    if (typeof fifo !== "boolean") yield `queue ${name}: fifo is ${quote(fifo)}, and must be true or false`;
    yield* checkObjectSchema({ what: `queue ${name}` }, "its message", message);
  },
  create(name: string, declaration: QueueDeclaration, context: Creation): Created {
    const adopted = context.settings.existing?.queues[name];
    if (adopted !== undefined) return adopt(adopted);
    const { queue, deadLetters } = createQueue(name, declaration, context);
    return {
      name: queue.url,
      events: { arn: queue.arn, name: queue.name, deadLetters },
      statements: (actions) => queue.arn.apply((arn) => statementsOn(arn, actions)),
    };
  },
  open: openQueues,
} as const satisfies Kind<QueueDeclaration>;

function adopt(name: string): Created {
  const arn = accountArn("sqs", name);
  const { region } = aws.getRegionOutput();
  const { accountId } = aws.getCallerIdentityOutput();
  return {
    name: pulumi.interpolate`https://sqs.${region}.amazonaws.com/${accountId}/${name}`,
    events: { arn, name: pulumi.output(name) },
    statements: (actions) => arn.apply((each) => statementsOn(each, actions)),
  };
}

function statementsOn(arn: string, actions: readonly string[]): Statement[] {
  return [{ Effect: "Allow", Action: actions.map((action) => `sqs:${action}`), Resource: arn }];
}
