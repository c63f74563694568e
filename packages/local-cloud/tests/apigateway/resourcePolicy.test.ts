import { expect } from "chai";
import { systemClock } from "../../src/kernel/clock";
import { Facts } from "../../src/kernel/facts/facts";
import { RoleAuthorizer } from "../../src/iam/authorizer";
import type { GatewayError } from "../../src/apigateway/exchange/errors";
import { gatewayErrorAnswer } from "../../src/apigateway/exchange/gatewayResponses";
import { AuthorizerResults } from "../../src/apigateway/stages/authorizerResults";
import { callAuthorizer } from "../../src/apigateway/stages/lambdaAuthorizer";
import { applyPolicyAfterwards, applyPolicyFirst } from "../../src/apigateway/stages/resourcePolicy";
import type { Authorization, Authorizer } from "../../src/apigateway/declared/model";
import { checkProgram } from "../../src/terminal/check";
import { smallApi, startProgram } from "../support/cloud";
import { apiOf, exchangeOf, requestOf } from "../support/exchange";

const iam = new RoleAuthorizer({ facts: new Facts(systemClock), log: () => undefined });
const resource = "arn:aws:execute-api:eu-central-1:123456789012:api/v1/GET/things";
const statement = (Effect: string, more: object = {}) => ({
  Effect,
  Principal: "*",
  Action: "execute-api:Invoke",
  Resource: "arn:aws:execute-api:eu-central-1:123456789012:api/*",
  ...more,
});
const fromOffice = { Condition: { IpAddress: { "aws:SourceIp": ["203.0.113.0/24"] } } };
const notFromOffice = { Condition: { NotIpAddress: { "aws:SourceIp": ["203.0.113.0/24"] } } };
const masked = resource.replace("123456789012", "********9012");
const implicit = `User: anonymous is not authorized to perform: execute-api:Invoke on resource: ${masked}`;
const explicit = `${implicit} with an explicit deny`;

interface Case {
  readonly policy: readonly object[];
  readonly sourceIp?: string;
  readonly authorization?: Authorization;
}

/** Returns the error of the policy check before or after the authorizer. */
function refusal({
  policy,
  sourceIp = "127.0.0.1",
  authorization = "NONE",
}: Case): [when: string, message: string] | undefined {
  const exchange = exchangeOf({
    api: apiOf({ policy: JSON.stringify({ Statement: policy }) }),
    method: { authorization },
    request: requestOf({ sourceIp, headers: [["User-Agent", "curl/8"]] }),
  });
  let when = "before";
  try {
    applyPolicyFirst(exchange, iam);
    when = "behind";
    applyPolicyAfterwards(exchange);
    return undefined;
  } catch (error) {
    expect((error as GatewayError).responseType).to.equal("ACCESS_DENIED");
    return [when, (error as GatewayError).message];
  }
}

