import { expect } from "chai";
import type { Fact, InvocationFact, RequestFact } from "../../src/kernel/facts/facts";
import { metricsOf } from "../../src/cloudwatch/publishedMetrics";
import { startProgram, type TestCloud } from "../support/cloud";
import { signedHeaders } from "../support/signedRequest";

/** Handlers, each with a URL. */
const handlers: Readonly<Record<string, string>> = {
  echo: `async (event, context) => ({
    statusCode: 201, headers: { "X-Id": context.awsRequestId }, cookies: ["a=1"], body: JSON.stringify(event) })`,
  failing: `async () => { throw new TypeError("no"); }`,
  malformed: `async () => ({ statusCode: "x" })`,
  large: `async () => "x".repeat(6_291_457)`,
  streamed: `awslambda.streamifyResponse(async (event, stream) => {
    const answer = awslambda.HttpResponseStream.from(stream, { statusCode: 202, headers: { "X-A": "a" }, cookies: ["c=3"] });
    answer.write("first ");
    answer.end("last");
  })`,
  typed: `awslambda.streamifyResponse(async (event, stream) => {
    stream.setContentType("text/html");
    stream.end("<p>");
  })`,
  untyped: `awslambda.streamifyResponse(async (event, stream) => { stream.end("bytes"); })`,
  empty: `awslambda.streamifyResponse(async (event, stream) => { stream.end(); })`,
  unfinished: `awslambda.streamifyResponse(async (event, stream) => {
    awslambda.HttpResponseStream.from(stream, { statusCode: 200 }).write("begun");
    await new Promise(setImmediate);
    throw new TypeError("no");
  })`,
};

const source = `
const role = new aws.iam.Role("fn", { assumeRolePolicy: "{}" });
new aws.iam.RolePolicyAttachment("logs", { role, policyArn: aws.iam.ManagedPolicy.AWSLambdaBasicExecutionRole });
const define = (name: string, handler: string, more: object = {}) => new aws.lambda.Function(name, {
  role: role.arn, runtime: "nodejs22.x", handler: "index.handler", name, ...more,
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("exports.handler = " + handler) }),
});
const handlers: Record<string, string> = ${JSON.stringify(handlers)};
export const urls: Record<string, pulumi.Output<string>> = {};
for (const [name, handler] of Object.entries(handlers)) {
  const functionName = define(name, handler).name;
  const open = { functionName, authorizationType: "NONE" };
  urls[name] = new aws.lambda.FunctionUrl(name, { ...open, cors: { allowOrigins: ["https://a.example"], allowMethods: ["GET"] } }).functionUrl;
  const streaming = define("streaming-" + name, handler).name;
  urls["streaming-" + name] = new aws.lambda.FunctionUrl("streaming-" + name, {
    functionName: streaming, authorizationType: "NONE", invokeMode: "RESPONSE_STREAM" }).functionUrl;
}
const none = define("none", "async () => 1", { reservedConcurrentExecutions: 0 });
urls.none = new aws.lambda.FunctionUrl("none", { functionName: none.arn, authorizationType: "NONE" }).functionUrl;
const versioned = define("versioned", "async (event, context) => context.invokedFunctionArn", { publish: true });
const live = new aws.lambda.Alias("live", { name: "live", functionName: versioned.name, functionVersion: versioned.version });
const aliased = new aws.lambda.FunctionUrl("aliased", { functionName: versioned.name, qualifier: live.name, authorizationType: "NONE" });
urls.aliased = aliased.functionUrl;
export const aliasedArn = aliased.functionArn;

// A caller for each combination of allowed actions, and functions whose permissions allow the rest.
const actions = ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"];
const caller = (name: string, Statement: object[]) => {
  const own = new aws.iam.Role(name, { name, assumeRolePolicy: "{}" });
  new aws.iam.RolePolicy(name, { role: own.name, policy: JSON.stringify({ Version: "2012-10-17", Statement }) });
  define(name, "async () => process.env", { role: own.arn });
  return own;
};
const allow = (Action: string[]) => ({ Effect: "Allow", Action, Resource: "*" });
caller("both", [allow(actions)]);
caller("urlOnly", [allow(["lambda:InvokeFunctionUrl"])]);
caller("invokeOnly", [allow(["lambda:InvokeFunction"])]);
caller("iamUrls", [{ ...allow(actions), Condition: { StringEquals: { "lambda:FunctionUrlAuthType": "AWS_IAM" } } }]);
caller("publicUrls", [{ ...allow(actions), Condition: { StringEquals: { "lambda:FunctionUrlAuthType": "NONE" } } }]);
const granted = caller("granted", []);
const halfGranted = caller("halfGranted", []);
const denied = caller("denied", [{ ...allow(actions), Effect: "Deny" }]);
const guarded = define("guarded", "async (event) => event.requestContext.authorizer.iam.userArn");
urls.guarded = new aws.lambda.FunctionUrl("guarded", { functionName: guarded.name, authorizationType: "AWS_IAM" }).functionUrl;
const permit = (name: string, principal: pulumi.Input<string>, more: object) =>
  new aws.lambda.Permission(name, { function: guarded.name, principal, ...more } as aws.lambda.PermissionArgs);
for (const [name, principal] of Object.entries({ granted: granted.arn, denied: denied.arn, halfGranted: halfGranted.arn }))
  permit(name + "Url", principal, { action: actions[0], functionUrlAuthType: "AWS_IAM" });
permit("grantedInvoke", granted.arn, { action: actions[1], invokedViaFunctionUrl: true });
permit("deniedInvoke", denied.arn, { action: actions[1] });
permit("gateway", "apigateway.amazonaws.com", { action: actions[1] });
`;

