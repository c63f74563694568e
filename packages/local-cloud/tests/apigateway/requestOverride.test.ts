import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import type { GatewayError } from "../../src/apigateway/exchange/errors";
import type { Exchange } from "../../src/apigateway/exchange/exchange";
import { callHttpCustom } from "../../src/apigateway/integrations/httpCustom";
import { callLambdaCustom } from "../../src/apigateway/integrations/lambdaCustom";
import { answerMock } from "../../src/apigateway/integrations/mock";
import { getS3Object } from "../../src/apigateway/integrations/s3Object";
import { callTableAction } from "../../src/apigateway/integrations/tableAction";
import type { Authorizer } from "../../src/kernel/interfaces/authorization";
import type { InvokeRequest } from "../../src/kernel/interfaces/functions";
import { exchangeOf, integrationOf, requestOf } from "../support/exchange";

const log = () => undefined;
const role = "arn:aws:iam::123456789012:role/r";

/** An exchange whose request template is given. */
const exchangeWith = (integration: object, template: string): Exchange =>
  exchangeOf({
    method: {
      integration: integrationOf({
        credentials: role,
        httpMethod: "POST",
        requestTemplates: { "application/json": template },
        ...integration,
      }),
    },
    request: requestOf({ body: Buffer.from('{"name": "a b", "tenant": "acme"}') }),
  });

const failure = (attempt: () => unknown) =>
  Promise.resolve()
    .then(attempt)
    .then(
      () => "no error",
      ({ status, reason }: GatewayError) => [status, reason],
    );

