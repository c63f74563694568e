import { randomBytes } from "node:crypto";
import { functions, InvokeRefused } from "../../kernel/interfaces";
import type { BucketNotifications } from "../../kernel/objectEvents";
import { queues } from "../../kernel/queues";
import { authorizer } from "../../kernel/interfaces";
import { topics } from "../../kernel/topics";
import type { Call, Result } from "../call";
import { configurationDocument, parseConfiguration } from "../notifications/configurationDocument";
import { configurationFault } from "../notifications/filters";
import { unableToValidate } from "../notifications/references";
import { S3Error } from "../protocol/errors";
import { receivedBody } from "./body";

export function getBucketNotification(call: Call): Result {
  call.allowBucket("s3:GetBucketNotification");
  const configuration = call.s3.notifications.of(call.bucket.name);
  return { headers: { "Content-Type": "application/xml" }, body: configurationDocument(configuration) };
}

export async function putBucketNotification(call: Call): Promise<Result> {
  call.allowBucket("s3:PutBucketNotification");
  const { name: bucket, region } = call.bucket;
  const parsed = parseConfiguration(receivedBody(call).bytes.toString(), { bucket, region });
  const configuration = withIds(parsed);
  const fault = configurationFault(configuration) ?? (await destinationFault(call, configuration));
  if (fault !== undefined) throw new S3Error("InvalidArgument", fault);
  call.s3.notifications.put(configuration);
  call.s3.deliveries.sendTestMessages(configuration);
  return {};
}

/** S3 gives an id to a target without one. */
function withIds(configuration: BucketNotifications): BucketNotifications {
  const named = (targets: BucketNotifications["queues"]) =>
    targets.map((target) => ({ ...target, id: target.id ?? randomBytes(24).toString("base64url") }));
  const { functions: toFunctions, queues: toQueues, topics: toTopics } = configuration;
  return { ...configuration, functions: named(toFunctions), queues: named(toQueues), topics: named(toTopics) };
}

/** Returns AWS's message if S3 may not call a function or send to a queue or topic. */
async function destinationFault(call: Call, configuration: BucketNotifications): Promise<string | undefined> {
  const { registry } = call.s3;
  const caller = { principal: "s3.amazonaws.com", sourceArn: `arn:aws:s3:::${call.bucket.name}` };
  for (const { arn: functionName } of configuration.functions) {
    const isRefused = await registry
      .use(functions)
      .invoke({ functionName, invocationType: "DryRun", caller })
      .then(
        () => false,
        (error: unknown) => {
          if (error instanceof InvokeRefused) return true;
          throw error;
        },
      );
    if (isRefused) return unableToValidate;
  }
  for (const { arn } of configuration.queues) {
    const queue = registry.use(queues).describe(arn);
    const request = {
      service: caller.principal,
      action: "sqs:SendMessage",
      resource: arn,
      sourceArn: caller.sourceArn,
    };
    const policy = queue?.isFifo === false ? queue.policy : undefined;
    if (policy === undefined || registry.use(authorizer).resourceDenial(policy, request) !== undefined) {
      return unableToValidate;
    }
  }
  const known = registry.use(topics).descriptions;
  const isTopic = ({ arn }: { arn: string }) => known.some((topic) => topic.arn === arn && !topic.isFifo);
  return configuration.topics.every(isTopic) ? undefined : unableToValidate;
}
