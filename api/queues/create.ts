import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Creation } from "../kinds/kind";
import { functionSettingsOf } from "../settings";
import { denyWithoutTls } from "../shared/resourcePolicies";
import { attemptsOf } from "./attempts";
import type { QueueDeclaration } from "./declaration";

/** The longest retention of SQS, 14 days (SQS API reference, SetQueueAttributes, `MessageRetentionPeriod`). */
const retentionSeconds = 1_209_600;

/** Declares a queue that accepts requests over TLS alone, and its dead-letter queue. */
export function createQueue(name: string, declaration: QueueDeclaration, context: Creation) {
  const { logicalName, fifo } = declaration;
  const { settings, customerKey, options, consumers } = context;
  const consumer = consumers.find(({ sourceKey }) => sourceKey === name);
  const common = {
    messageRetentionSeconds: retentionSeconds,
    ...(fifo === true ? { fifoQueue: true } : {}),
    ...(customerKey === undefined ? { sqsManagedSseEnabled: true } : { kmsMasterKeyId: customerKey.arn }),
  };
  const opts = { ...options, protect: settings.deletionProtection };
  const deadLetters = new aws.sqs.Queue(`${logicalName}-dead-letters`, common, opts);
  const queue = new aws.sqs.Queue(
    logicalName,
    {
      ...common,
      // Lambda Developer Guide, "Configuring a queue to use with Lambda": six times the function's timeout, and the window.
      ...(consumer === undefined
        ? {}
        : {
            visibilityTimeoutSeconds:
              6 * functionSettingsOf(settings, consumer.name).timeout + (consumer.batch.windowSeconds ?? 0),
          }),
      redrivePolicy: pulumi.jsonStringify({
        deadLetterTargetArn: deadLetters.arn,
        maxReceiveCount: attemptsOf(consumer),
      }),
    },
    opts,
  );
  for (const [prefix, each] of [
    [logicalName, queue],
    [`${logicalName}-dead-letters`, deadLetters],
  ] as const) {
    const policy = each.arn.apply((arn) =>
      JSON.stringify({ Version: "2012-10-17", Statement: [denyWithoutTls("sqs:*", arn)] }),
    );
    new aws.sqs.QueuePolicy(`${prefix}-policy`, { queueUrl: each.url, policy }, options);
  }
  return { queue, deadLetters };
}
