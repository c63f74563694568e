import { expect } from "chai";
import { userPools } from "../../src/kernel/interfaces/userPools";
import { startProgram, type TestCloud } from "../support/cloud";

/** A function behind GET /token, /request, /pool and /scoped that returns the authorizer's result. */
const program = `
const role = new aws.iam.Role("role", { assumeRolePolicy: "{}" });
new aws.iam.RolePolicy("policy", { role: role.name, policy: JSON.stringify({ Statement: [
  { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: "*" },
] }) });
const fn = (name: string, handler: string) => new aws.lambda.Function(name, {
  role: role.arn, runtime: "nodejs24.x", handler: "index.handler",
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(handler) }),
});
const shows = fn("shows", "exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event.requestContext.authorizer) })");
const decides = fn("decides", \`
let calls = 0;
exports.handler = async (event) => {
  calls += 1;
  const token = event.authorizationToken ?? event.headers["X-Who"];
  if (token === "nobody") throw new Error("Unauthorized");
  if (token === "broken") throw new Error("out of order");
  if (token === "odd") return { policyDocument: {} };
  if (token === "nested") return { principalId: "a", policyDocument: {}, context: { a: {} } };
  const effect = token === "denied" ? "Deny" : "Allow";
  const resource = token === "elsewhere" ? event.methodArn.replace(/[^/]+$/, "elsewhere") : event.methodArn;
  return {
    principalId: token,
    policyDocument: { Statement: [{ Action: "execute-api:Invoke", Effect: effect, Resource: resource }] },
    context: { calls, admin: true, type: event.type, path: event.path ?? "none" },
  };
};\`);
const pool = new aws.cognito.UserPool("people", {});
const client = new aws.cognito.UserPoolClient("app", { userPoolId: pool.id });
new aws.cognito.UserPool("others", {});
const api = new aws.apigateway.RestApi("api", { body: pulumi.all([shows.invokeArn, decides.invokeArn, pool.arn]).apply(([shown, decided, poolArn]) => JSON.stringify({
  openapi: "3.0.1", info: { title: "guarded", version: "1" },
  components: { securitySchemes: {
    token: { type: "apiKey", name: "Authorization", in: "header", "x-amazon-apigateway-authtype": "custom",
      "x-amazon-apigateway-authorizer": { type: "token", authorizerUri: decided, identityValidationExpression: "[a-z]+", authorizerResultTtlInSeconds: 60 } },
    request: { type: "apiKey", name: "Unused", in: "header", "x-amazon-apigateway-authtype": "custom",
      "x-amazon-apigateway-authorizer": { type: "request", authorizerUri: decided, authorizerResultTtlInSeconds: 0,
        identitySource: "method.request.header.X-Who, method.request.querystring.from" } },
    pool: { type: "apiKey", name: "Authorization", in: "header", "x-amazon-apigateway-authtype": "cognito_user_pools",
      "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: [poolArn] } },
  } },
  paths: Object.fromEntries([["token", []], ["request", []], ["pool", []], ["scoped", ["things/read"]]].map(([name, scopes]) => ["/" + name, { get: {
    security: [{ [name === "scoped" ? "pool" : name as string]: scopes }],
    "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: shown },
  } }])),
})) });
for (const [name, each] of Object.entries({ shows, decides })) {
  new aws.lambda.Permission(name, { action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com", function: each.name });
}
const deployment = new aws.apigateway.Deployment("deployment", { restApi: api.id });
new aws.apigateway.Stage("stage", { restApi: api.id, deployment: deployment.id, stageName: "test" });
export const poolId = pool.id; export const clientId = client.id;
`;

