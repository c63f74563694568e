import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

// These resources are not emulated, but all of them are referred to.
const bucket = new aws.s3.Bucket("files", { bucket: "files" });
const queue = new aws.sqs.Queue("jobs", { name: "jobs" });
const secret = new aws.secretsmanager.Secret("token", { name: "token" });
const parameter = new aws.ssm.Parameter("setting", { name: "/app/setting", type: "String", value: "on" });
const rule = new aws.cloudwatch.EventRule("hourly", { name: "hourly", scheduleExpression: "rate(1 hour)" });
const machine = new aws.sfn.StateMachine("steps", {
  name: "steps",
  roleArn: "arn:aws:iam::123456789012:role/steps",
  definition: JSON.stringify({ StartAt: "Done", States: { Done: { Type: "Succeed" } } }),
});
const key = new aws.kms.Key("key");
new aws.kinesis.Stream("clicks", { shardCount: 1 });
const table = new aws.dynamodb.Table("things", {
  name: "things",
  attributes: [{ name: "id", type: "S" }],
  hashKey: "id",
  billingMode: "PAY_PER_REQUEST",
  streamEnabled: true,
  streamViewType: "NEW_IMAGE",
});

const role = new aws.iam.Role("role", { assumeRolePolicy: "{}" });
const fn = new aws.lambda.Function("show", {
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "index.handler",
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset(
      "exports.handler = async ({ stageVariables }) => ({ statusCode: 200, body: JSON.stringify([process.env.QUEUE, process.env.SECRET, stageVariables]) });",
    ),
  }),
  environment: { variables: { QUEUE: queue.url, SECRET: pulumi.interpolate`secret ${secret.name}` } },
});

const api = new aws.apigateway.RestApi("api");
const method = new aws.apigateway.Method("get", {
  restApi: api.id,
  resourceId: api.rootResourceId,
  httpMethod: "GET",
  authorization: "NONE",
});
const integration = new aws.apigateway.Integration("get", {
  restApi: api.id,
  resourceId: api.rootResourceId,
  httpMethod: method.httpMethod,
  type: "AWS_PROXY",
  integrationHttpMethod: "POST",
  uri: fn.invokeArn,
});

/** A deployment of provider version 6 or earlier: with a stage name it creates the stage and has its URL. */
class OldDeployment extends pulumi.CustomResource {
  declare readonly invokeUrl: pulumi.Output<string>;
  declare readonly executionArn: pulumi.Output<string>;
  constructor(name: string, args: object, options: pulumi.CustomResourceOptions) {
    super(
      "aws:apigateway/deployment:Deployment",
      name,
      { ...args, invokeUrl: undefined, executionArn: undefined },
      options,
    );
  }
}
const deployment = new OldDeployment(
  "api",
  { restApi: api.id, stageName: "live", variables: { color: "blue" } },
  { dependsOn: [integration] },
);
new aws.lambda.Permission("gateway", {
  action: "lambda:InvokeFunction",
  function: fn.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate`${deployment.executionArn}/GET/`,
});

export const url = deployment.invokeUrl;
export const arns = [bucket.arn, queue.arn, parameter.arn, rule.arn, machine.arn, table.streamArn];
export const domain = bucket.bucketRegionalDomainName;
export const keyMatches = pulumi.all([key.arn, key.keyId]).apply(([arn, id]) => arn.endsWith(`:key/${id}`));
