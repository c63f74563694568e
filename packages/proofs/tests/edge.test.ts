import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { startCloud, type Cloud } from "../../local-cloud/src/testing/startCloud";
import { root } from "../../local-cloud/tests/support/program";
import { applyStep, copyProject, parseSteps, revertStep } from "../guide";

describe("docs/edge.md", () => {
  const steps = parseSteps(readFileSync(join(root, "docs", "edge.md"), "utf8"));
  let dir: string;
  let cloud: Cloud;
  let edgeUrl: string;

  before(async function () {
    this.timeout(60_000);
    // Inside the project, so that Node.js resolves the packages.
    dir = copyProject(join(root, "tests"));
    for (const step of steps) revertStep(dir, step);
    for (const step of steps) applyStep(dir, step);
    cloud = await startCloud({ program: dir, config: { edge: {} } });
    edgeUrl = String(cloud.outputs["apiUrl"]);
  });
  after(async () => {
    await cloud?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  const ask = (url: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
    fetch(`${url}/items`, { ...init, headers: { "x-api-key": cloud.apiKey!, ...headers }, redirect: "manual" });

  it("changes one file", () => {
    expect(steps.map(({ file }) => file)).to.deep.equal(["api/edgeCallbacks.ts"]);
  });

  it("answers through the distribution with security headers", async () => {
    const response = await ask(edgeUrl);
    expect([response.status, await response.json()]).to.deep.equal([200, { items: [] }]);
    expect(response.headers.get("strict-transport-security")).to.equal("max-age=63072000; includeSubDomains");
    expect(response.headers.get("x-content-type-options")).to.equal("nosniff");
    expect(response.headers.get("x-cache")).to.equal("Miss from cloudfront");
  });

  it("redirects viewers of a country, with security headers", async () => {
    const response = await ask(edgeUrl, { "CloudFront-Viewer-Country": "DE" });
    expect([response.status, response.headers.get("location")]).to.deep.equal([302, "https://de.example.com/v1/items"]);
    expect(response.headers.get("x-content-type-options")).to.equal("nosniff");
    expect((await ask(edgeUrl, { "CloudFront-Viewer-Country": "FR" })).status).to.equal(200);
  });

  it("passes writes to the stage, with the stage in Location", async () => {
    const body = JSON.stringify({ name: "at the edge" });
    const created = await ask(edgeUrl, { "Content-Type": "application/json" }, { method: "POST", body });
    expect([created.status, created.headers.get("location")?.replace(/[^/]+$/, "")]).to.deep.equal([201, "/v1/items/"]);
  });

  it("refuses requests to the stage itself, also with a guessed Referer", async () => {
    expect(cloud.url).not.to.equal(edgeUrl);
    for (const headers of [{}, { Referer: edgeUrl }, { Referer: "" }]) {
      expect((await ask(cloud.url, headers)).status).to.equal(403);
      expect(cloud.requests().at(-1)!.reason).to.equal("the API's resource policy denies 127.0.0.1 access");
    }
  });

  it("contains the secret in no output and no log line", () => {
    const secrets = cloud.resources
      .filter(({ type, name }) => type === "aws:apigateway/apiKey:ApiKey" && name.startsWith("edge-origin-"))
      .map(({ state }) => String(state["value"]));
    expect(secrets).to.have.length(1);
    const texts = [JSON.stringify(cloud.outputs), ...cloud.logs().map(({ text }) => text)];
    expect(texts.filter((text) => secrets.some((secret) => text.includes(secret)))).to.deep.equal([]);
  });
});
