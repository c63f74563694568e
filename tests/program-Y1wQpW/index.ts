import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const role = new aws.iam.Role("role", { assumeRolePolicy: "{}" });
new aws.iam.RolePolicy("policy", { role: role.name, policy: JSON.stringify({ Version: "2012-10-17", Statement: [] }) });
const fn = new aws.lambda.Function("fn", {
  role: role.arn,
  runtime: "nodejs24.x",
  handler: "index.handler",
  publish: true,
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset(
      "exports.handler = async () => ({ statusCode: 200, body: process.env.AWS_LAMBDA_INITIALIZATION_TYPE });",
    ),
  }),
});
const alias = new aws.lambda.Alias("alias", { name: "live", functionName: fn.name, functionVersion: fn.version });
const document = (uri: string) =>
  JSON.stringify({
    openapi: "3.0.1",
    info: { title: "small", version: "1" },
    paths: {
      "/{proxy+}": {
        "x-amazon-apigateway-any-method": {
          "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "GET", uri },
        },
      },
    },
  });
const api = new aws.apigateway.RestApi("api", { body: pulumi.output(alias.invokeArn).apply(document) });
new aws.lambda.Permission("permission", {
  action: "lambda:InvokeFunction",
  principal: "apigateway.amazonaws.com",
  function: fn.name,
  qualifier: alias.name,
});
const deployment = new aws.apigateway.Deployment("deployment", { restApi: api.id });
new aws.apigateway.Stage("stage", { restApi: api.id, deployment: deployment.id, stageName: "test" });

void aws;
void pulumi;
