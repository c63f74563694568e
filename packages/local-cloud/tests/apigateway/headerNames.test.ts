import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import type { GatewayError } from "../../src/apigateway/exchange/errors";
import type { Exchange } from "../../src/apigateway/exchange/exchange";
import { callHttpProxy } from "../../src/apigateway/integrations/httpProxy";
import { answerMock } from "../../src/apigateway/integrations/mock";
import { parseRequest } from "../../src/apigateway/stages/parse";
import { createProxyEvent } from "../../src/apigateway/integrations/proxyEvent";
import { parseProxyAnswer } from "../../src/apigateway/integrations/proxyResponse";
import { apiOf, exchangeOf, integrationOf, methodOf, requestOf, stageOf } from "../support/exchange";

/**
 * AWS's answers to one request with all of these mapped at once, and to one that sends them all (localstack/localstack,
 * tests/aws/services/apigateway/test_apigateway_integrations.snapshot.json, TestApiGatewayHeaderRemapping, 2024-07-17).
 */
const answered: Readonly<Record<"renamed" | "kept" | "dropped", readonly string[]>> = {
  renamed: [
    ...["Authorization", "Connection", "Content-Length", "Content-MD5", "Date", "Expect", "Host", "Max-Forwards"],
    ...["Proxy-Authenticate", "Server", "Trailer", "Upgrade", "User-Agent", "WWW-Authenticate"],
  ],
  kept: [
    "Accept",
    "Accept-Charset",
    "Age",
    "Content-Encoding",
    "Content-Type",
    "Pragma",
    "Range",
    "Referer",
    "TE",
    "Via",
  ],
  dropped: ["Transfer-Encoding"],
};
const sent = {
  dropped: [
    ...["Connection", "Content-Length", "Content-MD5", "Expect", "Max-Forwards", "Proxy-Authenticate", "Server", "TE"],
    ...["Transfer-Encoding", "Trailer", "Upgrade", "WWW-Authenticate"],
  ],
  kept: ["Accept", "Accept-Charset", "Accept-Encoding", "Age", "Authorization", "Date", "Pragma", "Range", "Referer"],
};

/** Returns each name unchanged, in upper case and in lower case. */
const casings = (names: readonly string[]) =>
  [(name: string) => name, (name: string) => name.toUpperCase(), (name: string) => name.toLowerCase()].map((casing) =>
    names.map(casing),
  );

const valuesOf = (names: readonly string[]) => names.map((name): [string, string] => [name, `v-${name}`]);
const silent = () => undefined;

describe("header names of answers", () => {
  const expected = (names: (list: readonly string[]) => readonly string[]) => ({
    renamed: names(answered.renamed).map((name) => [`x-amzn-Remapped-${name}`, `v-${name}`]),
    kept: valuesOf(names(answered.kept)),
  });
  const all = [...answered.renamed, ...answered.kept, ...answered.dropped];

  for (const [index, label] of ["as listed", "in capitals", "in small letters"].entries()) {
    const cased = (list: readonly string[]) => casings(list)[index]!;
    const { renamed, kept } = expected(cased);
    const members = [...renamed, ...kept];

    it(`are renamed for a function's proxy response, ${label}`, () => {
      for (const key of ["headers", "multiValueHeaders"] as const) {
        const value = key === "headers" ? (text: string) => text : (text: string) => [text];
        const headers = Object.fromEntries(valuesOf(cased(all)).map(([name, text]) => [name, value(text)]));
        const answer = parseProxyAnswer(JSON.stringify({ statusCode: 200, [key]: headers }), exchangeOf());
        expect(answer.headers).to.have.deep.members(members);
      }
    });

    it(`are renamed for mapped responses, ${label}`, () => {
      const parameters = valuesOf(cased(all)).map(([name, text]) => [`method.response.header.${name}`, `'${text}'`]);
      const response = { statusCode: 200, responseParameters: Object.fromEntries(parameters), responseTemplates: {} };
      const answer = answerMock(exchangeOf({ method: { integration: integrationOf({ responses: [response] }) } }));
      expect(answer.headers).to.have.deep.members(members);
    });

    it(`are renamed for overrides of a response template, ${label}`, () => {
      const lines = valuesOf(cased(all)).map(
        ([name, text]) => `#set($context.responseOverride.header["${name}"] = "${text}")`,
      );
      const response = { statusCode: 200, responseParameters: {}, responseTemplates: { "text/plain": lines.join("") } };
      const answer = answerMock(exchangeOf({ method: { integration: integrationOf({ responses: [response] }) } }));
      expect(answer.headers).to.have.deep.members(members);
    });
  }

  it("are renamed where a function returns what API Gateway sets itself", () => {
    const headers = { "x-amzn-RequestId": "mine", "X-Forwarded-For": "1.2.3.4" };
    expect(parseProxyAnswer(JSON.stringify({ headers }), exchangeOf()).headers).to.deep.equal([
      ["Content-Type", "application/json"],
      ["x-amzn-Remapped-x-amzn-RequestId", "mine"],
      ["x-amzn-Remapped-X-Forwarded-For", "1.2.3.4"],
    ]);
  });
});