describe("the resource policy of an API", () => {
  const cases: readonly [what: string, given: Case, refused: [when: string, message: string] | undefined][] = [
    ["lets whom it allows", { policy: [statement("Allow")] }, undefined],
    ["refuses whom it does not name", { policy: [] }, ["before", implicit]],
    ["refuses other methods", { policy: [statement("Allow", { Resource: `${resource}/x` })] }, ["before", implicit]],
    ["lets an address", { policy: [statement("Allow", fromOffice)], sourceIp: "203.0.113.9" }, undefined],
    ["refuses another address", { policy: [statement("Allow", fromOffice)] }, ["before", implicit]],
    [
      "refuses an address that it denies",
      { policy: [statement("Allow"), statement("Deny", notFromOffice)] },
      ["before", explicit],
    ],
    [
      "refuses who does not come through a VPC",
      {
        policy: [
          statement("Allow"),
          statement("Deny", { Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-1" } } }),
        ],
      },
      ["before", explicit],
    ],
    [
      "lets a user agent",
      { policy: [statement("Allow", { Condition: { StringLike: { "aws:UserAgent": "curl/*" } } })] },
      undefined,
    ],
    [
      "refuses an anonymous caller where it allows a role",
      { policy: [statement("Allow", { Principal: { AWS: "arn:aws:iam::123456789012:role/r" } })] },
      ["before", implicit],
    ],
    [
      "lets everybody where all of AWS is named",
      { policy: [statement("Allow", { Principal: { AWS: "*" } })] },
      undefined,
    ],
    [
      "denies everybody but a role",
      {
        policy: [
          statement("Allow"),
          statement("Deny", { Principal: undefined, NotPrincipal: { AWS: "arn:aws:iam::123456789012:role/r" } }),
        ],
      },
      ["before", explicit],
    ],
    ["leaves the rest to a Lambda authorizer", { policy: [], authorization: "CUSTOM" }, undefined],
    [
      "denies before a Lambda authorizer",
      { policy: [statement("Deny")], authorization: "CUSTOM" },
      ["before", explicit],
    ],
    ["must allow what a user pool allows", { policy: [], authorization: "COGNITO_USER_POOLS" }, ["behind", implicit]],
    ["allows beside a user pool", { policy: [statement("Allow")], authorization: "COGNITO_USER_POOLS" }, undefined],
    ["leaves a signature to IAM", { policy: [], authorization: "AWS_IAM" }, undefined],
  ];
  for (const [what, given, refused] of cases) {
    it(what, () => expect(refusal(given)).to.deep.equal(refused));
  }

  it("answers with AWS's key, and as the API's gateway responses say where they do", () => {
    const answered = (gatewayResponses: object) => {
      const exchange = exchangeOf({
        api: apiOf({ policy: '{"Statement":[]}', gatewayResponses: gatewayResponses as never }),
      });
      try {
        applyPolicyFirst(exchange, iam);
      } catch (error) {
        return JSON.parse(gatewayErrorAnswer(error as GatewayError, exchange).body.toString()) as unknown;
      }
      return undefined;
    };
    expect(answered({})).to.deep.equal({ Message: implicit });
    const responseTemplates = { "application/json": '{"why":$context.error.messageString}' };
    expect(answered({ ACCESS_DENIED: { responseTemplates, responseParameters: {} } })).to.deep.equal({ why: implicit });
  });
});

describe("a resource policy beside a Lambda authorizer", () => {
  const decided = async (
    resourcePolicy: "allow" | "implicitDeny" | undefined,
    effect: "Allow" | "Deny",
    where = resource,
  ) => {
    const policyDocument = { Statement: { Effect: effect, Action: "execute-api:Invoke", Resource: where } };
    const answer = { requestId: "", statusCode: 200, payload: JSON.stringify({ principalId: "a", policyDocument }) };
    const exchange = exchangeOf(resourcePolicy === undefined ? {} : { resourcePolicy });
    const authorizer: Authorizer = {
      id: "a",
      name: "a",
      type: "REQUEST",
      uri: "functions/fn/invocations",
      credentials: undefined,
      identitySources: [],
      validation: undefined,
      ttlSeconds: 0,
      poolArns: [],
    };
    const services = {
      functions: { invoke: () => Promise.resolve(answer) },
      iam,
      userPools: undefined,
      results: new AuthorizerResults(systemClock),
      clock: systemClock,
      log: () => undefined,
    };
    return callAuthorizer(exchange, authorizer, services).then(
      () => "allowed",
      ({ responseType }: GatewayError) => responseType,
    );
  };

  it("is enough where the authorizer does not name the method, and never against its deny", async () => {
    expect(await decided("allow", "Allow", "arn:elsewhere")).to.equal("allowed");
    expect(await decided("implicitDeny", "Allow")).to.equal("allowed");
    expect(await decided("implicitDeny", "Allow", "arn:elsewhere")).to.equal("ACCESS_DENIED");
    expect(await decided(undefined, "Allow", "arn:elsewhere")).to.equal("ACCESS_DENIED");
    expect(await decided("allow", "Deny")).to.equal("ACCESS_DENIED");
  });
});

describe("who may call an API", () => {
  const handler = "exports.handler = async () => ({ statusCode: 200 });";
  const called = async (source: string) => {
    const run = await startProgram(source);
    try {
      const answer = await fetch(`${run.apiUrl}/x`);
      const { text } = await checkProgram(run.cloud);
      const [, problem] = /ANY \/test\/\{proxy\+\}: (.*)/.exec(text) ?? [];
      return { status: answer.status, body: await answer.text(), problem, text };
    } finally {
      await run.stop();
    }
  };
  const withApi = (args: string, more = "") =>
    smallApi({ handler, more }).replace(
      'new aws.apigateway.RestApi("api", {',
      `new aws.apigateway.RestApi("api", { ${args},`,
    );
  const office = JSON.stringify({ Statement: statement("Allow", { ...fromOffice, Resource: "execute-api:/*" }) });
  const local = JSON.stringify({
    Statement: statement("Allow", {
      Resource: "execute-api:/test/GET/*",
      Condition: { IpAddress: { "aws:SourceIp": "127.0.0.0/8" } },
    }),
  });

  it("is what the policy of the API says, with its short ARNs", async () => {
    expect(await called(withApi(`policy: ${JSON.stringify(local)}`))).to.include({ status: 200 });
    const { status, body, problem } = await called(withApi(`policy: ${JSON.stringify(office)}`));
    expect(status).to.equal(403);
    expect(JSON.parse(body).Message).to.match(/^User: anonymous is not authorized .*\/test\/GET\/x$/);
    expect(problem).to.equal("the API's resource policy denies 127.0.0.1 access: it answers 403");
  });

  it("is what a policy beside the API says, before the API's own", async () => {
    const beside = `new aws.apigateway.RestApiPolicy("beside", { restApiId: api.id, policy: ${JSON.stringify(office)} });`;
    expect(await called(withApi(`policy: ${JSON.stringify(local)}`, beside))).to.include({ status: 403 });
  });

  it("rejects all callers if the default endpoint is disabled, unless the API has a custom domain", async () => {
    const disabled = "disableExecuteApiEndpoint: true";
    const { status, body, problem } = await called(withApi(disabled));
    expect([status, body]).to.deep.equal([403, '{"message":"Forbidden"}']);
    expect(problem).to.match(/^disableExecuteApiEndpoint is true and the API has no custom domain/);
    const mapping = `new aws.apigateway.BasePathMapping("domain", { restApi: api.id, domainName: "api.example.com", stageName: "test" });`;
    expect(await called(withApi(disabled, mapping))).to.include({ status: 200 });
  });
});
