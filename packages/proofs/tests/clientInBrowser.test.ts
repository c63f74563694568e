import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import type { Browser } from "playwright-core";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { openBrowser, openPage } from "../../local-cloud/tests/support/browser";
import { root } from "../../local-cloud/tests/support/program";

const script = readFileSync(join(root, "client", "package", "index.js"));

/** Serves an empty page and the generated client. */
async function servePage(): Promise<Server> {
  const server = createServer(({ url }, response) => {
    const isScript = url === "/client.js";
    response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? script : "<!doctype html><title>A front end</title><link rel=icon href=data:,>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

const originOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

describe("the generated client, on a page of another origin", () => {
  let allowed: Server;
  let other: Server;
  let cloud: Cloud;
  let browser: Browser;

  before(async function () {
    this.timeout(60_000);
    [allowed, other, browser] = await Promise.all([servePage(), servePage(), openBrowser()]);
    const corsOrigins = [originOf(allowed), "https://app.example.com"];
    // The test does not move the clock, so the bucket of the stage is not refilled.
    cloud = await startCloud({
      program: root,
      config: { corsOrigins, stageThrottle: { burstLimit: 20, rateLimit: 1 } },
    });
  });
  after(async () => {
    await browser?.close();
    await cloud?.stop();
    allowed?.close();
    other?.close();
  });

  /** Runs a function body on a page, with a client that does not retry. */
  async function runOn(server: Server, body: string): Promise<unknown> {
    const { page } = await openPage(browser);
    try {
      await page.goto(originOf(server));
      const options = JSON.stringify({ baseUrl: cloud.url, apiKey: cloud.apiKey, maxAttempts: 1 });
      return await page.evaluate(`(async () => {
        const { createClient, ApiError, ConnectionError } = await import("/client.js");
        const client = createClient(${options});
        ${body}
      })()`);
    } finally {
      await page.close();
    }
  }

  it("creates an item, and reads its Location, entity tag and request id", async () => {
    const [status, name, location, etag, requestId] = (await runOn(
      allowed,
      `const { status, body, headers, etag, requestId } = await client.createItem({ body: { name: "From a page" } });
       return [status, body.name, headers.get("Location"), etag, requestId];`,
    )) as string[];
    expect([status, name]).to.deep.equal([201, "From a page"]);
    expect(location).to.match(/^\/v1\/items\/[0-9a-f-]{36}$/);
    expect(etag).to.match(/^"1-[0-9a-z]+"$/);
    expect(requestId).to.match(/^[0-9a-f-]{36}$/);
  });

  it("sends preconditions, and receives 304 and 412", async () => {
    const statuses = await runOn(
      allowed,
      `const { body: { id }, etag } = await client.createItem({ body: { name: "a" } });
       const params = { id };
       const read = await client.getItem({ params, ifNoneMatch: etag, expected: [304] });
       const written = await client.replaceItem({ params, body: { name: "b" }, ifMatch: etag });
       const stale = await client.replaceItem({ params, body: { name: "c" }, ifMatch: etag, expected: [412] });
       const gone = await client.deleteItem({ params });
       return [read.status, written.status, stale.status, stale.body.error, gone.status];`,
    );
    expect(statuses).to.deep.equal([304, 200, 412, "Item has changed", 204]);
  });

  it("reads the sentence and the request id of an error of the gateway", async () => {
    const error = await runOn(
      allowed,
      `const stranger = createClient({ baseUrl: ${JSON.stringify(cloud.url)}, apiKey: "x".repeat(20) });
       const error = await stranger.listItems().catch((error) => error);
       return [error instanceof ApiError, error.status, error.message, error.requestId === error.body.requestId];`,
    );
    expect(error).to.deep.equal([true, 403, "Forbidden", true]);
  });

  it("receives a ConnectionError if the setting corsOrigins does not list the page", async () => {
    const error = await runOn(
      other,
      `const error = await client.listItems().catch((error) => error);
       return [error instanceof ConnectionError, error.reason];`,
    );
    expect(error).to.deep.equal([true, "network"]);
  });

  it("reads Retry-After of a throttled request", async () => {
    const error = await runOn(
      allowed,
      `for (let count = 0; count < 40; count += 1) {
         const error = await client.listItems().then(() => undefined, (error) => error);
         if (error !== undefined) return [error.status, error.message, error.headers.get("Retry-After")];
       }`,
    );
    expect(error).to.deep.equal([429, "Too many requests", "1"]);
  });
});
