import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

// Uses only what every tested version has: a table, a serialized callback, an API of single resources.
const table = new aws.dynamodb.Table("visits", {
  attributes: [{ name: "page", type: "S" }],
  hashKey: "page",
  billingMode: "PAY_PER_REQUEST",
});

const visit = new aws.lambda.CallbackFunction("visit", {
  // The default runtime of old versions no longer exists.
  runtime: "nodejs22.x",
  environment: { variables: { TABLE_NAME: table.name } },
  callback: async ({ pathParameters }: { pathParameters: { page: string } }) => {
    const { DynamoDBClient, UpdateItemCommand } = await import("@aws-sdk/client-dynamodb");
    const update = new UpdateItemCommand({
      TableName: process.env["TABLE_NAME"],
      Key: { page: { S: pathParameters.page } },
      UpdateExpression: "ADD visits :one",
      ExpressionAttributeValues: { ":one": { N: "1" } },
      ReturnValues: "ALL_NEW",
    });
    const { Attributes } = await new DynamoDBClient({}).send(update);
    return { statusCode: 200, body: JSON.stringify({ visits: Number(Attributes?.["visits"]?.N) }) };
  },
});

const api = new aws.apigateway.RestApi("site");
const page = new aws.apigateway.Resource("page", {
  restApi: api.id,
  parentId: api.rootResourceId,
  pathPart: "{page}",
});
const method = new aws.apigateway.Method("visit", {
  restApi: api.id,
  resourceId: page.id,
  httpMethod: "POST",
  authorization: "NONE",
});
const integration = new aws.apigateway.Integration("visit", {
  restApi: api.id,
  resourceId: page.id,
  httpMethod: method.httpMethod,
  type: "AWS_PROXY",
  integrationHttpMethod: "POST",
  uri: visit.invokeArn,
});
new aws.lambda.Permission("gateway", {
  action: "lambda:InvokeFunction",
  function: visit,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate`${api.executionArn}/*/*`,
});
const deployment = new aws.apigateway.Deployment("site", { restApi: api.id }, { dependsOn: [integration] });
const stage = new aws.apigateway.Stage("site", { restApi: api.id, deployment: deployment.id, stageName: "v1" });

export const url = stage.invokeUrl;
