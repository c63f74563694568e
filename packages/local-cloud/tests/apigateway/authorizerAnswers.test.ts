import { expect } from "chai";
import { startProgram, type TestCloud } from "../support/cloud";

/** The authorizer returns the request's token as its answer. GET / returns the principal of that answer. */
const program = `
const role = new aws.iam.Role("role", { assumeRolePolicy: "{}" });
const fn = (name: string, handler: string) => new aws.lambda.Function(name, {
  role: role.arn, runtime: "nodejs24.x", handler: "index.handler",
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(handler) }),
});
const shows = fn("shows", "exports.handler = async (event) => ({ statusCode: 200, body: event.requestContext.authorizer.principalId })");
const repeats = fn("repeats", "exports.handler = async (event) => JSON.parse(event.authorizationToken)");
const api = new aws.apigateway.RestApi("api", { body: pulumi.all([shows.invokeArn, repeats.invokeArn]).apply(([shown, repeated]) => JSON.stringify({
  openapi: "3.0.1", info: { title: "guarded", version: "1" },
  components: { securitySchemes: {
    token: { type: "apiKey", name: "Authorization", in: "header", "x-amazon-apigateway-authtype": "custom",
      "x-amazon-apigateway-authorizer": { type: "token", authorizerUri: repeated, authorizerResultTtlInSeconds: 300 } },
  } },
  paths: { "/": { get: {
    security: [{ token: [] }],
    "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: shown },
  } } },
})) });
for (const [name, each] of Object.entries({ shows, repeats })) {
  new aws.lambda.Permission(name, { action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com", function: each.name });
}
const deployment = new aws.apigateway.Deployment("deployment", { restApi: api.id });
new aws.apigateway.Stage("stage", { restApi: api.id, deployment: deployment.id, stageName: "test" });
`;

const allow = { Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" };
const policyOf = (Statement: unknown) => ({ Version: "2012-10-17", Statement });
const answerWith = (more: object) => ({ principalId: "ann", policyDocument: policyOf([allow]), ...more });
const withPolicy = (policyDocument: unknown) => answerWith({ policyDocument });
const withStatement = (more: object) => withPolicy(policyOf([{ ...allow, ...more }]));

describe("the answer of a Lambda authorizer", () => {
  let small: TestCloud;
  before(async () => {
    small = await startProgram(program);
  });
  after(() => small.stop());

  const ask = async (answer: unknown) => {
    const response = await fetch(`${small.apiUrl}/`, { headers: { Authorization: JSON.stringify(answer) } });
    return [response.status, response.headers.get("x-amzn-errortype"), await response.text()];
  };

  const malformed: Readonly<Record<string, unknown>> = {
    null: null,
    "a text": "Allow",
    "a list": [answerWith({})],
    "no principalId": answerWith({ principalId: undefined }),
    "a principalId of null": answerWith({ principalId: null }),
    "a principalId that is an object": answerWith({ principalId: { id: "ann" } }),
    "no policyDocument": withPolicy(undefined),
    "a policyDocument of null": withPolicy(null),
    "a policyDocument that is a text": withPolicy("x"),
    "a policyDocument that is JSON in a text": withPolicy(JSON.stringify(policyOf([allow]))),
    "a policyDocument that is a list": withPolicy([allow]),
    "an empty policyDocument": withPolicy({}),
    "a statement of null": withPolicy(policyOf([null])),
    "Statement null": withPolicy(policyOf(null)),
    "a Statement that is a number": withPolicy(policyOf(5)),
    "a statement that is a text": withPolicy(policyOf(["Allow"])),
    "a statement that is a list": withPolicy(policyOf([[allow]])),
    "an unknown Version": withPolicy({ Version: "2020-01-01", Statement: [allow] }),
    "no Effect": withStatement({ Effect: undefined }),
    "an Effect in lower case": withStatement({ Effect: "allow" }),
    "no Action": withStatement({ Action: undefined }),
    "an Action of null": withStatement({ Action: null }),
    "an Action that is a number": withStatement({ Action: 1 }),
    "no Resource": withStatement({ Resource: undefined }),
    "a Resource of null": withStatement({ Resource: null }),
    "a Resource that is an object": withStatement({ Resource: {} }),
    "a list of resources with null": withStatement({ Resource: ["*", null] }),
    "a Condition that is a text": withStatement({ Condition: "x" }),
    "a Condition with an operator of null": withStatement({ Condition: { StringEquals: null } }),
    "a Condition with a value of null": withStatement({ Condition: { StringEquals: { "aws:SourceIp": null } } }),
    "a context that is a text": answerWith({ context: "x" }),
    "a context that is a list": answerWith({ context: ["x"] }),
    "a context with an object": answerWith({ context: { a: {} } }),
    "a context with a list": answerWith({ context: { a: ["x"] } }),
    "a usageIdentifierKey that is an object": answerWith({ usageIdentifierKey: {} }),
    "a usageIdentifierKey that is a list": answerWith({ usageIdentifierKey: ["x"] }),
  };
  for (const [what, answer] of Object.entries(malformed)) {
    it(`is a configuration error with ${what}`, async () => {
      const error = [500, "AuthorizerConfigurationException", '{"message":"Internal server error"}'];
      expect(await ask(answer)).to.deep.equal(error);
    });
  }

  const wellFormed: Readonly<Record<string, [answer: unknown, principalId: string]>> = {
    "a single statement": [withPolicy(policyOf(allow)), "ann"],
    "no Version": [withPolicy({ Statement: [allow] }), "ann"],
    "a principalId that is a number": [answerWith({ principalId: 7 }), "7"],
    "a context of null": [answerWith({ context: null }), "ann"],
    "a usageIdentifierKey of null": [answerWith({ usageIdentifierKey: null }), "ann"],
    "a usageIdentifierKey that is a number": [answerWith({ usageIdentifierKey: 5 }), "ann"],
    "an empty Condition": [withStatement({ Condition: {} }), "ann"],
    "lists of actions and resources": [withStatement({ Action: ["execute-api:*"], Resource: ["*"] }), "ann"],
  };
  for (const [what, [answer, principalId]] of Object.entries(wellFormed)) {
    it(`allows the caller with ${what}`, async () => {
      expect(await ask(answer)).to.deep.equal([200, null, principalId]);
    });
  }

  it("allows no caller with an empty list of statements", async () => {
    expect((await ask(withPolicy(policyOf([])))).slice(0, 2)).to.deep.equal([403, "AccessDeniedException"]);
  });
});
