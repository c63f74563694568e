import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";

/** Declares the KMS key of the stack's tables, logs and topic; returns undefined without the setting `customerKey`. */
export function createCustomerKey(
  name: string,
  settings: Settings,
  opts: pulumi.CustomResourceOptions,
): aws.kms.Key | undefined {
  if (!settings.customerKey) return undefined;
  const { accountId } = aws.getCallerIdentityOutput();
  const { region } = aws.getRegionOutput();
  return new aws.kms.Key(
    name,
    {
      description: `Tables, logs and alarms of ${pulumi.getProject()} on ${pulumi.getStack()}`,
      enableKeyRotation: true,
      policy: pulumi.all([accountId, region]).apply((placement) => JSON.stringify(keyPolicy(...placement))),
    },
    // Without the key, nothing that it encrypted can be read.
    { ...opts, protect: settings.deletionProtection, retainOnDelete: settings.deletionProtection },
  );
}

const useOfKey = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];

/** The account's own policies decide who manages it; each service may use it for this account alone. */
function keyPolicy(account: string, region: string): object {
  // In a key's policy, `*` is this key.
  const allow = (statement: object) => ({ Effect: "Allow", Resource: "*", ...statement });
  return {
    Version: "2012-10-17",
    Statement: [
      allow({ Sid: "Account", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "kms:*" }),
      allow({
        // Whoever may use a table of this account may have DynamoDB use its key (DynamoDB Developer Guide, "DynamoDB
        // encryption at rest", key policy for a customer managed key).
        Sid: "Tables",
        Principal: { AWS: "*" },
        Action: ["kms:CreateGrant", "kms:DescribeKey", ...useOfKey],
        Condition: {
          StringEquals: { "kms:CallerAccount": account, "kms:ViaService": `dynamodb.${region}.amazonaws.com` },
        },
      }),
      allow({
        // CloudWatch Logs User Guide, "Encrypt log data in CloudWatch Logs using AWS KMS".
        Sid: "Logs",
        Principal: { Service: `logs.${region}.amazonaws.com` },
        Action: ["kms:DescribeKey", ...useOfKey],
        Condition: {
          ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${account}:log-group:*` },
        },
      }),
      allow({
        // Without it alarms would tell nobody (SNS Developer Guide, "Enable compatibility between event sources and
        // encrypted topics").
        Sid: "Alarms",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      }),
    ],
  };
}
