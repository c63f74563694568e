import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { ScaledClock } from "../../src/kernel/clock";
import { watchAccessibility } from "../support/accessibility";
import { openBrowser, openPage, type Watched } from "../support/browser";
import { startProgram, type TestCloud } from "../support/cloud";
import { machineProgram, startUrl } from "./machineProgram";

describe("the console's view of state machines, in a browser", function () {
  let small: TestCloud;
  let browser: Browser;
  let watched: Watched;
  let page: Page;

  before(async function () {
    this.timeout(60_000);
    [small, browser] = await Promise.all([
      startProgram(machineProgram, [], { clock: new ScaledClock(60) }),
      openBrowser(),
    ]);
    watched = await openPage(browser);
    ({ page } = watched);
  });
  after(async () => {
    await browser?.close();
    await small?.stop();
  });

  const visit = (view: string) => page.goto(`${new URL(small.apiUrl).origin}/_local/#/${view}`);
  const start = async (input: object) => {
    await visit("machines");
    await page.getByRole("link", { name: "flow" }).click();
    const detail = page.getByRole("region", { name: "The machine" });
    await detail.getByText("Start an execution").click();
    await detail.getByLabel("Input (JSON)").fill(JSON.stringify(input));
    await detail.getByRole("button", { name: "Start" }).click();
    return page.getByRole("region", { name: "The execution" });
  };

  it("starts an execution, colours its states and shows its path", async () => {
    const execution = await start({ mode: "once", items: [1, 2] });
    await execution.getByText("SUCCEEDED", { exact: true }).waitFor();
    await execution.getByRole("link", { name: "state Each, succeeded" }).waitFor();
    await execution.getByRole("link", { name: "state Item, 2 succeeded" }).waitFor();
    await execution.getByLabel("state Approve, sqs:sendMessage.waitForTaskToken").waitFor();
    const path = execution.getByRole("list", { name: "Path" }).locator("> li > details > summary b");
    expect(await path.allInnerTexts()).to.deep.equal(["Choose", "Work", "Each", "Item", "Item"]);
    const work = execution.getByRole("listitem").filter({ hasText: "1 retry" });
    await work.locator("summary").first().click();
    expect(await work.locator("ol > li").allInnerTexts()).to.satisfy(([first, second]: string[]) => {
      return first!.includes("failed: TypeError") && second!.includes("succeeded");
    });
    await execution.getByRole("link", { name: "state Item, 2 succeeded" }).click();
    await execution.getByText("Visits of Item only.").waitFor();
    expect(await path.allInnerTexts()).to.deep.equal(["Item", "Item"]);
    await execution.getByRole("link", { name: "Show all states" }).click();
    await execution.getByText("worker", { exact: true }).first().waitFor();
  });

  it("rejects an input that is not JSON", async () => {
    await visit("machines/flow");
    await page.reload();
    const detail = page.getByRole("region", { name: "The machine" });
    await detail.getByText("Start an execution").click();
    await detail.getByLabel("Input (JSON)").fill("{");
    await detail.getByRole("button", { name: "Start" }).click();
    await detail.getByText("InvalidExecutionInput: Invalid State Machine Execution Input").waitFor();
    watched.errors.splice(0);
  });

  it("sends the success and the failure of a task that waits for its token", async () => {
    const execution = await start({ mode: "ask", items: [] });
    await execution.getByRole("link", { name: "state Approve, running" }).waitFor();
    await execution.getByLabel("Output (JSON)").fill('{"by":"me"}');
    await execution.getByRole("button", { name: "Send success" }).click();
    await execution.getByRole("link", { name: "state Approve, succeeded" }).waitFor();
    const denied = await start({ mode: "ask", items: [] });
    await denied.getByRole("link", { name: "state Approve, running" }).waitFor();
    await denied.getByLabel("Error").fill("Denied");
    await denied.getByRole("button", { name: "Send failure" }).click();
    await denied.getByRole("link", { name: "state Approve, caught" }).waitFor();
    await denied.getByText("SUCCEEDED", { exact: true }).waitFor();
  });

  it("stops an execution, and redrives a failed one", async () => {
    const stopped = await start({ mode: "ask", items: [] });
    await stopped.getByRole("button", { name: "Stop" }).click();
    await stopped.getByText("ABORTED", { exact: true }).waitFor();
    const failed = await start({ mode: "never", items: [] });
    await failed.getByRole("link", { name: "state Work, failed" }).waitFor();
    await failed.getByText("TypeError").first().waitFor();
    await failed.getByRole("button", { name: "Redrive from failure" }).click();
    await failed.getByText("redriven 1 times").waitFor();
    await failed.getByText("3 retries").waitFor();
    const row = page.getByRole("row").filter({ hasText: "flow" });
    // The redriven execution may still run.
    await row
      .getByRole("cell")
      .nth(1)
      .filter({ hasText: /^\s*0\s*$/ })
      .waitFor();
    expect((await row.getByRole("cell").allInnerTexts()).map((text) => text.trim())).to.deep.equal([
      ...["flow", "0", "3", "1", "0", "1"],
    ]);
  });

  it("leads from a request to the execution that it started, and back", async () => {
    await fetch(`${startUrl(small)}/once`, { method: "POST" });
    await visit("requests");
    await page.getByRole("link", { name: "POST /test/once" }).click();
    const caused = page.getByRole("region", { name: "What it caused" });
    await caused.getByText("flow SUCCEEDED").click();
    await caused.getByRole("link", { name: "Its path" }).last().click();
    const execution = page.getByRole("region", { name: "The execution" });
    await execution.getByRole("link", { name: "a request" }).click();
    await page.getByRole("heading", { name: "POST /test/once" }).waitFor();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`has no accessibility violations that axe finds, ${colorScheme}`, async function () {
      this.timeout(60_000);
      const execution = await start({ mode: "ask", items: [] });
      await execution.getByRole("link", { name: "state Approve, running" }).waitFor();
      const address = new URL(page.url()).hash;
      const other = await openPage(browser, { colorScheme });
      try {
        await other.page.goto(`${new URL(small.apiUrl).origin}/_local/#/machines/flow`);
        const violations = await watchAccessibility(other.page);
        for (const [view, part] of [
          ["#/machines/flow", "The machine"],
          [address, "The execution"],
        ] as const) {
          await other.page.evaluate(`location.hash = ${JSON.stringify(view)}`);
          await other.page.getByRole("region", { name: part, exact: true }).waitFor();
          await other.page.getByRole("group", { name: "The machine's states" }).waitFor();
          await other.page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true");
          expect(await violations(), view).to.deep.equal([]);
        }
      } finally {
        await other.page.close();
      }
    });
  }

  it("logs no errors", () => {
    expect(watched.errors).to.deep.equal([]);
  });
});
