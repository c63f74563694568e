import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { commandHeaders } from "@onemachine/local-cloud";
import { policyResources } from "@onemachine/api-tools";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { openApiDocument } from "../../api/openapi/document";
import { gatewayDocument } from "../../api/openapi/gatewayDocument";
import { files } from "./answers/routes";
import { violationsOf } from "../../policy/check";
import { policies } from "../../policy/policies";
import { suppressions } from "../../policy/suppressions";
import { declare, declareWithoutCode, only, root } from "../support/program";

const program = join(root, "tests", "program", "answers");

describe("a local run of a program with binary and streamed answers", () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await startCloud({ program, clock: "running", console: true });
  });
  after(() => cloud.stop());

  const send = (path: string, init: RequestInit = {}) =>
    fetch(`${cloud.url}${path}`, { ...init, headers: { "x-api-key": cloud.apiKey!, ...init.headers } });
  const linesOf = (route: string) =>
    cloud
      .logs()
      .flatMap(({ text }) => text.split("\n"))
      .filter((text) => text.includes(`"route":"${route}"`))
      .map((text) => JSON.parse(text) as Record<string, unknown>);

  for (const accept of ["image/png", "*/*", "text/html,application/xhtml+xml"]) {
    it(`returns the exact bytes of a binary answer for Accept: ${accept}`, async () => {
      const response = await send("/picture", { headers: { Accept: accept } });
      const bytes = new Uint8Array(await response.arrayBuffer());
      expect([response.status, response.headers.get("content-type"), response.headers.get("etag")]).to.deep.equal([
        200,
        "image/png",
        '"1"',
      ]);
      expect(bytes).to.deep.equal(Uint8Array.from({ length: 512 }, (_, index) => index % 256));
    });
  }

  it("returns the errors of a binary route as JSON", async () => {
    const missing = await send("/picture?missing=true");
    const { error } = (await missing.json()) as { error: string };
    expect([missing.status, error]).to.deep.equal([404, "There is no picture"]);
    const invalid = await send("/picture?missing=2");
    expect([invalid.status, ((await invalid.json()) as { error: string }).error]).to.deep.equal([
      400,
      "missing must be true or false",
    ]);
  });

  describe("with a stream that waits", () => {
    let server: Server;
    let open: () => void;
    beforeEach(async () => {
      server = createServer((_, response) => (open = () => response.end()));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    });
    afterEach(() => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    });
    const gate = () => encodeURIComponent(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);

    it("sends the first event before the callback produces the last, and logs the duration at the end", async () => {
      const before = linesOf("followTicks").length;
      const waiting = new Promise<void>((resolve) => server.once("request", () => resolve()));
      const response = await send(`/ticks?gate=${gate()}`, { headers: { Origin: "https://example.com" } });
      const reader = response.body!.getReader();
      const text = async () => Buffer.from((await reader.read()).value ?? []).toString();
      expect(response.headers.get("content-type")).to.equal("text/event-stream");
      expect(response.headers.get("access-control-allow-origin")).to.equal("*");
      expect(await text()).to.equal('event: tick\nid: 1\ndata: {"tick":1}\n\n');
      await waiting;
      expect(linesOf("followTicks").slice(before)).to.deep.equal([]);
      open();
      expect(await text()).to.equal('event: tick\nid: 2\ndata: {"tick":2}\n\n');
      expect((await reader.read()).done).to.equal(true);
      const [line, ...rest] = linesOf("followTicks").slice(before);
      expect(rest).to.deep.equal([]);
      expect(line).to.include({ message: "request", status: 200 });
      expect(line!["durationMs"]).to.be.a("number");
    });
  });

  it("returns an error before the first event as an ordinary answer", async () => {
    const declared = await send("/ticks?gate=none");
    expect([declared.status, ((await declared.json()) as { error: string }).error]).to.deep.equal([
      409,
      "There are no ticks",
    ]);
    const fault = await send("/ticks?gate=fault");
    expect([fault.status, ((await fault.json()) as { error: string }).error]).to.deep.equal([
      500,
      "Internal server error",
    ]);
  });

  it("breaks the connection at an error after the first event, and logs it", async () => {
    const before = linesOf("followTicks").length;
    const response = await send("/ticks?gate=late");
    const text = await response.text().then(
      () => "complete",
      () => "broken",
    );
    expect([response.status, text]).to.deep.equal([200, "broken"]);
    const lines = linesOf("followTicks").slice(before);
    expect(lines.map(({ message, status }) => [message, status])).to.deep.equal([["request failed", 200]]);
  });

  it("streams a Readable as text", async () => {
    const response = await send("/ticks.csv?gate=open");
    expect(response.headers.get("content-type")).to.equal("text/csv; charset=utf-8");
    expect(await response.text()).to.equal("tick\n1\nä\n");
  });

  describe("with a route that requires a token and no key", () => {
    const token = async (...scopes: string[]) => {
      const { origin } = new URL(cloud.url);
      const headers = await commandHeaders(origin);
      const body = JSON.stringify({ scopes: scopes.map((scope) => `answers-dev/${scope}`) });
      const response = await fetch(`${origin}/_local/tokens`, { method: "POST", headers, body });
      return ((await response.json()) as { token: string }).token;
    };
    const report = async (headers: Record<string, string>) => {
      const response = await fetch(`${cloud.url}/report`, { headers });
      return [response.status, await response.json()] as const;
    };

    it("accepts a token with the scope, and passes the caller without a key", async () => {
      const answer = await report({ Authorization: `Bearer ${await token("admin")}` });
      expect(answer).to.deep.equal([200, { scopes: ["answers-dev/admin"] }]);
    });

    it("rejects a key without a token, no credentials, and a token without the scope", async () => {
      const key = { "x-api-key": cloud.apiKey! };
      const statuses = [
        await report(key),
        await report({}),
        await report({ ...key, Authorization: `Bearer ${await token("read")}` }),
      ].map(([status]) => status);
      expect(statuses).to.deep.equal([401, 401, 401]);
    });

    it("allows the header Authorization in preflights of its path", async () => {
      const response = await fetch(`${cloud.url}/report`, {
        method: "OPTIONS",
        headers: { Origin: "https://example.com", "Access-Control-Request-Method": "GET" },
      });
      expect(response.headers.get("access-control-allow-headers")).to.include("Authorization");
    });
  });

  it("returns empty answers with their headers, streamed or not", async () => {
    for (const [path, method, count] of [
      ["/ticks.csv?gate=none", "GET", "0"],
      ["/ticks", "POST", "2"],
    ] as const) {
      const response = await send(path, { method });
      expect([response.status, response.headers.get("x-count"), await response.text()]).to.deep.equal([204, count, ""]);
    }
  });
});

