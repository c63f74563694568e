import { expect } from "chai";
import { topics } from "../../src/kernel/interfaces/monitoring";
import { startProgram } from "../support/cloud";

/** Returns a topic that all principals of the account may publish to. @param key its KMS key, as source */
const topic = (key: string) => `
const caller = { Service: "cloudwatch.amazonaws.com" };
const allows = (...Action: string[]) => JSON.stringify({ Statement: { Effect: "Allow", Principal: caller, Action, Resource: "*" } });
const topic = new aws.sns.Topic("topic", { kmsMasterKeyId: ${key} });
new aws.sns.TopicPolicy("policy", { arn: topic.arn, policy: allows("sns:Publish") });`;

/** Returns why CloudWatch may not publish to the topic; undefined if it may. */
async function denial(source: string): Promise<string | undefined> {
  const run = await startProgram(source);
  try {
    const { cloud } = run;
    const { state } = cloud.program.resources.find(({ type }) => type === "aws:sns/topic:Topic")!;
    const message = { topicArn: String(state["arn"]), subject: "s", message: "m" };
    return cloud.registry
      .use(topics)
      .publish({ ...message, service: "cloudwatch.amazonaws.com", sourceArn: "arn:alarm" });
  } finally {
    await run.stop();
  }
}

describe("a topic with a key", () => {
  it("accepts messages of a service that the key's policy allows to encrypt and decrypt, by id, ARN or alias", async () => {
    const key = 'const key = new aws.kms.Key("key", { policy: allows("kms:Decrypt", "kms:GenerateDataKey*") });';
    const alias = 'const alias = new aws.kms.Alias("alias", { name: "alias/mine", targetKeyId: key.keyId });';
    const declared = (id: string) => topic(id).replace("const topic", `${key}\n${alias}\nconst topic`);
    for (const id of ["key.keyId", "key.arn", "alias.name", "alias.arn"]) {
      expect(await denial(declared(id)), id).to.equal(undefined);
    }
  });

  it("rejects messages of a service that may not decrypt", async () => {
    const key = 'const key = new aws.kms.Key("key", { policy: allows("kms:GenerateDataKey*") });';
    expect(await denial(topic("key.arn").replace("const topic", `${key}\nconst topic`))).to.match(
      /^cloudwatch\.amazonaws\.com is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:.* because no resource-based policy allows/,
    );
  });

  it("rejects messages of all services with the AWS managed key, and with a key without a policy", async () => {
    expect(await denial(topic('"alias/aws/sns"'))).to.include("kms:GenerateDataKey on resource: alias/aws/sns");
    expect(await denial(topic('new aws.kms.Key("key", {}).arn'))).to.include("not authorized to perform: kms:");
  });

  it("accepts messages with a key of another program, whose policy is unknown", async () => {
    expect(await denial(topic('"arn:aws:kms:eu-central-1:123456789012:key/other"'))).to.equal(undefined);
  });
});
