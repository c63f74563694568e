import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { watchAccessibility } from "../support/accessibility";
import { openBrowser, openPage, type Watched } from "../support/browser";
import { startProgram, type TestCloud } from "../support/cloud";
import { distributionUrl, edgeProgram } from "../cloudfront/program";

const handler = `exports.handler = async () => ({ statusCode: 200, headers: { "Cache-Control": "max-age=60" }, body: "x" });`;
const pass = (name: string) => `async ({ Records: [{ cf }] }) => cf.${name}`;
const program = edgeProgram({
  handler,
  edge: { "viewer-request": pass("request"), "origin-response": pass("response") },
  before: `const cached = new aws.cloudfront.CachePolicy("cached", {
    minTtl: 0, defaultTtl: 0, maxTtl: 600,
    parametersInCacheKeyAndForwardedToOrigin: {
      headersConfig: { headerBehavior: "none" }, cookiesConfig: { cookieBehavior: "none" }, queryStringsConfig: { queryStringBehavior: "all" },
    },
  });`,
  behavior: "cachePolicyId: cached.id,",
});

describe("the console's view of distributions, in a browser", function () {
  let small: TestCloud;
  let browser: Browser;
  let watched: Watched;
  let page: Page;

  before(async function () {
    this.timeout(60_000);
    [small, browser] = await Promise.all([startProgram(program), openBrowser()]);
    watched = await openPage(browser);
    ({ page } = watched);
  });
  after(async () => {
    await browser?.close();
    await small?.stop();
  });

  const detail = () => page.getByRole("region", { name: "The distribution" });
  const cells = async (region: string) => {
    const rows = detail().getByRole("region", { name: region }).locator("tbody tr");
    return Promise.all((await rows.all()).map((row) => row.locator("td").allInnerTexts()));
  };
  const ask = async () => {
    const response = await fetch(`${distributionUrl(small)}/test/things?a=1`);
    await response.text();
    return response.headers.get("x-cache");
  };

  it("shows behaviors, and the last requests with cache, functions and the stage's request", async () => {
    expect([await ask(), await ask()]).to.deep.equal(["Miss from cloudfront", "Hit from cloudfront"]);
    await page.goto(`${new URL(small.apiUrl).origin}/_local/#/distributions`);
    await page.getByRole("link", { name: "edge", exact: true }).click();
    await detail().getByRole("cell", { name: "Hit", exact: true }).waitFor();
    const [behavior] = await cells("Behaviors");
    expect(behavior!.slice(0, 4)).to.deep.equal([
      ...["*", "api", "GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE", "0 s, from 0 to 600 s"],
    ]);
    expect(
      behavior![4]!
        .replace(/-[\da-f]{7}(?=:)/g, "")
        .trim()
        .split(/\s*\n\s*/),
    ).to.deep.equal([...["viewer-request: viewer-request:1", "origin-response: origin-response:1"]]);
    expect((await cells("Last requests")).map((row) => row.slice(1, 6))).to.deep.equal([
      ["GET /test/things?a=1", "*", "200", "Hit", "viewer-request"],
      ["GET /test/things?a=1", "*", "200", "Miss", "viewer-request, origin-response"],
    ]);
    const list = page.getByRole("region", { name: "List of distributions" }).locator("tbody td");
    expect(await list.allInnerTexts()).to.deep.equal(["edge", distributionUrl(small), "2", "1", "1"]);
  });

  it("leads from the request of a viewer to the request of the stage", async () => {
    await detail().getByRole("link", { name: "GET /test/things?a=1" }).last().click();
    await page.getByRole("heading", { name: "GET /test/things", exact: false }).waitFor();
    await page.goBack();
  });

  it("invalidates paths, and shows why paths are wrong", async () => {
    await detail().getByLabel("Paths, one in each line").fill("things");
    await detail().getByRole("button", { name: "Invalidate" }).click();
    await detail()
      .getByText("InvalidArgument: Your request contains one or more invalid invalidation paths.")
      .waitFor();
    watched.errors.splice(0);
    await detail().getByLabel("Paths, one in each line").fill("/test/none\n\n/test/things*");
    await detail().getByRole("button", { name: "Invalidate" }).click();
    await detail()
      .getByText(/^Invalidated: I[A-Z\d]{13}\.$/)
      .waitFor();
    expect(await ask()).to.equal("Miss from cloudfront");
    await detail().getByText("/test/none, /test/things*").waitFor();
  });

  it("violates no rule of accessibility", async () => {
    const violations = await watchAccessibility(page);
    expect(await violations()).to.deep.equal([]);
  });

  it("logs no errors", () => {
    expect(watched.errors).to.deep.equal([]);
  });
});
