import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Declares the same component as @pulumi/aws-apigateway, without the package. */
class RestAPI extends pulumi.ComponentResource {
  declare readonly url: pulumi.Output<string>;
  declare readonly api: pulumi.Output<aws.apigateway.RestApi>;
  declare readonly stage: pulumi.Output<aws.apigateway.Stage>;
  constructor(name: string, args: object) {
    super(
      "aws-apigateway:index:RestAPI",
      name,
      { ...args, url: undefined, api: undefined, stage: undefined },
      {},
      true,
    );
  }
}

const eventHandler = new aws.lambda.CallbackFunction("greet", {
  runtime: "nodejs22.x",
  callback: async ({ pathParameters, path }: { pathParameters: { name?: string } | null; path: string }) =>
    Promise.resolve({ statusCode: 200, body: `Hello, ${pathParameters?.name ?? path}` }),
});
const isAllowed = new aws.lambda.CallbackFunction("isAllowed", {
  runtime: "nodejs22.x",
  callback: async ({ authorizationToken, methodArn }: { authorizationToken: string; methodArn: string }) => {
    const Effect = authorizationToken === "good" ? "Allow" : "Deny";
    const Statement = [{ Action: "execute-api:Invoke", Effect, Resource: methodArn }];
    return Promise.resolve({ principalId: "me", policyDocument: { Version: "2012-10-17", Statement } });
  },
});
const backend = new RestAPI("backend", {
  routes: [
    { path: "/", eventHandler },
    { path: "/{proxy+}", eventHandler },
  ],
});
const api = new RestAPI("api", {
  stageName: "v1",
  tags: { team: "greeters" },
  requestValidator: "PARAMS_ONLY",
  gatewayResponses: { BAD_REQUEST_PARAMETERS: { statusCode: 422 } },
  routes: [
    { path: "/greet/{name}", method: "GET", eventHandler },
    { path: "any", eventHandler },
    { path: "/needed", method: "GET", eventHandler, requiredParameters: [{ in: "query", name: "who" }] },
    { path: "/www", localPath: "www" },
    { path: "/page", localPath: "www/index.html", contentType: "text/plain" },
    { path: "/keyed", method: "GET", eventHandler, apiKeyRequired: true },
    { path: "/signed", method: "GET", eventHandler, iamAuthEnabled: true },
    {
      path: "/members",
      method: "GET",
      eventHandler,
      authorizers: [{ parameterName: "Authorization", handler: isAllowed, authorizerResultTtlInSeconds: 0 }],
    },
    {
      path: "/friends",
      method: "GET",
      eventHandler,
      authorizers: [{ authorizerName: "own", parameterName: "Authorization", handler: isAllowed }],
    },
    { path: "/to", target: { type: "http_proxy", uri: backend.url } },
    {
      path: "/raw",
      method: "GET",
      data: {
        "x-amazon-apigateway-integration": {
          type: "mock",
          requestTemplates: { "application/json": '{"statusCode": 200}' },
          responses: { default: { statusCode: "200", responseTemplates: { "application/json": "raw" } } },
        },
      },
    },
  ],
});
const document = new RestAPI("document", {
  swaggerString: JSON.stringify({
    swagger: "2.0",
    info: { title: "d", version: "1" },
    paths: { "/": { get: { "x-amazon-apigateway-integration": { type: "mock" } } } },
  }),
});

export const url = api.url;
// Resources that belong to the component.
export const apiTags = api.api.tags;
export const stageTags = api.stage.tags;
export const stageName = api.stage.stageName;
export const otherStage = document.stage.stageName;
