import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";

export interface CustomerKeyArgs {
  readonly settings: Settings;
  /** Services through which the account may use the key, such as `dynamodb`. */
  readonly services: readonly string[];
  /** Default: the region of the stack. */
  readonly region?: string;
}

/** Declares the KMS key for data, logs and the alarm topic. Returns undefined without the setting `customerKey`. */
export function createCustomerKey(
  name: string,
  { settings, services, region = undefined }: CustomerKeyArgs,
  opts: pulumi.CustomResourceOptions,
): aws.kms.Key | undefined {
  if (!settings.customerKey) return undefined;
  const { accountId } = aws.getCallerIdentityOutput();
  const placement = region ?? aws.getRegionOutput().region;
  return new aws.kms.Key(
    name,
    {
      description: `Tables, logs and alarms of ${pulumi.getProject()} on ${pulumi.getStack()}`,
      enableKeyRotation: true,
      policy: pulumi
        .all([accountId, placement])
        .apply(([account, own]) => JSON.stringify(keyPolicy(account, own, services))),
    },
    // Without the key, nothing that it encrypted can be read.
    { ...opts, protect: settings.deletionProtection, retainOnDelete: settings.deletionProtection },
  );
}

const cryptographicActions = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];

/**
 * Returns the key's policy. IAM policies of the account control its management. Services may use it for this account
 * only.
 */
function keyPolicy(account: string, region: string, services: readonly string[]): object {
  // In a key policy, the resource `*` is the key itself.
  const allow = (statement: object) => ({ Effect: "Allow", Resource: "*", ...statement });
  const endpoints = services.map((service) => `${service}.${region}.amazonaws.com`);
  const viaService = endpoints.length === 1 ? endpoints[0] : endpoints;
  return {
    Version: "2012-10-17",
    Statement: [
      allow({ Sid: "Account", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "kms:*" }),
      ...(services.length === 0
        ? []
        : [
            allow({
              // Principals of this account may use the key through these services (DynamoDB Developer Guide, "DynamoDB
              // encryption at rest", key policy for a customer managed key; AWS KMS Developer Guide, "kms:ViaService").
              Sid: "Tables",
              Principal: { AWS: "*" },
              Action: ["kms:CreateGrant", "kms:DescribeKey", ...cryptographicActions],
              Condition: {
                StringEquals: { "kms:CallerAccount": account, "kms:ViaService": viaService },
              },
            }),
          ]),
      allow({
        // CloudWatch Logs User Guide, "Encrypt log data in CloudWatch Logs using AWS KMS".
        Sid: "Logs",
        Principal: { Service: `logs.${region}.amazonaws.com` },
        Action: ["kms:DescribeKey", ...cryptographicActions],
        Condition: {
          ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${account}:log-group:*` },
        },
      }),
      allow({
        // Allows CloudWatch alarms to publish to the encrypted topic (SNS Developer Guide, "Enable compatibility
        // between event sources and encrypted topics").
        Sid: "Alarms",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      }),
    ],
  };
}