describe("header names of requests", () => {
  const parsed = (more: Partial<Exchange> = {}, headers = valuesOf([...sent.dropped, ...sent.kept])) => {
    const request = requestOf({ headers });
    const exchange = parseRequest(
      { api: apiOf(), stages: new Map([["v1", stageOf()]]) },
      request,
      exchangeOf().location,
    );
    return Object.assign(exchange as Exchange, { match: { method: methodOf(), pathParameters: null } }, more);
  };

  it("are dropped before a function's event", () => {
    const { headers } = createProxyEvent(parsed()) as { headers: Record<string, string> };
    const added = ["X-Amzn-Trace-Id", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto"];
    expect(Object.keys(headers)).to.have.members([...sent.kept, ...added]);
  });

  it("are dropped before templates and mappings", () => {
    const template = `$input.params().header.keySet() [$input.params("server")]`;
    const [{ responses }] = [integrationOf()];
    const integration = integrationOf({
      requestTemplates: { "application/json": '{"statusCode": 200}' },
      responses: [
        {
          ...responses[0]!,
          responseParameters: { "method.response.header.X-Server": "method.request.header.Server" },
          responseTemplates: { "text/plain": template },
        },
      ],
    });
    const answer = answerMock(parsed({ match: { method: methodOf({ integration }), pathParameters: null } }));
    expect(answer.body.toString()).to.equal(`[${sent.kept.join(", ")}] []`);
    expect(answer.headers.map(([name]) => name)).to.deep.equal(["Content-Type"]);
  });

  describe("of an HTTP backend", () => {
    let server: Server;
    let uri: string;
    before(async () => {
      server = createServer((request, response) => {
        response.setHeader("WWW-Authenticate", "Basic");
        response.setHeader("Authorization", "x");
        response.setHeader("Keep-Alive", "timeout=1");
        response.end(JSON.stringify(request.headers));
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    });
    after(() => {
      server.closeAllConnections();
      server.close();
    });

    const called = async (mapped: readonly (readonly [string, string])[], headers?: [string, string][]) => {
      const requestParameters = Object.fromEntries(
        mapped.map(([name, value]) => [`integration.request.header.${name}`, `'${value}'`]),
      );
      const integration = integrationOf({ type: "HTTP_PROXY", httpMethod: "GET", uri, requestParameters });
      const exchange = parsed({ match: { method: methodOf({ integration }), pathParameters: null } }, headers);
      const answer = await callHttpProxy(exchange, { log: silent });
      return { answer, received: JSON.parse(answer.body.toString()) as Record<string, string> };
    };

    it("are the client's without the dropped ones, its host and its content coding", async () => {
      const more: [string, string][] = [
        ["Host", "api.local"],
        ["Content-Encoding", "deflate"],
        ["Via", "1.1 somewhere"],
      ];
      const { received } = await called([], [...valuesOf([...sent.dropped, ...sent.kept]), ...more]);
      const { host, connection, ...others } = received;
      expect([`http://${host}/`, connection]).to.deep.equal([uri, "keep-alive"]);
      expect(others).to.deep.equal({
        ...Object.fromEntries(sent.kept.map((name) => [name.toLowerCase(), `v-${name}`])),
        "user-agent": "AmazonAPIGateway_api",
        "x-amzn-apigateway-api-id": "api",
        "x-amzn-trace-id": others["x-amzn-trace-id"],
      });
    });

    it("are set by mappings, those too that a client cannot send, but for the connection's own", async () => {
      const set = ["Content-MD5", "Host", "Max-Forwards", "Server", "User-Agent", "WWW-Authenticate", "Authorization"];
      const unset = ["Connection", "Expect", "Proxy-Authenticate", "TE", "Via"];
      const { received } = await called(valuesOf([...set, ...unset]));
      for (const name of set) expect(received[name.toLowerCase()]).to.equal(`v-${name}`);
      expect(Object.keys(received)).to.not.include.members(["expect", "proxy-authenticate", "te", "via"]);
      expect(received["connection"]).to.equal("keep-alive");
    });

    it("come back renamed", async () => {
      const { answer } = await called([]);
      const names = answer.headers.map(([name]) => name);
      expect(names).to.have.members([
        ...["WWW-Authenticate", "Authorization", "Date", "Connection", "Content-Length"].map(
          (name) => `x-amzn-Remapped-${name}`,
        ),
      ]);
    });

    for (const name of ["Content-Length", "Transfer-Encoding"]) {
      it(`make each call a 500 where a mapping sets ${name}`, async () => {
        const failure = await called([[name, "1"]]).catch((error: GatewayError) => [error.status, error.message]);
        expect(failure).to.deep.equal([500, "Internal server error"]);
      });
    }
  });
});
