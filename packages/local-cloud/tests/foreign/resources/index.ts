import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const role = new aws.iam.Role("greeter", { assumeRolePolicy: "{}" });
new aws.iam.RolePolicyAttachment("logs", { role, policyArn: aws.iam.ManagedPolicy.AWSLambdaBasicExecutionRole });
const greeter = new aws.lambda.Function("greeter", {
  role: role.arn,
  runtime: aws.lambda.Runtime.NodeJS22dX,
  handler: "handler.greet",
  code: new pulumi.asset.FileArchive("./functions"),
});

const api = new aws.apigateway.RestApi("greetings", { description: "no document, all resources" });
const people = new aws.apigateway.Resource("people", {
  restApi: api.id,
  parentId: api.rootResourceId,
  pathPart: "people",
});
const person = new aws.apigateway.Resource("person", { restApi: api.id, parentId: people.id, pathPart: "{name}" });

const named = new aws.apigateway.Model("named", {
  restApi: api.id,
  name: "Named",
  contentType: "application/json",
  schema: JSON.stringify({ type: "object", required: ["name"], properties: { name: { type: "string" } } }),
});
const validator = new aws.apigateway.RequestValidator("body", { restApi: api.id, validateRequestBody: true });

const greet = new aws.apigateway.Method("greet", {
  restApi: api.id,
  resourceId: person.id,
  httpMethod: "GET",
  authorization: "NONE",
});
const greetCall = new aws.apigateway.Integration("greet", {
  restApi: api.id,
  resourceId: person.id,
  httpMethod: greet.httpMethod,
  type: "AWS_PROXY",
  integrationHttpMethod: "POST",
  uri: greeter.invokeArn,
});
const add = new aws.apigateway.Method("add", {
  restApi: api.id,
  resourceId: people.id,
  httpMethod: "POST",
  authorization: "NONE",
  requestModels: { "application/json": named.name },
  requestValidatorId: validator.id,
});
const addCall = new aws.apigateway.Integration("add", {
  restApi: api.id,
  resourceId: people.id,
  httpMethod: add.httpMethod,
  type: "MOCK",
  requestTemplates: { "application/json": '{"statusCode": 202}' },
});
const accepted = new aws.apigateway.IntegrationResponse("accepted", {
  restApi: api.id,
  resourceId: people.id,
  httpMethod: addCall.httpMethod,
  statusCode: "202",
  responseTemplates: { "application/json": '{"accepted": true}' },
});
const signed = new aws.apigateway.Method("signed", {
  restApi: api.id,
  resourceId: people.id,
  httpMethod: "DELETE",
  authorization: "AWS_IAM",
});
const signedCall = new aws.apigateway.Integration("signed", {
  restApi: api.id,
  resourceId: people.id,
  httpMethod: signed.httpMethod,
  type: "MOCK",
});
const notFound = new aws.apigateway.Response("not-found", {
  restApiId: api.id,
  responseType: "MISSING_AUTHENTICATION_TOKEN",
  statusCode: "404",
  responseTemplates: { "application/json": '{"missing": $context.error.messageString}' },
});

new aws.lambda.Permission("gateway", {
  action: "lambda:InvokeFunction",
  function: greeter,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate`${api.executionArn}/*/GET/people/*`,
});
const deployment = new aws.apigateway.Deployment(
  "now",
  { restApi: api.id },
  { dependsOn: [greetCall, addCall, signedCall, accepted, notFound] },
);
const stage = new aws.apigateway.Stage("now", {
  restApi: api.id,
  deployment: deployment.id,
  stageName: "now",
  variables: { greeting: "Hello" },
});

export const url = stage.invokeUrl;
