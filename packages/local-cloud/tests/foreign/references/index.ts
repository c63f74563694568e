import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

// Covers other stacks, existing resources, provider functions, a dynamic provider and another region.
const network = new pulumi.StackReference("acme/network/dev");
const users = new pulumi.StackReference("users", { name: "acme/users/dev" });
const mail = new pulumi.StackReference("acme/mail/dev");
const archive = aws.dynamodb.Table.get("archive", "archive-2019");
const greeting = aws.ssm.getParameterOutput({ name: "/greeting" });
const trust = aws.iam.getPolicyDocumentOutput({
  statements: [
    { actions: ["sts:AssumeRole"], principals: [{ type: "Service", identifiers: ["lambda.amazonaws.com"] }] },
  ],
});

class Counted extends pulumi.dynamic.Resource {
  declare readonly letters: pulumi.Output<number>;
  constructor(name: string, text: pulumi.Input<string>) {
    const provider: pulumi.dynamic.ResourceProvider = {
      create: (inputs: { text: string }) =>
        Promise.resolve({ id: "counted", outs: { ...inputs, letters: inputs.text.length } }),
    };
    super(provider, name, { text, letters: undefined });
  }
}
const counted = new Counted("letters", network.requireOutput("domain") as pulumi.Output<string>);

const ireland = new aws.Provider("ireland", { region: "eu-west-1" });
const topic = new aws.sns.Topic("far", { name: "far" }, { provider: ireland });
const legacy = new aws.rds.Instance("legacy", { instanceClass: "db.t3.micro", skipFinalSnapshot: true });
const near = aws.getRegionOutput();
const far = aws.getRegionOutput({}, { provider: ireland });

const role = new aws.iam.Role("role", { assumeRolePolicy: trust.json });
const fn = new aws.lambda.Function("known", {
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "index.handler",
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset(
      "exports.handler = async () => ({ statusCode: 200, body: process.env.KNOWN });",
    ),
  }),
  environment: {
    variables: {
      KNOWN: pulumi
        .all([network.getOutput("vpcId"), users.getOutput("poolName"), archive.arn, greeting.value, counted.letters])
        .apply((values) => values.join(" ")),
      DATABASE: legacy.endpoint,
    },
  },
});

const api = new aws.apigateway.RestApi("api", {
  body: fn.invokeArn.apply((uri) =>
    JSON.stringify({
      openapi: "3.0.1",
      info: { title: "references", version: "1" },
      paths: {
        "/known": { get: { "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri } } },
      },
    }),
  ),
});
new aws.lambda.Permission("gateway", {
  action: "lambda:InvokeFunction",
  function: fn.name,
  principal: "apigateway.amazonaws.com",
});
const deployment = new aws.apigateway.Deployment("api", { restApi: api.id });
const stage = new aws.apigateway.Stage("api", { restApi: api.id, deployment: deployment.id, stageName: "dev" });

export const url = stage.invokeUrl;
export const topicArn = topic.arn;
export const regions = [near.name, far.name];
export const trusted = trust.minifiedJson;
export const database = legacy.endpoint;
export const address = legacy.address;
export const senders = mail.getOutput("senders");
export const password = mail.getOutput("password");
