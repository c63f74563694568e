import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { openBrowser, openPage, type Watched } from "../support/browser";
import { startProgram, type TestCloud } from "../support/cloud";
import { eventProgram } from "./eventProgram";

describe("the console's views of events, in a browser", function () {
  let small: TestCloud;
  let browser: Browser;
  let watched: Watched;
  let page: Page;

  before(async function () {
    this.timeout(60_000);
    [small, browser] = await Promise.all([startProgram(eventProgram), openBrowser()]);
    watched = await openPage(browser);
    ({ page } = watched);
  });
  after(async () => {
    await browser?.close();
    await small?.stop();
  });

  const visit = (view: string) => page.goto(`${new URL(small.apiUrl).origin}/_local/#/${view}`);
  const write = (id: string) => fetch(`${small.apiUrl}/things/${id}`, { method: "PUT" });

  it("continues the timeline of a request into the record, the function, the event and its targets", async () => {
    await visit("requests");
    await write("first");
    await page.getByRole("link", { name: "PUT /test/things/first" }).click();
    const caused = page.getByRole("region", { name: "What it caused" });
    await caused.getByText("created → sqs orders").waitFor();
    expect(await caused.locator("summary b").allInnerTexts()).to.deep.equal([
      "INSERT record to things-to-publisher",
      "publisher",
      "events PutEvents",
      "ThingCreated on shop",
      "created → sqs orders",
    ]);
  });

  it("shows an event, and why each rule matched or not", async () => {
    await visit("buses");
    await write("second");
    await page.getByRole("link", { name: "ThingCreated" }).first().click();
    const detail = page.getByRole("region", { name: "The event" });
    await detail.getByText("created → sqs orders").waitFor();
    expect(await detail.locator(".decisions li").allInnerTexts()).to.deep.equal([
      "✓ created all fields of the pattern match",
      '✗ removed these fields of the pattern do not match\ndetail-type must match ["ThingRemoved"], and is "ThingCreated"',
      "✓ created → sqs orders",
    ]);
    await detail.getByRole("link", { name: "a request" }).click();
    await page.getByRole("heading", { name: "PUT /test/things/" }).waitFor();
  });

  it("logs no errors", () => {
    expect(watched.errors).to.deep.equal([]);
  });
});
