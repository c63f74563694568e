import { createHash } from "node:crypto";
import type { BucketNotifications, NotificationTarget } from "../kernel/interfaces/objectEvents";
import type { Declared, Properties } from "../kernel/resources";
import type { Bucket, CorsRule, PublicAccessBlock } from "./bucket";
import { lifecycleOf } from "./declaredLifecycle";
import type { Encryption } from "./store/objectVersion";
import { objectsIn, textIn, textsIn } from "./values";

const bucketType = /^aws:s3\/bucket(?:V2)?:BucketV?2?$/;

/** Public access that new buckets block (Amazon S3 User Guide, "Blocking public access", since April 2023). */
const blocked: PublicAccessBlock = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};

/** Reads the buckets of a program, with the resources that configure them. */
export function declaredBuckets(resources: readonly Declared[], region: string): Map<string, Bucket> {
  const of = (type: RegExp, bucket: string) =>
    resources.filter((each) => type.test(each.type) && each.state["bucket"] === bucket).at(-1)?.state;
  return new Map(
    resources
      .filter(({ type }) => bucketType.test(type))
      .map(({ id, state }) => [
        id,
        {
          name: id,
          region: textIn(state, "bucketRegion") ?? region,
          versioning: versioningOf(of(/:BucketVersioning(?:V2)?$/, id), state),
          policy: jsonText(of(/:BucketPolicy$/, id)?.["policy"] ?? state["policy"]),
          cors: corsOf(of(/:BucketCorsConfiguration(?:V2)?$/, id) ?? state),
          publicAccess: publicAccessOf(of(/:BucketPublicAccessBlock$/, id)),
          ownership: ownershipOf(of(/:BucketOwnershipControls$/, id)),
          acl: textIn(of(/:BucketAcl(?:V2)?$/, id) ?? state, "acl") ?? "private",
          encryption: encryptionOf(of(/:BucketServerSideEncryptionConfiguration(?:V2)?$/, id), state),
          lifecycle: lifecycleOf(of(/:BucketLifecycleConfiguration(?:V2)?$/, id), state),
          notifications: notificationsOf(of(/:BucketNotification$/, id), id, textIn(state, "bucketRegion") ?? region),
        },
      ]),
  );
}

function jsonText(policy: unknown): string | undefined {
  if (policy === undefined || policy === null || policy === "") return undefined;
  return typeof policy === "string" ? policy : JSON.stringify(policy);
}

function versioningOf(declared: Properties | undefined, bucket: Properties): Bucket["versioning"] {
  const [configuration] = objectsIn(declared?.["versioningConfiguration"]);
  const status = configuration?.["status"];
  if (status === "Enabled" || status === "Suspended") return status;
  const [own] = [...objectsIn(bucket["versioning"]), ...objectsIn(bucket["versionings"])];
  return own?.["enabled"] === true ? "Enabled" : undefined;
}

function corsOf(state: Properties): CorsRule[] {
  return objectsIn(state["corsRules"]).map((rule) => ({
    id: textIn(rule, "id"),
    allowedOrigins: textsIn(rule["allowedOrigins"]),
    allowedMethods: textsIn(rule["allowedMethods"]),
    allowedHeaders: textsIn(rule["allowedHeaders"]),
    exposeHeaders: textsIn(rule["exposeHeaders"]),
    maxAgeSeconds: typeof rule["maxAgeSeconds"] === "number" ? rule["maxAgeSeconds"] : undefined,
  }));
}

/** A declared block without a property leaves that access open (PublicAccessBlockConfiguration). */
function publicAccessOf(state: Properties | undefined): PublicAccessBlock {
  if (state === undefined) return blocked;
  return {
    blockPublicAcls: state["blockPublicAcls"] === true,
    ignorePublicAcls: state["ignorePublicAcls"] === true,
    blockPublicPolicy: state["blockPublicPolicy"] === true,
    restrictPublicBuckets: state["restrictPublicBuckets"] === true,
  };
}

function ownershipOf(state: Properties | undefined): string {
  const [rule] = objectsIn(state?.["rule"]);
  return textIn(rule, "objectOwnership") ?? "BucketOwnerEnforced";
}

function encryptionOf(declared: Properties | undefined, bucket: Properties): Encryption {
  const [settings] = declared === undefined ? ownEncryption(bucket) : defaultsIn(declared["rules"]);
  if (settings === undefined) return { algorithm: "AES256" };
  return { algorithm: textIn(settings, "sseAlgorithm") ?? "AES256", keyId: textIn(settings, "kmsMasterKeyId") };
}

function defaultsIn(rules: unknown): Properties[] {
  return objectsIn(rules).flatMap((rule) => objectsIn(rule["applyServerSideEncryptionByDefault"]));
}

/** Bucket names its parts in the singular, BucketV2 in the plural. */
function ownEncryption(bucket: Properties): Properties[] {
  const single = objectsIn(bucket["serverSideEncryptionConfiguration"]).flatMap(({ rule }) => defaultsIn(rule));
  const several = objectsIn(bucket["serverSideEncryptionConfigurations"]).flatMap(({ rules }) => objectsIn(rules));
  return [...single, ...several.flatMap((rule) => objectsIn(rule["applyServerSideEncryptionByDefaults"]))];
}

function notificationsOf(
  state: Properties | undefined,
  bucket: string,
  region: string,
): BucketNotifications | undefined {
  if (state === undefined) return undefined;
  const targets = (kind: string, property: string, arn: string): NotificationTarget[] =>
    objectsIn(state[property]).map((each, index) => ({
      id: textIn(each, "id") ?? notificationId(kind, `${bucket} ${String(index)}`),
      arn: textIn(each, arn) ?? "",
      events: textsIn(each["events"]),
      prefix: textIn(each, "filterPrefix") ?? "",
      suffix: textIn(each, "filterSuffix") ?? "",
    }));
  return {
    bucket,
    region,
    eventBridge: state["eventbridge"] === true,
    functions: targets("lambda", "lambdaFunctions", "lambdaFunctionArn"),
    queues: targets("queue", "queues", "queueArn"),
    topics: targets("topic", "topics", "topicArn"),
  };
}

/** The provider gives an id to a target without one (terraform-provider-aws, `bucket_notification.go`). */
function notificationId(kind: string, target: string): string {
  const digits = createHash("sha256").update(`${kind} ${target}`).digest("hex");
  return `tf-s3-${kind}-${digits.slice(0, 26)}`;
}