// API Gateway Developer Guide, "Override your API's request and response parameters and status codes".
describe("$context.requestOverride", () => {
  let server: Server;
  let base: string;
  before(async () => {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += String(chunk)));
      request.on("end", () => {
        const { method, url, headers } = request;
        response.writeHead(200, { "X-Seen": "yes" });
        response.end(JSON.stringify({ method, url, tenant: headers["x-tenant"], body }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const sent = async (template: string, requestParameters: Record<string, string> = {}) => {
    const exchange = exchangeWith({ type: "HTTP", uri: `${base}/things/{name}`, requestParameters }, template);
    return JSON.parse((await callHttpCustom(exchange, { log })).body.toString()) as unknown;
  };

  it("sets path, query and header of an HTTP request from the body", async () => {
    const template = `#set($root = $input.path("$"))
#set($context.requestOverride.path.name = $root.name)
#set($context.requestOverride.querystring.tenant = $root.tenant)
#set($context.requestOverride.querystring["page"] = 2)
#set($context.requestOverride.header.X-Tenant = "$root.tenant+$root.name")
{}`;
    expect(await sent(template)).to.deep.equal({
      method: "POST",
      url: "/things/a%20b?tenant=acme&page=2",
      tenant: "acme+a b",
      body: "{}",
    });
  });

  it("replaces mapped values of the same name, headers in any casing, and keeps the others", async () => {
    const mappings = {
      "integration.request.path.name": "'mapped'",
      "integration.request.querystring.a": "'mapped'",
      "integration.request.querystring.A": "'kept'",
      "integration.request.header.X-TENANT": "'mapped'",
    };
    expect(await sent("{}", mappings)).to.deep.equal({
      method: "POST",
      url: "/things/mapped?a=mapped&A=kept",
      tenant: "mapped",
      body: "{}",
    });
    const template = `#set($context.requestOverride.path.name = "x")#set($context.requestOverride.querystring.a = "x")#set($context.requestOverride.header.x-tenant = "x"){}`;
    expect(await sent(template, mappings)).to.deep.equal({
      method: "POST",
      url: "/things/x?A=kept&a=x",
      tenant: "x",
      body: "{}",
    });
  });

  for (const [value, path] of [
    ["a/b", "a/b"],
    ["a%2Fb", "a%2Fb"],
    ["100%", "100%25"],
    ["ä?x=1#y", "%C3%A4%3Fx=1%23y"],
  ])
    it(`encodes only what ends a path: ${value}`, async () => {
      const { url } = (await sent(`#set($context.requestOverride.path.name = "${value}"){}`)) as { url: string };
      expect(url).to.equal(`/things/${path}`);
    });

  it("invokes a function asynchronously by X-Amz-Invocation-Type", async () => {
    const types: unknown[] = [];
    const functions = {
      invoke: ({ invocationType }: InvokeRequest) => {
        types.push(invocationType);
        return Promise.resolve({ statusCode: 200, payload: "{}" });
      },
    };
    const iam = { authorize: () => ({ allowedBy: "a statement" }) } as unknown as Authorizer;
    const integration = {
      type: "AWS",
      uri: "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:f/invocations",
    };
    for (const template of ["{}", `#set($context.requestOverride.header["x-amz-invocation-type"] = "Event"){}`])
      await callLambdaCustom(exchangeWith(integration, template), { functions, iam, log } as never);
    expect(types).to.deep.equal(["RequestResponse", "Event"]);
  });

  it("selects bucket and key of an S3 object", async () => {
    const read: string[] = [];
    const services = {
      iam: { authorize: () => ({ allowedBy: "a statement" }) } as unknown as Authorizer,
      objects: {
        hasBucket: () => true,
        read: (bucket: string, key: string) => {
          read.push(`${bucket} ${key}`);
          return Promise.resolve(undefined);
        },
      },
      log,
    };
    const uri = "arn:aws:apigateway:eu-central-1:s3:path/{bucket}/{key}";
    const template = `#set($context.requestOverride.path.bucket = "files")#set($context.requestOverride.path.key = "a b/c%3F")#set($context.responseOverride.status = 299)`;
    const answer = await getS3Object(exchangeWith({ type: "AWS", httpMethod: "GET", uri }, template), services);
    expect([read, answer.status]).to.deep.equal([["files a b/c?"], 299]);
  });

  it("is readable in the response template", () => {
    const responses = [
      {
        statusCode: 200,
        responseParameters: {},
        responseTemplates: { "application/json": "$context.requestOverride.path.name" },
      },
    ];
    const template = `#set($context.requestOverride.path.name = "x"){"statusCode": 200}`;
    expect(answerMock(exchangeWith({ responses }, template)).body.toString()).to.equal("x");
  });

  const tables = { dataPlane: { act: () => Promise.resolve({ statusCode: 200, body: {} }) }, log };
  const integrations: [name: string, call: (template: string) => unknown][] = [
    ["HTTP", (template) => callHttpCustom(exchangeWith({ type: "HTTP", uri: base }, template), { log })],
    [
      "Lambda",
      (template) =>
        callLambdaCustom(exchangeWith({ type: "AWS", uri: "functions/f/invocations" }, template), {} as never),
    ],
    [
      "DynamoDB",
      (template) =>
        callTableAction(
          exchangeWith({ type: "AWS", uri: "arn:aws:apigateway:eu-central-1:dynamodb:action/GetItem" }, template),
          tables,
        ),
    ],
    [
      "S3",
      (template) =>
        getS3Object(
          exchangeWith({ type: "AWS", httpMethod: "GET", uri: "arn:aws:apigateway:x:s3:path/b/k" }, template),
          { log },
        ),
    ],
    ["MOCK", (template) => answerMock(exchangeWith({}, template))],
  ];
  const twice: [first: string, second: string, parameter: string][] = [
    [
      "#set($context.requestOverride.path.a = 1)",
      "#set($context.requestOverride.path.a = 1)",
      "requestOverride.path.a",
    ],
    [
      "#set($context.requestOverride.querystring.a = 1)",
      `#set($context["requestOverride"].querystring["a"] = 2)`,
      "requestOverride.querystring.a",
    ],
    [
      "#set($context.requestOverride.header.X-A = 1)",
      `#if($context.requestOverride.header.put("x-a", 2))#end`,
      "requestOverride.header.x-a",
    ],
    [
      "#set($context.responseOverride.header.A = 1)",
      "#foreach($i in [1])#set($context.responseOverride.header.a = $i)#end",
      "responseOverride.header.a",
    ],
    [
      "#set($context.responseOverride.status = 201)",
      "#set($context.responseOverride.status = 202)",
      "responseOverride.status",
    ],
  ];
  for (const [integration, call] of integrations)
    for (const [first, second, parameter] of twice)
      it(`answers 500 when a template of ${integration} overrides ${parameter} twice`, async () => {
        expect(await failure(() => call(`${first}${second}{"statusCode": 200}`))).to.deep.equal([
          500,
          `a mapping template overrides ${parameter} twice`,
        ]);
      });

  for (const [integration, call] of integrations.filter(([name]) => name !== "MOCK"))
    it(`answers 500 when a template of ${integration} overrides a header that mappings must not set`, async () => {
      expect(await failure(() => call(`#set($context.requestOverride.header.Content-Length = "1"){}`))).to.deep.equal([
        500,
        "the integration maps a header that mappings must not set",
      ]);
    });

  it("accepts one name in several parts, and a null value", () => {
    const template = `#set($context.requestOverride.path.a = 1)#set($context.requestOverride.querystring.a = 1)#set($context.requestOverride.header.a = 1)#set($context.responseOverride.custom = 1)#set($context.responseOverride.custom = 2)#set($context.requestOverride.path.a = $absent){"statusCode": 200}`;
    expect(answerMock(exchangeWith({}, template)).status).to.equal(200);
  });
});
