import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { LocalCloud } from "../../../local-cloud/src/cloud";
import { Faults } from "../../../local-cloud/src/kernel/faults";
import { alarms } from "../../../local-cloud/src/kernel/interfaces/monitoring";
import { readProject } from "../../../local-cloud/src/program/project/readProject";
import { watchAccessibility } from "../../../local-cloud/tests/support/accessibility";
import { openBrowser, openPage, type Watched } from "../../../local-cloud/tests/support/browser";
import { accessTo } from "../../liveApi";
import { root } from "../../../local-cloud/tests/support/program";
import { ProofClock } from "../support/proofClock";

describe("the console, in a browser", function () {
  let clock: ProofClock;
  let faults: Faults;
  let cloud: LocalCloud;
  let browser: Browser;
  let watched: Watched;
  let page: Page;
  let apiUrl: string;
  let apiKey: string;

  const start = (port: number, config: readonly string[] = []) =>
    LocalCloud.start(readProject(root, "dev", config), { host: "127.0.0.1", port, clock, faults });

  before(async function () {
    this.timeout(60_000);
    clock = new ProofClock(Date.parse("2026-03-15T12:00:00Z"));
    faults = new Faults();
    [cloud, browser] = await Promise.all([start(0), openBrowser()]);
    ({ apiUrl, apiKey } = accessTo(cloud));
    watched = await openPage(browser);
    ({ page } = watched);
  });
  after(async () => {
    await browser?.close();
    await cloud?.stop();
  });

  const visit = (view: string) => page.goto(`${new URL(apiUrl).origin}/_local/#/${view}`);
  const get = (path: string, headers: Record<string, string> = { "x-api-key": apiKey }) =>
    fetch(`${apiUrl}${path}`, { headers });

  it("lists requests as they arrive, and opens one on click", async () => {
    await visit("requests");
    await page.getByText("Nothing yet").waitFor();
    await get("/items?limit=7");
    await page.getByRole("link", { name: "GET /v1/items?limit=7" }).click();
    const detail = page.getByRole("region", { name: "The request" });
    await detail.getByText("listItems-policy, statement 1").waitFor();
    expect(await detail.getByRole("listitem").filter({ hasText: "API key" }).innerText()).to.equal(
      "✓ API key dev-key of dev-plan",
    );
    expect(await detail.locator(".spans .name").allInnerTexts()).to.include.members([
      "gateway",
      "queue",
      "init",
      "listItems",
    ]);
  });

  it("sends a request from the form with the key, and links to its timeline", async () => {
    await visit(`try/${encodeURIComponent("POST /items")}`);
    await page.getByLabel("Body").fill('{"name":"<b>bold</b>"}');
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("link", { name: "its timeline" }).click();
    const detail = page.getByRole("region", { name: "The request" });
    await detail.getByText("PutItem", { exact: false }).first().waitFor();
    expect(await detail.locator(".status").first().innerText()).to.equal("201");
  });

  it("shows the event of a created item within a second of the run's clock", async () => {
    await visit("buses");
    const headers = { "x-api-key": apiKey, "Content-Type": "application/json" };
    await fetch(`${apiUrl}/items`, { method: "POST", headers, body: '{"name":"seen"}' });
    await clock.advance(1_000);
    await page.getByRole("link", { name: "ItemCreated" }).first().waitFor();
  });

  it("explains why a request without a key was rejected", async () => {
    await get("/items", {});
    await visit("requests");
    await page.getByLabel("Status").selectOption("4xx");
    await page
      .getByRole("cell", { name: "403: the gateway rejected the request at the stage API key: no x-api-key" })
      .waitFor();
    expect(await page.locator("table.requests tbody tr").count()).to.equal(1);
    await page.getByRole("button", { name: "Clear" }).click();
  });

  it("converts a request to a test and a curl command, and sends it again", async () => {
    await get("/items", {});
    await visit("requests");
    await page.locator("table.requests tbody tr").first().getByRole("link").click();
    const detail = page.getByRole("region", { name: "The request" });
    const readStatus = () => detail.getByRole("status").locator("pre").innerText();
    await detail.getByRole("button", { name: "Save as test" }).click();
    await detail.getByText("The test").first().waitFor();
    expect(await readStatus()).to.include('expect(await response.json()).to.have.property("error", "Forbidden");');
    await detail.getByRole("button", { name: "Copy as curl" }).click();
    await detail.getByText("The curl line").first().waitFor();
    expect(await readStatus()).to.match(/^curl -i .*'http:\/\/127\.0\.0\.1:\d+\/v1\/items'$/);
    await detail.getByRole("button", { name: "Send again" }).click();
    await detail.getByText("Sent again: 403.").waitFor();
  });

  it("escapes text of requests", async () => {
    await get(`/items?cursor=${encodeURIComponent("<img src=x onerror=alert(1)>")}`);
    await visit("requests");
    await page.getByRole("link", { name: "cursor" }).click();
    await page.getByRole("region", { name: "The request" }).getByText("onerror").first().waitFor();
    expect(await page.locator("img").count()).to.equal(0);
    await visit("data");
    await page.getByRole("link", { name: "Items", exact: true }).click();
    await page.getByRole("cell", { name: "<b>bold</b>" }).waitFor();
  });

  it("shows an alarm fire and recover as the page switches a fault on and off", async () => {
    const isErrors = ({ label }: { label: string }) =>
      label.startsWith("items-api-errors-") && label.endsWith("listItems");
    const { label } = cloud.registry.use(alarms).descriptions.find(isErrors)!;
    const minutes = async (requests: readonly number[]) => {
      for (const count of requests) {
        await Promise.all(Array.from({ length: count }, () => get("/items")));
        await clock.advance(60_000);
      }
    };
    const crash = async (button: "Set" | "Off") => {
      await visit("faults");
      const row = page.getByRole("row").filter({ hasText: "lambda:crash" });
      if (button === "Set") await row.getByRole("spinbutton").fill("1");
      await row.getByRole("button", { name: button }).click();
      await page.locator("tr.open").waitFor({ state: button === "Set" ? "visible" : "detached" });
    };
    await clock.advance(60_000);
    await crash("Set");
    // More than five failures in each of two periods of five minutes.
    await minutes([6, 0, 0, 0, 0, 6]);
    await crash("Off");
    await visit(`alarms/${encodeURIComponent(label)}`);
    const detail = page.getByRole("region", { name: "The alarm" });
    await detail.locator(".state.ALARM").waitFor();
    const chart = detail.locator("run-chart");
    expect(await chart.getAttribute("aria-label")).to.match(/value was last \d+, threshold 5$/);
    await page.getByText(`ALARM: "${label}`, { exact: false }).first().waitFor();
    await minutes([...Array<number>(14).fill(0), 1]);
    await detail.locator(".state.OK").waitFor();
    await detail.locator('run-chart[aria-label*="value was last 0"]').waitFor();
    expect(await detail.getByRole("listitem").filter({ hasText: "→ OK" }).count()).to.be.greaterThan(0);
  });

  it("reconnects after a restart", async () => {
    await get("/items?limit=9");
    await visit("requests");
    await page.getByRole("link", { name: "GET /v1/items?limit=9" }).click();
    await page.getByRole("region", { name: "The request" }).getByText("limit=9").first().waitFor();
    const address = page.url();
    const port = Number(new URL(apiUrl).port);
    await cloud.stop();
    await page.getByText("not connected").waitFor();
    cloud = await start(port, [
      'items-api:identity={"by":"authorizer","callbackUrls":["https://app.example.com"],"cacheSeconds":0}',
    ]);
    await page.locator(".live", { hasText: /^\s*live\s*$/ }).waitFor();
    await page.getByText("0 of 0 requests").waitFor();
    // After the restart, the request's number is unused or belongs to another request.
    expect(page.url()).to.equal(address);
    await page.getByText("This request is no longer stored.").waitFor();
    // The browser reports the lost connection as an error; the page did not cause it.
    watched.errors.splice(0);
  });

  it("signs a token for a route that requires one, and names the authorizer that decided", async () => {
    await visit(`try/${encodeURIComponent("GET /items")}`);
    for (const [token, status] of [
      ["good", "200"],
      ["expired", "401"],
      ["", "401"],
    ] as const) {
      await page.getByLabel("Token").selectOption(token);
      await page.getByRole("button", { name: "Send" }).click();
      await page.getByRole("status").locator(".status", { hasText: status }).waitFor();
    }
    await page.getByLabel("Token").selectOption("good");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("status").locator(".status", { hasText: "200" }).waitFor();
    await page.getByRole("link", { name: "its timeline" }).click();
    const detail = page.getByRole("region", { name: "The request" });
    await detail.getByRole("listitem").filter({ hasText: "by authorizer" }).waitFor();
    // Browsers log every 401 as an error.
    expect(watched.errors.splice(0).filter((text) => !text.includes("401"))).to.deep.equal([]);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`has no accessibility violations that axe finds, in any view, ${colorScheme}, wide and narrow`, async function () {
      this.timeout(60_000);
      await get("/items");
      await get("/items", {});
      const other = await openPage(browser, { colorScheme });
      try {
        await other.page.goto(`${new URL(apiUrl).origin}/_local/`);
        await other.page.locator("table.requests").waitFor();
        const violations = await watchAccessibility(other.page);
        const views = await other.page
          .locator("nav a")
          .evaluateAll((links) => links.map((link) => link.getAttribute("href")!));
        expect(views.length).to.be.greaterThan(5);
        for (const view of [...views, "#/requests/1"]) {
          await other.page.setViewportSize({ width: view === views[0] ? 400 : 1280, height: 900 });
          await other.page.evaluate(`location.hash = ${JSON.stringify(view)}`);
          await other.page.locator(`nav a[aria-current][href="${view.replace(/\/\d+$/, "")}"]`).waitFor();
          expect(await violations(), view).to.deep.equal([]);
        }
        expect(other.errors).to.deep.equal([]);
      } finally {
        await other.page.close();
      }
    });
  }

  it("works by keyboard: Enter opens a link of the navigation, and the heading receives the focus", async () => {
    // Each view focuses its heading one frame later.
    for (const [view, title] of [
      ["data", "Data"],
      ["requests", "Requests"],
    ] as const) {
      await visit(view);
      await page.locator("main h1:focus", { hasText: title }).waitFor();
    }
    await page.locator("nav a").first().focus();
    await page.locator("nav a:focus").waitFor();
    await page.keyboard.press("Tab");
    await page.locator("nav a:focus", { hasText: "Try it" }).waitFor();
    await page.keyboard.press("Enter");
    await page.locator("main h1:focus", { hasText: "Try it" }).waitFor();
  });

  it("sends requests only to the run, and logs no errors", () => {
    const hosts = new Set(
      watched.requests.map((url) => (url.startsWith("data:") ? new URL(apiUrl).host : new URL(url).host)),
    );
    expect([...hosts]).to.deep.equal([new URL(apiUrl).host]);
    expect(watched.errors).to.deep.equal([]);
  });
});
