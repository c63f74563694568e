import { knownText } from "../../kernel/checks";
import { Refusal } from "../../kernel/errors";
import type { Authorizer } from "../../kernel/interfaces/authorization";
import type { BucketNotifications, NotificationTarget } from "../../kernel/interfaces/objectEvents";
import { ofType, type Declared } from "../../kernel/resources";
import { unknownOutputIn } from "../../kernel/unknownOutputs";
import { wildcard } from "../../kernel/policies/wildcard";
import type { Bucket } from "../bucket";
import { configurationFault } from "./filters";

/** Message of PutBucketNotificationConfiguration for a destination that does not exist or does not allow S3. */
export const unableToValidate = "Unable to validate the following destination configurations";

export type PolicyEvaluator = Pick<Authorizer, "resourceDenial">;

/**
 * Rejects notifications that S3 rejects. Destinations that the program does not declare are not checked.
 *
 * @throws Refusal
 */
export function checkNotifications(
  buckets: ReadonlyMap<string, Bucket>,
  resources: readonly Declared[],
  iam: PolicyEvaluator,
): void {
  for (const { name, state } of ofType(resources, "aws:s3/bucketNotification:BucketNotification")) {
    const configuration = buckets.get(String(state["bucket"]))?.notifications;
    if (configuration === undefined || unknownOutputIn(JSON.stringify(state)) !== undefined) continue;
    const message = configurationFault(configuration) ?? destinationFault(configuration, resources, iam);
    if (message === undefined) continue;
    throw new Refusal(`bucket notification ${name}`, { statusCode: 400, code: "InvalidArgument", message });
  }
}

function destinationFault(
  { bucket, functions, queues, topics }: BucketNotifications,
  resources: readonly Declared[],
  iam: PolicyEvaluator,
): string | undefined {
  const sourceArn = `arn:aws:s3:::${bucket}`;
  const refusing = [
    ...functions.filter(({ arn }) => isDeclared(resources, "aws:lambda/function:Function", functionArn(arn))),
  ].find((target) => !mayInvoke(resources, target, sourceArn));
  const sending = [
    ...queues.map((target) => ({ target, ...queueKind })),
    ...topics.map((target) => ({ target, ...topicKind })),
  ].find(({ target: { arn }, type, policyOf, action }) => {
    const destination = ofType(resources, type).find(({ state }) => state["arn"] === arn);
    if (destination === undefined) return false;
    const policy = policyOf(destination, resources);
    const request = { service: "s3.amazonaws.com", action, resource: arn, sourceArn };
    return arn.endsWith(".fifo") || policy === undefined || iam.resourceDenial(policy, request) !== undefined;
  });
  const refused = refusing ?? sending?.target;
  return refused === undefined ? undefined : `${unableToValidate} (${refused.arn} does not allow s3.amazonaws.com)`;
}

const queueKind = {
  type: "aws:sqs/queue:Queue",
  action: "sqs:SendMessage",
  policyOf: ({ state }: Declared, resources: readonly Declared[]) => {
    const own = ofType(resources, "aws:sqs/queuePolicy:QueuePolicy").find(
      (each) => each.state["queueUrl"] === state["url"],
    );
    return textOf(own?.state["policy"] ?? state["policy"]);
  },
};

const topicKind = {
  type: "aws:sns/topic:Topic",
  action: "sns:Publish",
  policyOf: ({ state }: Declared, resources: readonly Declared[]) => {
    const own = ofType(resources, "aws:sns/topicPolicy:TopicPolicy").find((each) => each.state["arn"] === state["arn"]);
    return textOf(own?.state["policy"] ?? state["policy"]);
  },
};

/** A policy can be an object in a program; the provider sends it as JSON. */
function textOf(policy: unknown): string | undefined {
  if (policy === undefined || policy === null || policy === "") return undefined;
  return typeof policy === "string" ? policy : JSON.stringify(policy);
}

/** Removes the qualifier of a function's ARN. */
function functionArn(arn: string): string {
  return arn.split(":").slice(0, 7).join(":");
}

function isDeclared(resources: readonly Declared[], type: string, arn: string): boolean {
  return ofType(resources, type).some(({ state }) => state["arn"] === arn);
}

/** Returns whether a declared permission lets S3 call a function. */
function mayInvoke(resources: readonly Declared[], { arn }: NotificationTarget, sourceArn: string): boolean {
  const qualifier = arn.split(":")[7];
  const name = arn.split(":")[6];
  return ofType(resources, "aws:lambda/permission:Permission").some(({ state }) => {
    const fn = String(state["function"]);
    const isOf = fn === name || functionArn(fn) === functionArn(arn) || fn.split(":")[0] === name;
    const source = knownText(state, "sourceArn");
    return (
      isOf &&
      ["s3.amazonaws.com", "*"].includes(String(state["principal"])) &&
      (knownText(state, "qualifier") ?? fn.split(":")[7]) === qualifier &&
      (source === undefined || wildcard(source).test(sourceArn))
    );
  });
}
