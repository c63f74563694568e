import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { callHttpProxy, remoteHost } from "../../src/apigateway/integrations/httpProxy";
import type { GatewayError } from "../../src/apigateway/exchange/errors";
import { exchangeOf, integrationOf, requestOf } from "../support/exchange";

describe("an integration of type HTTP_PROXY", () => {
  let server: Server;
  let base: string;
  before(async () => {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += String(chunk)));
      request.on("end", () => {
        const { method, url, headers } = request;
        if (url === "/slow") return;
        response.writeHead(418, { Server: "backend", "X-Own": ["a", "b"] });
        response.end(
          JSON.stringify({ method, url, host: headers.host, own: headers["x-own"], tenant: headers["x-tenant"], body }),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const logged: string[] = [];
  const log = ({ text }: { text: string }) => void logged.push(text);
  const proxied = (integration: object, request: object = {}, more: object = {}) =>
    callHttpProxy(
      exchangeOf({
        method: { integration: integrationOf({ type: "HTTP_PROXY", httpMethod: "ANY", ...integration }) },
        request: requestOf(request),
        ...more,
      }),
      { log },
    );
  const failure = (attempt: Promise<unknown>) =>
    attempt.catch((error: GatewayError) => [error.responseType, error.status, error.message]);

  it("hands the request on, with its mappings, and the answer back, with the headers that AWS renames", async () => {
    const answer = await proxied(
      { uri: `http://${base}/things`, requestParameters: { "integration.request.header.X-Tenant": "'acme'" } },
      {
        method: "PUT",
        headers: [
          ["X-Own", "1"],
          ["Host", "api.local"],
        ],
        body: Buffer.from("text"),
      },
    );
    expect([answer.status, JSON.parse(answer.body.toString())]).to.deep.equal([
      418,
      { method: "PUT", url: "/things", host: base, own: "1", tenant: "acme", body: "text" },
    ]);
    expect(answer.headers).to.deep.include.members([
      ["x-amzn-Remapped-Server", "backend"],
      ["X-Own", "a"],
      ["X-Own", "b"],
    ]);
  });

  it("does not leave this machine unless that is allowed", async () => {
    expect(await failure(proxied({ uri: "https://example.org/a" }))).to.deep.equal([
      "API_CONFIGURATION_ERROR",
      500,
      "Internal server error",
    ]);
    expect(logged).to.deep.equal([
      "HTTP_PROXY integration: example.org is not on this machine; pass --allow-network to call it",
    ]);
    const hosts = [
      "http://localhost:1/",
      "http://10.1.2.3/",
      "http://172.20.0.1",
      "http://[::1]:8080/",
      "http://${stageVariables.host}/",
    ];
    expect(hosts.map(remoteHost)).to.deep.equal(hosts.map(() => undefined));
    expect(["https://example.org", "http://172.40.0.1:80/"].map(remoteHost)).to.deep.equal([
      "example.org",
      "172.40.0.1",
    ]);
  });

  it("answers 504 if the connection fails or the backend does not answer in time", async () => {
    expect(await failure(proxied({ uri: "http://127.0.0.1:1/" }))).to.deep.equal([
      "INTEGRATION_FAILURE",
      504,
      "Network error communicating with endpoint",
    ]);
    expect(await failure(proxied({ uri: `http://${base}/slow`, timeoutMillis: 50 }))).to.deep.equal([
      "INTEGRATION_TIMEOUT",
      504,
      "Endpoint request timed out",
    ]);
  });
});
