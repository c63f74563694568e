import { declared } from "../support/declared";
import { api, describeType, stage } from "../support/gatewayChecks";

const authorizer = declared(
  "aws:apigateway/authorizer:Authorizer",
  {
    restApi: "api",
    name: "a",
    type: "TOKEN",
    authorizerUri: "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations",
  },
  { id: "auth" },
);

const invocation = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations";
const ttl = (seconds: number) =>
  `BadRequestException: Authorizer result TTL outside allowable range. TTL must be between 0 and 3600 seconds. (${seconds} seconds)`;

describeType(
  "authorizer:Authorizer",
  [
    [{ authorizerUri: invocation, authorizerResultTtlInSeconds: 4_000 }, ttl(4_000)],
    [{ authorizerUri: invocation, authorizerResultTtlInSeconds: -1 }, ttl(-1)],
    [{ type: "TOKEN" }, "BadRequestException: authorizer_uri must be set non-empty when authorizer type is TOKEN"],
    [
      { type: "COGNITO_USER_POOLS", providerArns: [] },
      "BadRequestException: provider_arns must be set non-empty when authorizer type is COGNITO_USER_POOLS",
    ],
    [
      { authorizerUri: "arn:aws:lambda:us-east-1:123456789012:function:f" },
      "BadRequestException: Invalid Authorizer URI: arn:aws:lambda:us-east-1:123456789012:function:f. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.",
    ],
    [
      { authorizerUri: invocation, identitySource: "Authorization" },
      "BadRequestException: Invalid mapping expression specified: Authorization",
    ],
    [
      { ...authorizer.state },
      "BadRequestException: Authorizer name must be unique. Authorizer a already exists in this RestApi.",
      authorizer,
    ],
  ],
  [
    { authorizerUri: invocation, authorizerResultTtlInSeconds: 0 },
    { authorizerUri: invocation, authorizerResultTtlInSeconds: 3_600 },
    {
      authorizerUri: invocation,
      type: "REQUEST",
      identitySource: "method.request.header.A, context.identity.sourceIp",
    },
    { type: "COGNITO_USER_POOLS", providerArns: ["arn:aws:cognito-idp:us-east-1:123456789012:userpool/p"] },
  ],
);

const size = (bytes: string) =>
  `BadRequestException: Invalid minimum compression size, must be between 0 and 10485760 (minimumCompressionSize ${bytes})`;

describeType(
  "restApi:RestApi",
  [
    [{ minimumCompressionSize: "20000000" }, size("20000000")],
    [{ minimumCompressionSize: "10485761" }, size("10485761")],
    [{ minimumCompressionSize: "-2" }, size("-2")],
    [{ minimumCompressionSize: "big" }, size("big")],
    [
      { policy: "deny" },
      "BadRequestException: Invalid policy document. Please check the policy syntax and ensure that Principals are valid.",
    ],
  ],
  [
    { minimumCompressionSize: "0" },
    { minimumCompressionSize: "10485760" },
    { minimumCompressionSize: "-1" },
    { minimumCompressionSize: "" },
  ],
);

describeType(
  "stage:Stage",
  [
    [{ stageName: "v1.0" }, "BadRequestException: Stage name only allows a-zA-Z0-9_- (stage name 'v1.0')"],
    [{ stageName: "s".repeat(129) }, "BadRequestException: Stage name can be at most 128 characters (129 characters)"],
    [
      { stageName: "a", variables: { "a-b": "c" } },
      "BadRequestException: Invalid stage variable name: a-b. Please use names with only word characters.",
    ],
    [
      { stageName: "a", variables: { a: "b|c" } },
      "BadRequestException: Invalid stage variable value of key a. Please use values with alphanumeric characters and the symbols ' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.",
    ],
    [
      { stageName: "a", accessLogSettings: { destinationArn: "arn:aws:s3:::b", format: "$context.requestId" } },
      "BadRequestException: The ARN must be a valid CloudWatch Logs log group or Kinesis Data Firehose delivery stream (destinationArn 'arn:aws:s3:::b')",
    ],
    [
      {
        stageName: "a",
        accessLogSettings: { destinationArn: "arn:aws:logs:us-east-1:1:log-group:g", format: "$context.status" },
      },
      "BadRequestException: Access Log format must include either $context.requestId or $context.extendedRequestId",
    ],
    [
      { stageName: "a", canarySettings: { percentTraffic: 101 } },
      "BadRequestException: Canary percent traffic must be between 0.0 and 100.0 (percentTraffic 101)",
    ],
    [
      { restApi: "api", stageName: "a", deployment: "d" },
      "BadRequestException: Invalid Deployment identifier specified",
      declared("aws:apigateway/deployment:Deployment", { restApi: "other" }, { id: "d" }),
    ],
    [{ restApi: "api", stageName: "v1" }, "ConflictException: Stage already exists (v1)", stage],
    [
      { restApi: "api", stageName: "v2" },
      "ConflictException: Stage already exists (v2): a deployment with this stageName creates it, too",
      declared("aws:apigateway/deployment:Deployment", { restApi: "api", stageName: "v2" }),
    ],
  ],
  [
    { restApi: "api", stageName: "v1-b_2" },
    { restApi: "other", stageName: "v1" },
    { stageName: "a", variables: { a_1: "https://example.com:80/a?b=c&d=e,f ~#" } },
    { stageName: "a", canarySettings: { percentTraffic: 0 } },
  ],
);

describeType(
  "methodSettings:MethodSettings",
  [
    [
      { restApi: "api", stageName: "v2", methodPath: "*/*" },
      "BadRequestException: Invalid stage identifier specified",
      api,
      stage,
    ],
    [
      { restApi: "api", stageName: "v1", methodPath: "a/FETCH" },
      "BadRequestException: Invalid method setting path: a/FETCH",
      api,
      stage,
    ],
    [
      { restApi: "api", stageName: "v1", methodPath: "*/*", settings: { cacheTtlInSeconds: 3_601 } },
      "BadRequestException: Invalid time-to-live setting, must be an integer no greater than 3600 (cacheTtlInSeconds 3601)",
      api,
      stage,
    ],
  ],
  [
    { restApi: "api", stageName: "v1", methodPath: "a/{id}/GET", settings: { cacheTtlInSeconds: 3_600 } },
    { restApi: "of-another-program", stageName: "v2", methodPath: "*/*" },
  ],
);

describeType(
  "model:Model",
  [
    [{ name: "my-model" }, "BadRequestException: Model name must be alphanumeric: my-model"],
    [{ name: "a", contentType: "json" }, "BadRequestException: Invalid content type specified: json"],
    [
      { name: "a", schema: "{" },
      "BadRequestException: Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified]",
    ],
    [
      { restApi: "api", name: "a" },
      "ConflictException: Model name already exists for this REST API (a)",
      declared("aws:apigateway/model:Model", { restApi: "api", name: "a" }),
    ],
  ],
  [{ name: "Item2", contentType: "application/json", schema: "{}" }],
);
