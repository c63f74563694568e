import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import type { GatewayError } from "../../src/apigateway/exchange/errors";
import { callHttpCustom } from "../../src/apigateway/integrations/httpCustom";
import { apiOf, exchangeOf, integrationOf, requestOf } from "../support/exchange";

const bytes = Buffer.from([0xff, 0x00]);

describe("an integration of type HTTP", () => {
  let server: Server;
  let base: string;
  let seen: { method?: string | undefined; url?: string | undefined; headers: IncomingHttpHeaders; body: string };
  before(async () => {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += String(chunk)));
      request.on("end", () => {
        seen = { method: request.method, url: request.url, headers: request.headers, body };
        if (request.url === "/bytes") return response.end(bytes);
        response.writeHead(request.url === "/gone" ? 410 : 200, { "X-Own": ["a", "b"], Server: "backend" });
        return response.end('{"id": 7}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const called = (integration: object, request: object = {}, more: object = {}) =>
    callHttpCustom(
      exchangeOf({
        method: { integration: integrationOf({ type: "HTTP", requestTemplates: {}, ...integration }) },
        request: requestOf(request),
        query: "q=client",
        ...more,
      }),
      { log: () => undefined },
    );

  it("sends the rendered template and mapped values, and nothing else of the client", async () => {
    await called(
      {
        uri: `${base}/things`,
        httpMethod: "PUT",
        requestTemplates: { "application/json": '{"a": $input.path("$.x")}' },
        requestParameters: { "integration.request.querystring.page": "method.request.querystring.q" },
      },
      { headers: [["X-Own", "1"]], body: Buffer.from('{"x": 1}') },
    );
    const { host, connection, ...headers } = seen.headers;
    expect([seen.method, seen.url, seen.body, host, connection]).to.deep.equal([
      "PUT",
      "/things?page=client",
      '{"a": 1}',
      base.slice("http://".length),
      "keep-alive",
    ]);
    expect(headers).to.deep.equal({
      accept: "application/json",
      "content-length": "8",
      "content-type": "application/json",
      "user-agent": "AmazonAPIGateway_api",
      "x-amzn-apigateway-api-id": "api",
      "x-amzn-trace-id": "Root=1-0-0",
    });
  });

  it("sends no body with GET", async () => {
    await called({ uri: base, httpMethod: "GET", passthroughBehavior: "WHEN_NO_MATCH" }, { body: Buffer.from("text") });
    expect([seen.method, seen.body, seen.headers["content-length"]]).to.deep.equal(["GET", "", undefined]);
  });

  it("selects the integration response by the backend's status, and maps headers and body", async () => {
    const answer = await called({
      uri: `${base}/gone`,
      httpMethod: "GET",
      passthroughBehavior: "WHEN_NO_MATCH",
      responses: [
        {
          selectionPattern: "4\\d{2}",
          statusCode: 404,
          responseParameters: {
            "method.response.header.Last": "integration.response.header.x-own",
            "method.response.header.All": "integration.response.multivalueheader.X-Own",
            "method.response.header.From": "integration.response.header.Server",
            "method.response.header.Id": "integration.response.body.id",
            "method.response.header.None": "integration.response.header.absent",
          },
          responseTemplates: { "application/json": 'id $input.path("$.id")' },
        },
      ],
    });
    expect([answer.status, answer.headers, answer.body.toString()]).to.deep.equal([
      404,
      [
        ["Content-Type", "application/json"],
        ["Last", "b"],
        ["All", "a,b"],
        ["From", "backend"],
        ["Id", "7"],
      ],
      "id 7",
    ]);
  });

  it("returns bytes if the client accepts a binary media type of the API, or else text", async () => {
    const body = async (binaryMediaTypes: string[]) =>
      (
        await called(
          { uri: `${base}/bytes`, httpMethod: "GET", passthroughBehavior: "WHEN_NO_MATCH" },
          { headers: [["Accept", "image/png"]] },
          { api: apiOf({ binaryMediaTypes }) },
        )
      ).body;
    expect([await body(["image/png"]), (await body([])).toString()]).to.deep.equal([bytes, "\ufffd\0"]);
  });

  it("calls no host beyond this machine without --allow-network", async () => {
    const attempt = called({ uri: "https://example.org/a", passthroughBehavior: "WHEN_NO_MATCH" });
    expect(await attempt.catch(({ status, reason }: GatewayError) => [status, reason])).to.deep.equal([
      500,
      "HTTP integration: example.org is not on this machine; pass --allow-network to call it",
    ]);
  });
});
