import { randomBytes } from "node:crypto";
import { functions, InvokeRefused } from "../../kernel/interfaces/functions";
import type { BucketNotifications } from "../../kernel/interfaces/objectEvents";
import { queues } from "../../kernel/interfaces/queues";
import { authorizer } from "../../kernel/interfaces/authorization";
import { topics } from "../../kernel/interfaces/topics";
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
  const fault = configurationFault(configuration);
  if (fault !== undefined) throw new S3Error("InvalidArgument", fault);
  if (call.header("x-amz-skip-destination-validation")?.toLowerCase() !== "true")
    await checkDestinations(call, configuration);
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

/** A destination that S3 refuses, as the error names it. */
type DestinationFault = readonly [destination: string, reason: string];

/** @throws S3Error that lists all destinations that do not exist or do not allow S3 */
async function checkDestinations(
  call: Call,
  { functions: called, queues: sent, topics: published }: BucketNotifications,
) {
  const faults = [
    ...(await Promise.all(called.map(({ arn }) => functionFault(call, arn)))),
    ...sent.map(({ arn }) => queueFault(call, arn)),
    ...published.map(({ arn }) => topicFault(call, arn)),
  ].filter((fault) => fault !== undefined);
  if (faults.length === 0) return;
  const members = faults.flatMap(([name, value], index) => [
    [`ArgumentName${index + 1}`, name],
    [`ArgumentValue${index + 1}`, value],
  ]);
  throw new S3Error("InvalidArgument", unableToValidate, { members: Object.fromEntries(members) as Named });
}

type Named = Readonly<Record<string, string>>;

const principal = "s3.amazonaws.com";
const sourceArnOf = (call: Call) => `arn:aws:s3:::${call.bucket.name}`;

async function functionFault(call: Call, arn: string): Promise<DestinationFault | undefined> {
  const caller = { principal, sourceArn: sourceArnOf(call) };
  try {
    await call.s3.registry.use(functions).invoke({ functionName: arn, invocationType: "DryRun", caller });
    return undefined;
  } catch (error) {
    if (!(error instanceof InvokeRefused)) throw error;
    return [`${arn}, null`, `Not authorized to invoke function [${arn}]`];
  }
}

function queueFault(call: Call, arn: string): DestinationFault | undefined {
  const queue = call.s3.registry.use(queues).describe(arn);
  if (queue === undefined) return [arn, "The destination queue does not exist"];
  const isAllowed = !queue.isFifo && mayPublish(call, arn, { action: "sqs:SendMessage", policy: queue.policy });
  return isAllowed ? undefined : [arn, forbidden("queue")];
}

function topicFault(call: Call, arn: string): DestinationFault | undefined {
  const topic = call.s3.registry.use(topics).descriptions.find((each) => each.arn === arn);
  if (topic === undefined) return [arn, "The destination topic does not exist"];
  const isAllowed = !topic.isFifo && mayPublish(call, arn, { action: "sns:Publish", policy: topic.policy });
  return isAllowed ? undefined : [arn, forbidden("topic")];
}

const forbidden = (kind: string) =>
  `Permissions on the destination ${kind} do not allow S3 to publish notifications from this bucket`;

function mayPublish(
  call: Call,
  resource: string,
  { action, policy }: { readonly action: string; readonly policy: string | undefined },
): boolean {
  const request = { service: principal, action, resource, sourceArn: sourceArnOf(call) };
  return policy !== undefined && call.s3.registry.use(authorizer).resourceDenial(policy, request) === undefined;
}
