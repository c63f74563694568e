import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface TopicArgs {
  readonly emails: readonly string[];
  /** True to encrypt stored messages with a KMS key. */
  readonly encrypted: boolean;
  /** KMS key to use instead of a new one. Its policy must allow CloudWatch to use it. */
  readonly customerKey: aws.kms.Key | undefined;
}

/** Declares the topic of all alarms. Only CloudWatch of this account may publish, and only over TLS. */
export function createTopic(
  name: string,
  { emails, encrypted, customerKey }: TopicArgs,
  opts: pulumi.CustomResourceOptions,
): { topic: aws.sns.Topic; policy: aws.sns.TopicPolicy } {
  const key = customerKey ?? (encrypted ? createKey(`${name}-key`, opts) : undefined);
  const topic = new aws.sns.Topic(name, key === undefined ? {} : { kmsMasterKeyId: key.arn }, opts);
  const account = aws.getCallerIdentityOutput({}, { parent: topic }).accountId;
  const policy = new aws.sns.TopicPolicy(
    `${name}-policy`,
    {
      arn: topic.arn,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "AlarmsOfThisAccount",
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: "sns:Publish",
            Resource: topic.arn,
            Condition: { StringEquals: { "aws:SourceAccount": account } },
          },
          {
            Sid: "TlsOnly",
            Effect: "Deny",
            Principal: "*",
            Action: "sns:Publish",
            Resource: topic.arn,
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ],
      }),
    },
    opts,
  );
  for (const email of emails) {
    new aws.sns.TopicSubscription(`${name}-${email}`, { topic: topic.arn, protocol: "email", endpoint: email }, opts);
  }
  return { topic, policy };
}

/**
 * Declares the key of an encrypted topic, with a policy that allows CloudWatch to use it.
 *
 * AWS's key for SNS does not allow that, and alarms would be lost without an error (SNS Developer Guide, "Enable
 * compatibility between event sources from AWS services and encrypted topics").
 */
function createKey(name: string, opts: pulumi.CustomResourceOptions): aws.kms.Key {
  const account = aws.getCallerIdentityOutput({}, opts).accountId;
  return new aws.kms.Key(
    name,
    {
      description: "Messages of the alarms' topic",
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "TheAccountAdministersIt",
            Effect: "Allow",
            Principal: { AWS: pulumi.interpolate`arn:aws:iam::${account}:root` },
            Action: "kms:*",
            Resource: "*",
          },
          {
            Sid: "AlarmsOfThisAccount",
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
            Resource: "*",
            Condition: { StringEquals: { "aws:SourceAccount": account } },
          },
        ],
      }),
    },
    opts,
  );
}
