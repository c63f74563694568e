import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";

const table = new aws.dynamodb.Table("visits", {
  attributes: [{ name: "page", type: "S" }],
  hashKey: "page",
  billingMode: "PAY_PER_REQUEST",
});

const greet = async (event: awsx.classic.apigateway.Request): Promise<awsx.classic.apigateway.Response> =>
  Promise.resolve({ statusCode: 200, body: `Hello, ${event.path}` });
const byToken = awsx.classic.apigateway.getTokenLambdaAuthorizer({
  authorizerName: "token",
  handler: async (event) =>
    Promise.resolve(
      awsx.classic.apigateway.authorizerResponse(
        "somebody",
        event.authorizationToken === "good" ? "Allow" : "Deny",
        event.methodArn,
      ),
    ),
});

const api = new awsx.classic.apigateway.API("site", {
  routes: [
    {
      path: "/visits/{page}",
      method: "POST",
      eventHandler: async (event) => {
        const { DynamoDBClient, UpdateItemCommand } = await import("@aws-sdk/client-dynamodb");
        const update = new UpdateItemCommand({
          TableName: table.name.get(),
          Key: { page: { S: event.pathParameters?.["page"] ?? "" } },
          UpdateExpression: "ADD visits :one",
          ExpressionAttributeValues: { ":one": { N: "1" } },
          ReturnValues: "ALL_NEW",
        });
        const { Attributes } = await new DynamoDBClient({}).send(update);
        return { statusCode: 200, body: JSON.stringify({ visits: Number(Attributes?.["visits"]?.N) }) };
      },
    },
    {
      path: "/echo",
      method: "POST",
      eventHandler: (event) =>
        Promise.resolve({
          statusCode: 201,
          body: event.body ?? "",
          isBase64Encoded: event.isBase64Encoded,
        }),
    },
    // On AWS, S3 serves this with a role.
    { path: "/www", localPath: "www" },
    { path: "/page", localPath: "www/index.html", contentType: "text/plain" },
    { path: "/keyed", method: "GET", eventHandler: greet, apiKeyRequired: true },
    { path: "/members", method: "GET", eventHandler: greet, authorizers: [byToken] },
  ],
});

export const url = api.url;
