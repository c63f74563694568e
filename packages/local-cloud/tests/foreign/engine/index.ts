import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

// Covers requests to the engine: organization, project and stack, hooks, resource options, provider functions.
const before = new pulumi.ResourceHook("before", () => Promise.reject(new Error("a hook has run")));
const zones = aws.getAvailabilityZonesOutput(
  { state: "available" },
  { provider: new aws.Provider("far", { region: "ap-southeast-2" }) },
);
const secret = pulumi.secret("hush");

const role = new aws.iam.Role(
  "role",
  { assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }) },
  {
    hooks: { beforeCreate: [before] },
    aliases: [{ name: "former" }],
    customTimeouts: { create: "5m" },
    deleteBeforeReplace: true,
    replaceOnChanges: ["name"],
    additionalSecretOutputs: ["arn"],
  },
);
const fn = new aws.lambda.Function(
  "told",
  {
    role: role.arn,
    runtime: aws.lambda.Runtime.NodeJS22dX,
    handler: "index.handler",
    code: new pulumi.asset.AssetArchive({
      "index.js": new pulumi.asset.StringAsset(
        "exports.handler = async () => ({ statusCode: 200, body: process.env.SECRET });",
      ),
    }),
    environment: { variables: { SECRET: secret } },
  },
  { deletedWith: role, retainOnDelete: true },
);
const api = new aws.apigateway.RestApi("engine");
const method = new aws.apigateway.Method("get", {
  restApi: api.id,
  resourceId: api.rootResourceId,
  httpMethod: "GET",
  authorization: "NONE",
});
const call = new aws.apigateway.Integration("get", {
  restApi: api.id,
  resourceId: api.rootResourceId,
  httpMethod: method.httpMethod,
  type: "AWS_PROXY",
  integrationHttpMethod: "POST",
  uri: fn.invokeArn,
});
new aws.lambda.Permission("gateway", {
  action: "lambda:InvokeFunction",
  function: fn,
  principal: "apigateway.amazonaws.com",
});
const deployment = new aws.apigateway.Deployment(
  "v1",
  { restApi: api.id, triggers: { of: pulumi.jsonStringify([method.id, call.id]) } },
  { dependsOn: call },
);
const stage = new aws.apigateway.Stage("v1", { restApi: api.id, deployment: deployment.id, stageName: "v1" });

export const url = stage.invokeUrl;
export const where = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack(), pulumi.runtime.isDryRun()];
export const names = zones.names;
export const ids = zones.zoneIds;
export const hidden = secret;