describe("function URLs", () => {
  let started: TestCloud;
  let urls: Readonly<Record<string, string>>;
  const facts: Fact[] = [];

  before(async () => {
    started = await startProgram(source, [], { readers: [(fact) => facts.push(fact)] });
    urls = started.cloud.program.outputs["urls"]!.value as Record<string, string>;
  });
  after(() => started.stop());
  beforeEach(() => facts.splice(0));

  const call = async (name: string, path = "", init?: RequestInit) => {
    const response = await fetch(urls[name]! + path, init);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const type = ({ headers }: { headers: Headers }) => headers.get("content-type");

  it("call the function with the request, and answer as it says", async () => {
    const { status, headers, text } = await call("echo", "a/b?c=d", { method: "PUT", body: "hi" });
    const event = JSON.parse(text) as { rawPath: string; body: string; requestContext: { requestId: string } };
    expect([status, event.rawPath, event.body, headers.get("set-cookie")]).to.deep.equal([201, "/a/b", "hi", "a=1"]);
    expect(headers.get("x-amzn-requestid")).to.equal(event.requestContext.requestId);
    expect(headers.get("x-id")).to.equal(event.requestContext.requestId);
  });

  it("report the request and the call under one trace, and publish the metrics of URLs", async () => {
    await call("echo", "x?y=z");
    const request = facts.find((fact): fact is Fact & RequestFact => fact.kind === "request")!;
    const invocation = facts.find((fact): fact is Fact & InvocationFact => fact.kind === "invocation")!;
    expect(request.trace).to.equal(invocation.trace);
    expect(request).to.deep.include({ apiName: "echo", method: "GET", path: "/x", query: "y=z", status: 201 });
    const sets = [
      { FunctionName: "echo" },
      { FunctionName: "echo", Resource: "echo:$LATEST" },
      { FunctionName: "echo", Resource: "echo:$LATEST", ExecutedVersion: "$LATEST" },
    ];
    const metrics = metricsOf(request, () => true);
    expect(metrics.filter(({ name }) => name === "UrlRequestCount").map(({ dimensions }) => dimensions)).to.deep.equal(
      sets,
    );
    const [count, fourHundreds, fiveHundreds, latency] = metrics;
    expect([count, fourHundreds, fiveHundreds].map((metric) => [metric?.name, metric?.value])).to.deep.equal([
      ["UrlRequestCount", 1],
      ["Url4xxCount", 0],
      ["Url5xxCount", 0],
    ]);
    expect([latency?.name, latency?.value]).to.deep.equal(["UrlRequestLatency", request.millis]);
  });

  it("call an alias", async () => {
    const { text } = await call("aliased");
    expect(text).to.equal("arn:aws:lambda:eu-central-1:123456789012:function:versioned:live");
    expect(started.cloud.program.outputs["aliasedArn"]!.value).to.equal(text);
  });

  for (const name of ["failing", "malformed", "large", "streaming-failing", "streaming-malformed"]) {
    it(`answer 502 for ${name}`, async () => {
      const answer = await call(name);
      expect([answer.status, type(answer), answer.text]).to.deep.equal([
        502,
        "application/json",
        "Internal Server Error",
      ]);
    });
  }

  it("answer 429 without concurrency", async () => {
    const { status, text } = await call("none");
    expect([status, text]).to.deep.equal([429, '{"Message":"Too Many Requests"}']);
  });

  it("answer 413 for a body over 6 MB, and for one whose event is over 6 MB", async () => {
    const post = async (bytes: number) =>
      (await call("echo", "", { method: "POST", body: Buffer.alloc(bytes) })).status;
    expect([await post(6_291_457), await post(6_000_000)]).to.deep.equal([413, 413]);
  });

  const streams: [name: string, status: number, type: string, text: string][] = [
    ["streaming-streamed", 202, "application/json", "first last"],
    ["streamed", 202, "application/json", "first last"],
    ["streaming-typed", 200, "text/html", "<p>"],
    ["typed", 200, "text/html", "<p>"],
    ["streaming-untyped", 200, "application/octet-stream", "bytes"],
    ["untyped", 200, "application/octet-stream", "bytes"],
    ["streaming-empty", 200, "application/octet-stream", ""],
  ];
  for (const [name, status, contentType, text] of streams) {
    it(`answer ${name} with status, type and body`, async () => {
      const answer = await call(name);
      expect([answer.status, type(answer), answer.text]).to.deep.equal([status, contentType, text]);
    });
  }

  it("send the JSON text of a handler that does not stream, with its status", async () => {
    const { status, text, headers } = await call("streaming-echo");
    expect([status, headers.get("set-cookie"), Object.keys(JSON.parse(text) as object)]).to.deep.equal([
      ...[201, "a=1"],
      ["statusCode", "headers", "cookies", "body"],
    ]);
  });

  it("break the connection where a function fails behind its first bytes", async () => {
    const response = await fetch(urls["streaming-unfinished"]!);
    expect(response.status).to.equal(200);
    const read = await response.text().catch((error: Error) => error.message);
    expect(read).to.equal("terminated");
  });

  it("answer a preflight without the function, and add cross-origin headers to answers", async () => {
    const origin = { Origin: "https://a.example" };
    const preflight = await call("echo", "", {
      method: "OPTIONS",
      headers: { ...origin, "Access-Control-Request-Method": "GET" },
    });
    expect([preflight.status, preflight.text]).to.deep.equal([200, ""]);
    expect(preflight.headers.get("access-control-allow-methods")).to.equal("GET");
    expect(facts.filter(({ kind }) => kind === "invocation")).to.deep.equal([]);
    const answer = await call("failing", "", { headers: origin });
    expect(answer.headers.get("access-control-allow-origin")).to.equal("https://a.example");
  });

  describe("with IAM authentication", () => {
    const credentialsOf = async (functionName: string) => {
      const { payload } = await started.cloud.invoke({ functionName });
      const variables = JSON.parse(payload) as Record<string, string>;
      return {
        accessKeyId: variables["AWS_ACCESS_KEY_ID"]!,
        secretAccessKey: variables["AWS_SECRET_ACCESS_KEY"]!,
        sessionToken: variables["AWS_SESSION_TOKEN"]!,
      };
    };
    const scope = { service: "lambda", region: "eu-central-1" };
    const requestAs = async (name: string, signed = scope) => {
      const url = `${urls["guarded"]}path?a=b`;
      const response = await fetch(url, { headers: signedHeaders(url, await credentialsOf(name), signed) });
      return [response.status, await response.text()];
    };
    const forbidden = [
      403,
      '{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}',
    ];

    for (const name of ["both", "iamUrls", "granted"]) {
      it(`admit the role ${name}`, async () => {
        const answer = await requestAs(name);
        expect(answer).to.deep.equal([200, `arn:aws:sts::123456789012:assumed-role/${name}/${name}`]);
      });
    }

    for (const name of ["urlOnly", "invokeOnly", "publicUrls", "halfGranted", "denied"]) {
      it(`refuse the role ${name}`, async () => expect(await requestAs(name)).to.deep.equal(forbidden));
    }

    it("refuse requests without a valid signature for Lambda", async () => {
      expect(await requestAs("both", { ...scope, service: "execute-api" })).to.deep.equal([
        403,
        '{"Message":"Forbidden"}',
      ]);
      const unsigned = await call("guarded");
      expect([unsigned.status, unsigned.text]).to.deep.equal([403, '{"Message":"Forbidden"}']);
      expect(unsigned.headers.get("x-amzn-errortype")).to.equal("AccessDeniedException");
    });
  });
});
