import { request as httpRequest } from "node:http";
import { expect } from "chai";
import { startProgram, type TestCloud } from "../support/cloud";

/**
 * GET /token, /request and /query have authorizers that accept only "good" and cache their results. GET /mapped returns
 * values of mappings and templates; GET /proxied returns its event.
 */
const program = `
const role = new aws.iam.Role("role", { assumeRolePolicy: "{}" });
const fn = (name: string, handler: string) => new aws.lambda.Function(name, {
  role: role.arn, runtime: "nodejs24.x", handler: "index.handler",
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(handler) }),
});
const shows = fn("shows", \`exports.handler = async ({ headers, queryStringParameters, requestContext }) => ({ statusCode: 200,
  body: JSON.stringify({ header: headers["X-Who"], query: queryStringParameters?.who, key: requestContext.identity.apiKey }) })\`);
const decides = fn("decides", \`exports.handler = async (event) => {
  const token = event.authorizationToken ?? event.queryStringParameters?.who ?? event.headers["X-Who"] ?? event.headers["x-who"];
  return { principalId: "a", policyDocument: { Statement: [
    { Action: "execute-api:Invoke", Effect: token === "good" ? "Allow" : "Deny", Resource: "*" } ] } };
};\`);
const authorizer = (uri: string, more: object) => ({ type: "apiKey", name: "Unused", in: "header", "x-amazon-apigateway-authtype": "custom",
  "x-amazon-apigateway-authorizer": { type: "request", authorizerUri: uri, authorizerResultTtlInSeconds: 300, ...more } });
const mapped = { type: "mock", requestTemplates: { "application/json": "{statusCode: 200}" },
  responses: { default: { statusCode: "200",
    responseParameters: { "method.response.header.X-Header": "method.request.header.X-Who", "method.response.header.X-Query": "method.request.querystring.who" },
    responseTemplates: { "application/json": "{\\"header\\":\\"$input.params().header.get('X-Who')\\",\\"query\\":\\"$input.params('who')\\"}" } } } };
const api = new aws.apigateway.RestApi("api", { body: pulumi.all([shows.invokeArn, decides.invokeArn]).apply(([shown, decided]) => {
  const proxy = { type: "aws_proxy", httpMethod: "POST", uri: shown };
  const get = (integration: object, more: object = {}) => ({ get: { ...more, "x-amazon-apigateway-integration": integration } });
  return JSON.stringify({
    openapi: "3.0.1", info: { title: "repeated", version: "1" },
    components: { securitySchemes: {
      token: { ...authorizer(decided, { type: "token" }), name: "Authorization" },
      request: authorizer(decided, { identitySource: "method.request.header.X-Who" }),
      query: authorizer(decided, { identitySource: "method.request.querystring.who" }),
      unnamed: authorizer(decided, { identitySource: " " }),
    } },
    paths: {
      "/token": get(proxy, { security: [{ token: [] }] }),
      "/request": get(proxy, { security: [{ request: [] }] }),
      "/query": get(proxy, { security: [{ query: [] }] }),
      "/unnamed": get(proxy, { security: [{ unnamed: [] }] }),
      "/mapped": get(mapped),
      "/proxied": get(proxy),
    },
  });
}) });
for (const [name, each] of Object.entries({ shows, decides })) {
  new aws.lambda.Permission(name, { action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com", function: each.name });
}
const deployment = new aws.apigateway.Deployment("deployment", { restApi: api.id });
new aws.apigateway.Stage("stage", { restApi: api.id, deployment: deployment.id, stageName: "test" });
`;

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

describe("a header or query parameter that is sent more than once", () => {
  let small: TestCloud;
  before(async () => {
    small = await startProgram(program);
  });
  after(() => small.stop());

  /** @param lines raw header lines. */
  const get = (path: string, lines: readonly (readonly [string, string])[] = []) =>
    new Promise<Answer>((resolve, reject) => {
      const url = new URL(`${small.apiUrl}${path}`);
      const headers = ["Host", url.host, ...lines.flat()];
      httpRequest(url, { headers }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response.on("end", () => resolve({ status: response.statusCode!, text, headers: response.headers }));
      })
        .on("error", reject)
        .end();
    });

  /** Values in the order of sending, and whether the authorizer accepts them. It receives the last value. */
  const orders: [string[], number][] = [
    [["garbage", "good"], 200],
    [["garbage"], 403],
    [["good"], 200],
    [["good", "garbage"], 403],
    [["good", "good"], 200],
    [["garbage", "garbage", "good"], 200],
    [["garbage"], 403],
  ];
  const senders: [string, (values: readonly string[]) => Promise<Answer>][] = [
    [
      "a token",
      (values) =>
        get(
          "/token",
          values.map((value) => ["Authorization", value] as const),
        ),
    ],
    [
      "a token of mixed case",
      (values) =>
        get(
          "/token",
          values.map((value, i) => [i === 0 ? "authorization" : "Authorization", value] as const),
        ),
    ],
    [
      "a header",
      (values) =>
        get(
          "/request",
          values.map((value) => ["X-Who", value] as const),
        ),
    ],
    ["a query parameter", (values) => get(`/query?${values.map((value) => `who=${value}`).join("&")}`)],
  ];
  for (const [what, sendAll] of senders) {
    it(`is the same one to an authorizer, to its kept results and to the function: ${what}`, async () => {
      for (const [values, status] of orders) {
        expect((await sendAll(values)).status, values.join()).to.equal(status);
      }
    });
  }

  it("shares no result with a request whose names are cased otherwise", async () => {
    expect(
      (
        await get("/request", [
          ["x-who", "other"],
          ["X-Who", "good"],
        ])
      ).status,
    ).to.equal(200);
    expect(
      (
        await get("/request", [
          ["X-Who", "other"],
          ["x-who", "good"],
        ])
      ).status,
    ).to.equal(403);
  });

  it("lets no caller share a result of an authorizer without identity sources", async () => {
    expect((await get("/unnamed", [["X-Who", "good"]])).status).to.equal(200);
    expect((await get("/unnamed", [["X-Who", "garbage"]])).status).to.equal(403);
  });

  it("has its last value in events, mappings and templates", async () => {
    const lines = [
      ["X-Who", "first"],
      ["X-Who", "last"],
    ] as const;
    const proxied = await get("/proxied?who=first&who=last", lines);
    expect(JSON.parse(proxied.text)).to.deep.equal({ header: "last", query: "last" });
    const { text, headers } = await get("/mapped?who=first&who=last", lines);
    expect(JSON.parse(text)).to.deep.equal({ header: "last", query: "last" });
    expect([headers["x-header"], headers["x-query"]]).to.deep.equal(["last", "last"]);
  });
});
