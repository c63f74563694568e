import { expect } from "chai";
import type { Properties } from "../../src/kernel/resources";
import { declared } from "../support/declared";
import { api, describeType, refusal } from "../support/gatewayChecks";

const pathPart = (part: string) =>
  `BadRequestException: Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end. (path part '${part}')`;

describeType(
  "resource:Resource",
  ["a b", "a/b", "a{b}", "{a}b", "{a+}x", "{a", "{a b}", "{}", "a+b", "", "é"].map((part) => [
    { pathPart: part },
    pathPart(part),
  ]),
  ["a", "A.b_c-1", "{id}", "{proxy+}", "{a.b-c_d}", "events:batch"].map((part) => ({ pathPart: part })),
);

const verbs = "Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY";
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
const noAuthorizer =
  "BadRequestException: Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.";

describeType(
  "method:Method",
  [
    [{ httpMethod: "FETCH" }, `BadRequestException: ${verbs} (httpMethod 'FETCH')`],
    [{ httpMethod: "get" }, `BadRequestException: ${verbs} (httpMethod 'get')`],
    [
      { httpMethod: "GET", authorization: "OPEN" },
      "BadRequestException: Invalid authorization type specified: 'OPEN'. Valid options are NONE,AWS_IAM,CUSTOM,COGNITO_USER_POOLS",
    ],
    [{ httpMethod: "GET", authorization: "CUSTOM" }, noAuthorizer],
    [
      { httpMethod: "GET", authorization: "COGNITO_USER_POOLS", authorizerId: "auth", restApi: "api" },
      noAuthorizer,
      authorizer,
    ],
    [{ httpMethod: "GET", authorization: "CUSTOM", authorizerId: "auth", restApi: "other" }, noAuthorizer, authorizer],
    [
      { httpMethod: "GET", authorization: "NONE", authorizationScopes: ["a/b"] },
      "BadRequestException: Authorization Scopes are only valid for COGNITO_USER_POOLS authorization type",
    ],
    [
      { httpMethod: "GET", requestParameters: { "query.q": true } },
      "BadRequestException: Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: query.q]",
    ],
    [
      { httpMethod: "GET", restApi: "api", requestModels: { "application/json": "Item" } },
      "BadRequestException: Invalid model identifier specified: Item",
      api,
    ],
  ],
  [
    { httpMethod: "ANY", authorization: "NONE" },
    { httpMethod: "GET", authorization: "CUSTOM", authorizerId: "of-another-program" },
    { httpMethod: "GET", restApi: "api", requestModels: { "application/json": "Empty" } },
    {
      httpMethod: "GET",
      requestParameters: { "method.request.querystring.q": true, "method.request.header.x-y": false },
    },
  ],
);

const timeout = (millis: number, most = 29_000) =>
  `BadRequestException: Timeout should be between 50 ms and ${most} ms (timeout ${millis} ms)`;

describeType(
  "integration:Integration",
  [
    [{ timeoutMilliseconds: 10 }, timeout(10)],
    [{ timeoutMilliseconds: 49 }, timeout(49)],
    [{ timeoutMilliseconds: 29_001 }, timeout(29_001)],
    [{ timeoutMilliseconds: 400_000 }, timeout(400_000)],
    [{ timeoutMilliseconds: 900_001, responseTransferMode: "STREAM" }, timeout(900_001, 900_000)],
    [{ integrationHttpMethod: "FETCH" }, `BadRequestException: ${verbs} (integrationHttpMethod 'FETCH')`],
    [
      { connectionType: "VPC_LINK" },
      "BadRequestException: ConnectionId should be set to the vpcLinkId or stage variable on connection type VPC_LINK",
    ],
    [
      { type: "HTTP_PROXY", uri: "example.com" },
      "BadRequestException: Invalid HTTP endpoint specified for URI: example.com",
    ],
    [{ credentials: "role" }, "BadRequestException: Invalid ARN specified in the request (credentials 'role')"],
    [
      { requestParameters: { "integration.request.header.x": "plain" } },
      "BadRequestException: Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: plain]",
    ],
  ],
  [
    { timeoutMilliseconds: 50 },
    { timeoutMilliseconds: 29_000 },
    { timeoutMilliseconds: 900_000, responseTransferMode: "STREAM" },
    { type: "HTTP", uri: "https://example.com/{proxy}", integrationHttpMethod: "GET" },
    { type: "HTTP", uri: "${stageVariables.url}" },
    {
      requestParameters: {
        "integration.request.path.id": "method.request.path.id",
        "integration.request.header.x": "'y'",
      },
    },
  ],
);

describe("resources and methods that are declared twice", () => {
  const twice = (type: string, state: Properties) =>
    refusal(["first", "second"].map((name) => declared(`aws:apigateway/${type}`, state, { name })));

  it("are refused by the name of the second", () => {
    expect(twice("resource:Resource", { restApi: "api", parentId: "root", pathPart: "a" })).to.equal(
      "resource second: ConflictException: Another resource with the same parent already has this name: a",
    );
    expect(twice("method:Method", { restApi: "api", resourceId: "a", httpMethod: "GET" })).to.equal(
      "method second: ConflictException: Method already exists for this resource (GET)",
    );
    expect(
      twice("methodResponse:MethodResponse", { restApi: "api", resourceId: "a", httpMethod: "GET", statusCode: "200" }),
    ).to.equal("method response second: ConflictException: Response already exists for this resource (200)");
  });
});
