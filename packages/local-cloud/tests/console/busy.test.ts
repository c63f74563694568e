import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { LocalCloud } from "../../src/cloud";
import { Faults } from "../../src/kernel/faults";
import { readProject } from "../../src/program/project/readProject";
import { openBrowser, openPage } from "../support/browser";
import { longError, withBusyProgram } from "../support/busyProgram";
import { clockAt, type TestClock } from "../support/clock";

const key = "a-key-of-at-least-twenty-characters";

/** Returns the opaque colours of a chart's canvas, as `r,g,b`. */
const canvasColours = `[...new Set([...document.querySelectorAll("run-chart canvas")].flatMap((canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return Array.from({ length: data.length / 4 }, (_, at) => data[4 * at + 3] === 255 ? data.slice(4 * at, 4 * at + 3).join() : "");
}))].filter((colour) => colour !== "")`;

describe("the console of a program with 14 routes and 60 alarms", function () {
  let clock: TestClock;
  let faults: Faults;
  let cloud: LocalCloud;
  let browser: Browser;
  let page: Page;
  let apiUrl: string;
  let finish: () => void;
  let whole: Promise<void>;

  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${apiUrl}${path}`, { headers: { "x-api-key": key }, ...init });
    await response.arrayBuffer();
    return response.status;
  };
  const address = (view: string) => `${new URL(apiUrl).origin}/_local/#/${view}`;
  const visit = async (view: string, on: Page = page) => {
    await on.goto(address(view));
    await on.locator("main h1").waitFor();
  };

  before(async function () {
    this.timeout(60_000);
    clock = clockAt("2026-03-15T12:00:00Z");
    faults = new Faults();
    const started = new Promise<void>((resolve, reject) => {
      whole = withBusyProgram(async (dir) => {
        cloud = await LocalCloud.start(readProject(dir, "dev", []), { host: "127.0.0.1", port: 0, clock, faults });
        const ended = new Promise<void>((end) => (finish = end));
        resolve();
        await ended;
      });
      whole.catch(reject);
    });
    [browser] = await Promise.all([openBrowser(), started]);
    apiUrl = String(cloud.program.outputs["apiUrl"]!.value);
    ({ page } = await openPage(browser));
    // A chart's line needs two values.
    await ask("/orders");
    clock.move(60_000);
    await ask("/orders?fail=1");
    await ask("/customers?warn=1");
    await ask(`/orders/${"x".repeat(200)}?cursor=${"y".repeat(300)}`);
    clock.move(60_000);
  });
  after(async () => {
    await browser?.close();
    await cloud?.stop();
    finish?.();
    await whole;
  });

  for (const [colorScheme, ink] of [
    ["dark", "134,189,247"],
    ["light", "11,92,173"],
  ] as const) {
    it(`draws charts in the page's colours, ${colorScheme}`, async () => {
      const { page: other } = await openPage(browser, { colorScheme });
      try {
        await visit("alarms/getOrders-errors", other);
        await other.locator("run-chart canvas").waitFor();
        await other.waitForFunction(`(${canvasColours}).length > 0`);
        const colours = await other.evaluate<string[]>(canvasColours);
        expect(colours).to.include(ink);
        expect(colours).not.to.include("0,0,0");
      } finally {
        await other.close();
      }
    });
  }

  for (const language of ["en-US@posix", "C", "", "x", "de-DE"]) {
    it(`works in a browser with the language ${JSON.stringify(language)}`, async () => {
      const { page: other, errors } = await openPage(browser);
      try {
        await other.addInitScript(
          `Object.defineProperty(navigator, "language", { get: () => ${JSON.stringify(language)}, configurable: true })`,
        );
        await visit("dashboard", other);
        await other.locator("run-chart canvas").first().waitFor();
        expect(errors).to.deep.equal([]);
      } finally {
        await other.close();
      }
    });
  }

  it("shows the counts of a function beside a long error", async () => {
    await visit("functions");
    const row = page.getByRole("row").filter({ has: page.getByText("getOrders", { exact: true }) });
    await row.waitFor();
    const right = await page
      .locator("main table th")
      .evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().right));
    expect(Math.max(...right)).to.be.at.most(1280);
    expect(await row.locator("td").allInnerTexts()).to.include.members(["1", "0 busy, 1 idle"]);
    const failure = page.locator(".failure");
    await failure.getByText("Last failure: TypeError: cannot reach").click();
    await failure.getByText(longError).waitFor();
  });

  it("does not scroll sideways at 390 px, in any view", async function () {
    this.timeout(60_000);
    const { page: other } = await openPage(browser, { viewport: { width: 390, height: 844 } });
    try {
      await visit("requests", other);
      const views = await other
        .locator("nav a")
        .evaluateAll((links) => links.map((link) => link.getAttribute("href")!.slice(2)));
      for (const view of [...views, "requests/1", "requests/3", "alarms/getOrders-errors", "try/POST%20%2Forders"]) {
        await other.evaluate(`location.hash = ${JSON.stringify(`#/${view}`)}`);
        await other.locator(`nav a[aria-current][href="#/${view.split("/")[0]}"]`).waitFor();
        await other.getByText(/Reading…|Drawing…/).waitFor({ state: "detached" });
        const over = await other.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        expect(over, view).to.equal(0);
      }
    } finally {
      await other.close();
    }
  });

  it("gives each request one line, however long its path", async () => {
    await visit("requests");
    const rows = page.locator("table.requests tbody tr");
    await rows.nth(2).waitFor();
    const heights = await rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height));
    expect(Math.max(...heights)).to.be.below(40);
  });

  it("fills a form with the example in components.schemas, without input for the previous route", async () => {
    await visit(`try/${encodeURIComponent("POST /orders")}`);
    const body = page.getByLabel("Body");
    const example = async () => JSON.parse(await body.inputValue()) as unknown;
    await body.waitFor();
    expect(await example()).to.deep.equal({ kind: "orders", customer: "Ada Lovelace", lines: 3 });
    await body.fill('{"typed":true}');
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("status").locator(".status").waitFor();
    await page.getByRole("link", { name: "POST /customers", exact: true }).click();
    await page.getByRole("heading", { name: "POST /customers" }).waitFor();
    expect(await example()).to.deep.equal({ kind: "customers", customer: "Ada Lovelace", lines: 3 });
    expect(await page.getByRole("status").locator(".status").count()).to.equal(0);
  });

  it("lists firing alarms first, and filters the list by name and state", async () => {
    await visit("alarms");
    const rows = page.locator("table.alarms tbody tr");
    await rows.first().waitFor();
    expect(await rows.count()).to.equal(60);
    expect((await rows.first().locator("td").allInnerTexts()).slice(0, 2)).to.deep.equal(["getOrders-errors", "ALARM"]);
    expect(await rows.first().locator("td").nth(2).innerText()).to.match(
      /^Errors \(Sum\) of getOrders-\w+ was 1 last\. It fires when it is above 0 in a period of 1 minute\.$/,
    );
    await page.getByLabel("State").selectOption("ALARM");
    await page.getByText("1 of 60 alarms").waitFor();
    await page.getByLabel("State").selectOption("");
    await page.getByLabel("Name or text").fill("getDeliveries-");
    await page.getByText("4 of 60 alarms").waitFor();
    await page.getByLabel("Name or text").fill("");
  });

  it("sets an alarm to a state by hand, and shows its notification", async () => {
    await visit("alarms/postOrders-throttles");
    const detail = page.getByRole("region", { name: "The alarm" });
    await detail.getByRole("button", { name: "Set to ALARM" }).click();
    await detail
      .locator(".notifications")
      .getByText(/^ALARM: "postOrders-throttles/)
      .waitFor();
    await detail.getByText("CloudWatch: set by hand in the console").waitFor();
    await detail.getByRole("button", { name: "Set to OK" }).click();
    await detail
      .locator(".notifications")
      .getByText(/^OK: "postOrders-throttles/)
      // The first notification is that of its first evaluation.
      .nth(1)
      .waitFor();
  });

  it("shows a dashboard's charts before its list of alarms, and firing alarms first", async () => {
    await visit("dashboard");
    await page.locator(".states li").first().waitFor();
    const tops = await page
      .locator("run-chart, .states")
      .evaluateAll((all) => all.map((each) => [each.localName, each.getBoundingClientRect().top] as const));
    const list = tops.find(([name]) => name === "ul")![1];
    for (const [name, top] of tops) if (name === "run-chart") expect(top).to.be.below(list);
    expect(await page.locator(".states li").first().innerText()).to.match(/^ALARM\s+getOrders-errors$/);
  });

  it("filters the log by level, and links a line to its request", async () => {
    await visit("log");
    await page.getByLabel("Level").selectOption("WARN");
    const warning = page.locator(".log li").filter({ hasText: "the stock of /customers is low" });
    await warning.waitFor();
    await page.locator(".log .PLATFORM, .log .INFO").first().waitFor({ state: "detached" });
    await page.getByLabel("Level").selectOption("PLATFORM");
    await page.locator(".log .PLATFORM").first().waitFor();
    await warning.getByRole("link", { name: /^request \d+$/ }).click();
    await page.getByRole("region", { name: "The request" }).getByText("/v1/customers?warn=1").waitFor();
  });

  it("names the fault that ended a call, and where to disable it", async () => {
    faults.set("lambda:crash=1");
    await ask("/orders");
    faults.set("lambda:crash=0");
    await visit("requests");
    await page.getByRole("row").filter({ hasText: "lambda:crash" }).first().getByRole("link").click();
    const detail = page.getByRole("region", { name: "The request" });
    await detail.getByText("502: the fault lambda:crash stopped the runtime of getOrders").waitFor();
    await detail.getByText("To do: the fault lambda:crash is on: set it to 0 at /_local/#/faults").waitFor();
  });

  for (const view of ["alarms/%", "tables/%E0", "try/%zz", "architecture/%"]) {
    it(`shows a view for the address #/${view} with an invalid escape`, async () => {
      const { page: other, errors } = await openPage(browser);
      try {
        await visit(view, other);
        await other.locator("main > *:nth-child(2)").waitFor();
        expect(await other.getByText("The view").count()).to.equal(0);
        expect(errors.filter((text) => !text.includes("404"))).to.deep.equal([]);
      } finally {
        await other.close();
      }
    });
  }
});