describe("authorizers", () => {
  let small: TestCloud;
  before(async () => {
    small = await startProgram(program);
  });
  after(() => small.stop());

  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${small.apiUrl}${path}`, { headers });
    const text = await response.text();
    return [response.status, text === "" ? undefined : JSON.parse(text)] as [number, any];
  };
  const byToken = (token: string) => get("/token", { Authorization: token });

  describe("by a function, from a token", () => {
    it("accept a caller that the policy allows, and pass the result to the function as strings", async () => {
      const [status, { integrationLatency, ...caller }] = await byToken("reader");
      expect(integrationLatency).to.be.a("number");
      expect([status, caller]).to.deep.equal([
        200,
        { principalId: "reader", calls: "1", admin: "true", type: "TOKEN", path: "none" },
      ]);
    });

    it("are asked once for as long as a result is kept", async () => {
      const [, first] = await byToken("kept");
      const [, second] = await byToken("kept");
      expect(second.calls).to.equal(first.calls);
    });

    const refused: [string, string, number, string][] = [
      ["without a token, before anybody is asked", "", 401, "Unauthorized"],
      ["whose token is not as the expression says", "Bearer 1", 401, "Unauthorized"],
      ["of whom the function says Unauthorized", "nobody", 401, "Unauthorized"],
      ["whom the policy denies", "denied", 403, "User is not authorized to access this resource with an explicit deny"],
      ["whom the policy does not name", "elsewhere", 403, "User is not authorized to access this resource"],
      ["when the function fails", "broken", 500, "Internal server error"],
      ["when the function names no principal", "odd", 500, "Internal server error"],
      ["when the context holds more than plain values", "nested", 500, "Internal server error"],
    ];
    for (const [who, token, status, message] of refused) {
      it(`refuse a caller ${who}`, async () => {
        const [answered, body] = await (token === "" ? get("/token") : byToken(token));
        expect([answered, body.message ?? body.Message]).to.deep.equal([status, message]);
      });
    }
  });

  describe("by a function, from the request", () => {
    it("see the request, and are asked each time where nothing is kept", async () => {
      const ask = () => get("/request?from=here", { "X-Who": "reader" });
      const [status, first] = await ask();
      const [, second] = await ask();
      expect([status, first.type, first.path]).to.deep.equal([200, "REQUEST", "/request"]);
      expect(Number(second.calls) - Number(first.calls)).to.equal(1);
    });

    it("refuse a caller who leaves one of the identity sources out", async () => {
      expect((await get("/request", { "X-Who": "reader" }))[0]).to.equal(401);
      expect((await get("/request?from=here"))[0]).to.equal(401);
    });
  });

  describe("by a user pool", () => {
    const issue = (more: object = {}) =>
      small.cloud.registry
        .use(userPools)
        .issue({ pool: undefined, scopes: [], expiresSeconds: 60, user: "ann", ...more });
    const by = (path: string, token: string) => get(path, { Authorization: `Bearer ${token}` });
    const forged = (token: string) => {
      const [head, claims, signature] = token.split(".");
      const other = Buffer.from(claims!, "base64url").toString().replace("ann", "bob");
      return [head, Buffer.from(other).toString("base64url"), signature].join(".");
    };

    it("let an identity token pass where no scope is asked for, and tell the function its claims as texts", async () => {
      const [status, { claims }] = await by("/pool", issue());
      expect([status, claims["cognito:username"], claims.aud, claims.exp]).to.deep.equal([
        200,
        "ann",
        small.cloud.program.outputs["clientId"]!.value,
        String(Number(claims.iat) + 60),
      ]);
    });

    it("let an access token pass that has one of the scopes", async () => {
      const [status, { claims }] = await by("/scoped", issue({ scopes: ["things/write", "things/read"] }));
      expect([status, claims.scope]).to.deep.equal([200, "things/write things/read"]);
    });

    const refused: [string, string, () => string, string][] = [
      ["that has expired", "/pool", () => issue({ expiresSeconds: -10 }), "The incoming token has expired"],
      ["that was changed", "/pool", () => forged(issue()), "Unauthorized"],
      ["of another pool", "/pool", () => issue({ pool: "others" }), "Unauthorized"],
      ["that is no token", "/pool", () => "abc", "Unauthorized"],
      ["without the scope", "/scoped", () => issue({ scopes: ["things/write"] }), "Unauthorized"],
      ["of identity where a scope is asked for", "/scoped", () => issue(), "Unauthorized"],
      ["of access where none is asked for", "/pool", () => issue({ scopes: ["things/read"] }), "Unauthorized"],
    ];
    for (const [what, path, token, message] of refused) {
      it(`refuse a token ${what}`, async () => {
        expect(await by(path, token())).to.deep.equal([401, { message }]);
      });
    }

    it("refuse a request without a token", async () => {
      expect(await get("/pool")).to.deep.equal([401, { message: "Unauthorized" }]);
    });

    it("reject the name of an undeclared pool", () => {
      expect(() => issue({ pool: "peeple" })).to.throw(
        "there is no user pool peeple: the pools are people, others; did you mean people?",
      );
    });
  });
});
