import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const table = new aws.dynamodb.Table("notes", {
  attributes: [{ name: "id", type: "S" }],
  hashKey: "id",
  billingMode: "PAY_PER_REQUEST",
});
const role = new aws.iam.Role("reader", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
new aws.iam.RolePolicy("reader", {
  role: role.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "dynamodb:GetItem", Resource: table.arn }],
  }),
});
const source = `const { DynamoDBClient, GetItemCommand } = require("@aws-sdk/client-dynamodb");
const client = new DynamoDBClient({});
exports.handler = async ({ pathParameters: { id } }) => {
  const { Item } = await client.send(new GetItemCommand({ TableName: process.env.TABLE_NAME, Key: { id: { S: id } } }));
  return Item ? { statusCode: 200, body: Item.text.S } : { statusCode: 404, body: "no such note" };
};`;
const reader = new aws.lambda.Function("reader", {
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "index.handler",
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(source) }),
  environment: { variables: { TABLE_NAME: table.name } },
});
const api = new aws.apigateway.RestApi("notes", {
  body: pulumi.jsonStringify({
    openapi: "3.0.1",
    info: { title: "notes", version: "1" },
    paths: {
      "/notes/{id}": {
        get: {
          "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: reader.invokeArn },
        },
      },
    },
  }),
});
new aws.lambda.Permission("gateway", {
  action: "lambda:InvokeFunction",
  function: reader.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate`${api.executionArn}/*/*`,
});
const deployment = new aws.apigateway.Deployment("notes", { restApi: api.id });
const stage = new aws.apigateway.Stage("notes", { restApi: api.id, deployment: deployment.id, stageName: "v1" });
export const url = stage.invokeUrl;
