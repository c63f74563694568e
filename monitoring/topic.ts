import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** The topic that every alarm reports to: only CloudWatch of this account may publish, and only over TLS. */
export function createTopic(
  name: string,
  emails: readonly string[],
  opts: pulumi.CustomResourceOptions,
): { topic: aws.sns.Topic; policy: aws.sns.TopicPolicy } {
  const topic = new aws.sns.Topic(name, {}, opts);
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