describe("the documents of an API with binary and streamed answers", () => {
  const document = openApiDocument("files", files.routes);
  const operation = (path: string, method = "get") => document.paths[path]![method] as Record<string, any>;

  it("lists bytes as format binary, and streamed text as a string", () => {
    expect(operation("/picture").responses[200].content).to.deep.equal({
      "image/png": { schema: { type: "string", format: "binary" } },
    });
    expect(operation("/ticks").responses[200].content).to.deep.equal({
      "text/event-stream": { schema: { type: "string" } },
    });
    expect(operation("/ticks.csv").responses[204]).to.deep.equal({
      description: "There are none",
      headers: { "X-Count": { description: "Number of ticks", schema: { type: "string" } } },
    });
  });

  it("marks the operations that API Gateway streams", () => {
    const marks = files.routes.map(({ path, method }) => operation(path, method.toLowerCase())["x-streamed"]);
    expect(marks).to.deep.equal([true, true, true, undefined, undefined]);
  });

  it("imports streamed operations with Lambda's streaming API, the function's timeout and no cache key", () => {
    const arn = "arn:aws:lambda:eu-central-1:123456789012:function:fn:live";
    const uri = `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${arn}/invocations`;
    const imported = gatewayDocument(document, {
      corsOrigins: ["*"],
      integrationUris: Object.fromEntries(files.routes.map(({ name }) => [name, uri])),
      timeouts: { readPicture: 10, followTicks: 900 },
      hasCache: true,
    }) as { paths: Record<string, Record<string, Record<string, unknown>>> };
    const integration = (path: string, method: string) =>
      imported.paths[path]![method]!["x-amazon-apigateway-integration"];
    const streamed = {
      type: "aws_proxy",
      httpMethod: "POST",
      uri: `arn:aws:apigateway:eu-central-1:lambda:path/2021-11-15/functions/${arn}/response-streaming-invocations`,
      responseTransferMode: "STREAM",
    };
    expect(integration("/picture", "get")).to.deep.equal({ ...streamed, timeoutInMillis: 29_000 });
    expect(integration("/ticks", "get")).to.deep.equal({ ...streamed, timeoutInMillis: 900_000 });
    expect(integration("/ticks", "post")).to.deep.equal({ type: "aws_proxy", httpMethod: "POST", uri });
    expect(imported).to.not.have.property("x-amazon-apigateway-binary-media-types");
  });
});

describe("a route that requires a token and no key", () => {
  it("violates no policy of the access to methods", async () => {
    const declared = await declare({ program });
    const found = violationsOf(policyResources(declared), policies, suppressions);
    expect(found.filter(({ policy }) => policy === "api-method-auth")).to.deep.equal([]);
    const { paths } = JSON.parse(String(only(declared, "aws:apigateway/restApi:RestApi").inputs["body"])) as {
      paths: Record<string, Record<string, { security: object[] }>>;
    };
    expect(paths["/report"]!["get"]!.security).to.deep.equal([{ userPool: ["answers-dev/admin"] }]);
  });

  it("is refused in a stack that requires no token of it, where it would be open", async () => {
    const error = await declareWithoutCode({ program, config: ['answers:identity={"by":"key"}'] }).catch(String);
    expect(error).to.equal(
      'UserError: answers:identity.routes.readReport is "key": the route has scopes and withoutKey, so without a token it is open to everybody; set it to userPool or authorizer, or remove the scopes',
    );
  });
});
