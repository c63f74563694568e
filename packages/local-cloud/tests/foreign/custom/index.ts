import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

// Covers AWS integrations: a function with a permission and with a role, its errors selected by message, an
// asynchronous call, and a table with a role, its errors selected by status.
const role = new aws.iam.Role("adder", { assumeRolePolicy: "{}" });
new aws.iam.RolePolicyAttachment("logs", { role, policyArn: aws.iam.ManagedPolicy.AWSLambdaBasicExecutionRole });
const adder = new aws.lambda.Function("adder", {
  role: role.arn,
  runtime: aws.lambda.Runtime.NodeJS22dX,
  handler: "index.handler",
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset(`exports.handler = async (event) => {
      if (event.fail !== undefined) throw new Error(event.fail);
      return { sum: event.a + event.b, next: { step: 2 }, event };
    };`),
  }),
});
const gateway = new aws.iam.Role("gateway", { assumeRolePolicy: "{}" });
const allow = (Action: string[], Resource: pulumi.Input<string>) =>
  pulumi.jsonStringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] });
const mayCall = new aws.iam.RolePolicy("gateway", {
  role: gateway.name,
  policy: allow(["lambda:InvokeFunction"], adder.arn),
});
const notes = new aws.dynamodb.Table("notes", {
  attributes: [{ name: "id", type: "S" }],
  hashKey: "id",
  billingMode: "PAY_PER_REQUEST",
});
const writer = new aws.iam.Role("writer", { assumeRolePolicy: "{}" });
const mayWrite = new aws.iam.RolePolicy("writer", {
  role: writer.name,
  policy: allow(["dynamodb:PutItem", "dynamodb:GetItem"], notes.arn),
});
const stranger = new aws.iam.Role("stranger", { assumeRolePolicy: "{}" });

const api = new aws.apigateway.RestApi("custom");
const made: pulumi.Resource[] = [mayCall, mayWrite];

interface Route {
  readonly name: string;
  readonly httpMethod: string;
  readonly integration: Partial<aws.apigateway.IntegrationArgs>;
  readonly responses: Readonly<Record<string, Partial<aws.apigateway.IntegrationResponseArgs>>>;
}

function route({ name, httpMethod, integration, responses }: Route): void {
  const resource = new aws.apigateway.Resource(name, { restApi: api.id, parentId: api.rootResourceId, pathPart: name });
  const method = new aws.apigateway.Method(name, {
    restApi: api.id,
    resourceId: resource.id,
    httpMethod,
    authorization: "NONE",
  });
  const call = new aws.apigateway.Integration(name, {
    restApi: api.id,
    resourceId: resource.id,
    httpMethod: method.httpMethod,
    type: "AWS",
    integrationHttpMethod: "POST",
    uri: adder.invokeArn,
    ...integration,
  });
  const answers = Object.entries(responses).map(([statusCode, response]) => {
    const { statusCode: declared } = new aws.apigateway.MethodResponse(`${name}-${statusCode}`, {
      restApi: api.id,
      resourceId: resource.id,
      httpMethod: method.httpMethod,
      statusCode,
    });
    return new aws.apigateway.IntegrationResponse(
      `${name}-${statusCode}`,
      { restApi: api.id, resourceId: resource.id, httpMethod: method.httpMethod, statusCode: declared, ...response },
      { dependsOn: [call] },
    );
  });
  made.push(call, ...answers);
}

route({
  name: "sum",
  httpMethod: "GET",
  integration: {
    requestTemplates: {
      "application/json": `{ "a": $input.params('a'), "b": $input.params('b')#if($input.params('fail') != ''), "fail": "$input.params('fail')"#end }`,
    },
  },
  responses: {
    "200": {
      responseTemplates: { "application/json": `{"total": $input.path('$.sum')}` },
      responseParameters: {
        "method.response.header.X-Step": "integration.response.body.next.step",
        "method.response.header.X-Kind": "'sum'",
      },
    },
    "404": {
      selectionPattern: ".*not found.*",
      responseTemplates: { "application/json": `{"error": $input.json('$.errorMessage')}` },
    },
    "500": { selectionPattern: "[^]+", responseTemplates: { "application/json": `{"error": "failed"}` } },
  },
});
route({
  name: "raw",
  httpMethod: "POST",
  integration: { credentials: gateway.arn },
  responses: { "200": {} },
});
route({ name: "bare", httpMethod: "GET", integration: {}, responses: { "200": {} } });
route({
  name: "event",
  httpMethod: "POST",
  integration: { requestParameters: { "integration.request.header.X-Amz-Invocation-Type": "'Event'" } },
  responses: { "202": {} },
});
route({
  name: "refused",
  httpMethod: "POST",
  integration: { credentials: stranger.arn },
  responses: { "200": {} },
});
route({
  name: "unmapped",
  httpMethod: "POST",
  integration: {},
  responses: {
    "400": {
      selectionPattern: "bad.*",
      responseTemplates: { "text/plain": "$input.path('$.errorMessage')" },
    },
  },
});

const { region } = aws.getRegionOutput();
const action = (operation: string) => pulumi.interpolate`arn:aws:apigateway:${region}:dynamodb:action/${operation}`;
route({
  name: "put",
  httpMethod: "POST",
  integration: {
    uri: action("PutItem"),
    credentials: writer.arn,
    requestTemplates: {
      "application/json": pulumi.interpolate`{ "TableName": "${notes.name}",
        "ConditionExpression": "attribute_not_exists(id)",
        "Item": { "id": { "S": $input.json('$.id') }, "at": { "S": "$context.stage" } } }`,
    },
  },
  responses: {
    "201": { responseTemplates: { "application/json": "{}" } },
    "409": {
      selectionPattern: "400",
      responseTemplates: { "application/json": `{"error": "$input.path('$.__type').split('#')[1]"}` },
    },
  },
});
const reading = {
  requestTemplates: {
    "application/json": pulumi.interpolate`{ "TableName": "${notes.name}", "Key": { "id": { "S": "$input.params('id')" } } }`,
  },
};
const read = {
  responseTemplates: { "application/json": `{"id": $input.json('$.Item.id.S'), "at": $input.json('$.Item.at.S')}` },
};
route({
  name: "get",
  httpMethod: "GET",
  integration: { uri: action("GetItem"), credentials: writer.arn, ...reading },
  responses: { "200": read },
});
route({
  name: "denied",
  httpMethod: "GET",
  integration: { uri: action("GetItem"), credentials: stranger.arn, ...reading },
  responses: {
    "200": read,
    "403": {
      selectionPattern: "4\\d{2}",
      responseTemplates: { "application/json": `{"error": "$input.path('$.__type').split('#')[1]"}` },
    },
  },
});

new aws.lambda.Permission("gateway", {
  action: "lambda:InvokeFunction",
  function: adder,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate`${api.executionArn}/*`,
});
const deployment = new aws.apigateway.Deployment("v1", { restApi: api.id }, { dependsOn: made });
const stage = new aws.apigateway.Stage("v1", { restApi: api.id, deployment: deployment.id, stageName: "v1" });

export const url = stage.invokeUrl;
