"use strict";
const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

// package.json names a build that is not there: Pulumi takes this file, and so does a local run.
const role = new aws.iam.Role("role", { assumeRolePolicy: "{}" });
const greet = new aws.lambda.Function("greet", {
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "index.handler",
  code: new pulumi.asset.AssetArchive({
    ".": new pulumi.asset.FileArchive("functions/greet"),
    "name.txt": new pulumi.asset.StringAsset("archive"),
  }),
});
const zipped = new aws.lambda.Function("zipped", {
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "index.handler",
  code: new pulumi.asset.AssetArchive({ ".": new pulumi.asset.FileArchive("functions/zipped.zip") }),
});

const uri = (fn) => ({
  "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: fn },
});
const api = new aws.apigateway.RestApi("api", {
  body: pulumi.all([greet.invokeArn, zipped.invokeArn]).apply(([first, second]) =>
    JSON.stringify({
      openapi: "3.0.1",
      info: { title: "javascript", version: "1" },
      paths: { "/greet": { get: uri(first) }, "/zipped": { get: uri(second) } },
    }),
  ),
});
for (const [name, fn] of Object.entries({ greet, zipped })) {
  new aws.lambda.Permission(name, {
    action: "lambda:InvokeFunction",
    function: fn.name,
    principal: "apigateway.amazonaws.com",
  });
}
const deployment = new aws.apigateway.Deployment("api", { restApi: api.id });
const stage = new aws.apigateway.Stage("api", { restApi: api.id, deployment: deployment.id, stageName: "dev" });

exports.url = stage.invokeUrl;
