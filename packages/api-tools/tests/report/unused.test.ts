import { expect } from "chai";
import { findUnused } from "../../src/report/unused";
import { declare, programSource, withProgram } from "../support/program";

/** A program that uses the resources named `used`, each by another resource, and no other. */
const source = programSource(`
const key = { hashKey: "id", attributes: [{ name: "id", type: "S" }], billingMode: "PAY_PER_REQUEST" };
const allow = (name: string, action: string, arn: pulumi.Input<string>) => {
  const role = new aws.iam.Role(name + "-role", { assumeRolePolicy: "{}" });
  new aws.iam.RolePolicy(name + "-policy", { role: role.name,
    policy: pulumi.jsonStringify({ Statement: [{ Effect: "Allow", Action: action, Resource: arn }] }) });
};
allow("table", "dynamodb:GetItem", new aws.dynamodb.Table("usedTable", { ...key, name: "rows" }).arn);
new aws.dynamodb.Table("otherTable", { ...key, name: "rows-2" });
new aws.dynamodb.Table("unusedTable", { ...key, name: "row" });
const stream = new aws.dynamodb.Table("usedByStream", { ...key, streamEnabled: true, streamViewType: "NEW_IMAGE" });
new aws.lambda.EventSourceMapping("mapping", { eventSourceArn: stream.streamArn, functionName: "f", startingPosition: "LATEST" });
const bucket = new aws.s3.Bucket("usedBucket", {});
allow("bucket", "s3:GetObject", pulumi.interpolate\`\${bucket.arn}/*\`);
const unused = new aws.s3.Bucket("unusedBucket", {});
new aws.s3.BucketPolicy("policy", { bucket: unused.id, policy: pulumi.jsonStringify({ Statement: [{ Effect: "Deny",
  Principal: "*", Action: "s3:*", Resource: unused.arn }] }) });
allow("secret", "secretsmanager:GetSecretValue", new aws.secretsmanager.Secret("usedSecret", {}).arn);
const secret = new aws.secretsmanager.Secret("unusedSecret", {});
new aws.secretsmanager.SecretVersion("version", { secretId: secret.arn, secretString: "s" });
allow("parameter", "ssm:GetParameter", new aws.ssm.Parameter("usedParameter", { type: "String", value: "v" }).arn);
new aws.ssm.Parameter("unusedParameter", { type: "String", value: "v" });
const letters = new aws.sqs.Queue("usedByRedrive", {});
new aws.sqs.Queue("unusedQueue", { redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: letters.arn, maxReceiveCount: 3 }) });
const topic = new aws.sns.Topic("usedByAlarm", {});
new aws.cloudwatch.MetricAlarm("alarm", { comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 1, threshold: 1,
  metricName: "m", namespace: "n", period: 60, statistic: "Sum", alarmActions: [topic.arn] });
new aws.sns.Topic("unusedTopic", {});
new aws.cloudwatch.EventBus("unusedBus", {});
`);

describe("the unused declarations of a report", () => {
  it("are those to which no resource but their own configuration refers", async () => {
    const found = await withProgram(source, async (dir) => findUnused(await declare({ program: dir })));
    expect(found.map(({ type, name }) => `${type} ${name}`)).to.deep.equal([
      "aws:dynamodb/table:Table otherTable",
      "aws:dynamodb/table:Table unusedTable",
      "aws:s3/bucket:Bucket unusedBucket",
      "aws:secretsmanager/secret:Secret unusedSecret",
      "aws:ssm/parameter:Parameter unusedParameter",
      "aws:sqs/queue:Queue unusedQueue",
      "aws:sns/topic:Topic unusedTopic",
      "aws:cloudwatch/eventBus:EventBus unusedBus",
    ]);
  });
});
