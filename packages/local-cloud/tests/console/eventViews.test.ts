import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { queueContents } from "../../src/kernel/interfaces/queueContents";
import { queues } from "../../src/kernel/interfaces/queues";
import { watchAccessibility } from "../support/accessibility";
import { openBrowser, openPage, type Watched } from "../support/browser";
import { startProgram, type TestCloud } from "../support/cloud";
import { eventDocument, eventProgram } from "./eventProgram";

describe("the console's views of events, in a browser", function () {
  let small: TestCloud;
  let browser: Browser;
  let watched: Watched;
  let page: Page;

  before(async function () {
    this.timeout(60_000);
    [small, browser] = await Promise.all([
      startProgram(eventProgram, [], { files: { "asyncapi.json": eventDocument } }),
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
  const write = (id: string) => fetch(`${small.apiUrl}/things/${id}`, { method: "PUT" });

  it("continues the timeline of a request into the record, the function, the event and its targets", async () => {
    await visit("requests");
    await write("first");
    await page.getByRole("link", { name: "PUT /test/things/first" }).click();
    const caused = page.getByRole("region", { name: "What it caused" });
    await caused.getByText("created → sqs orders").waitFor();
    // The call is listed when it ends, which may be after what it caused.
    await caused.locator("summary b", { hasText: /^publisher$/ }).waitFor();
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

  it("sends an event, and rejects a detail that is not JSON", async () => {
    await visit("buses");
    await page.getByText("Send an event").click();
    await page.getByRole("combobox", { name: "Event" }).selectOption("any other");
    await page.getByRole("combobox", { name: "Bus" }).selectOption("shop");
    await page.getByRole("textbox", { name: "Detail type" }).fill("ThingRemoved");
    await page.getByRole("textbox", { name: "Detail", exact: true }).fill("{");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("MalformedDetail: Detail is malformed.").waitFor();
    await page.getByRole("textbox", { name: "Detail", exact: true }).fill('{"id":"1"}');
    await page.getByRole("button", { name: "Send" }).click();
    const detail = page.getByRole("region", { name: "The event" });
    await detail.getByText("removed all fields of the pattern match").waitFor();
    watched.errors.splice(0);
  });

  it("sends an event from the fields of its schema", async () => {
    await visit("buses");
    await page.reload();
    await page.getByText("Send an event").click();
    await page.getByRole("combobox", { name: "Event" }).selectOption("ThingCreated");
    await page.getByRole("textbox", { name: "id (required)" }).fill("by hand");
    await page.getByRole("spinbutton", { name: "count" }).fill("3");
    await page.getByRole("combobox", { name: "colour" }).selectOption("blue");
    await page.getByRole("button", { name: "Send" }).click();
    const detail = page.getByRole("region", { name: "The event" });
    await detail.getByText("created → sqs orders").waitFor();
    const event = JSON.parse(await detail.locator("pre").innerText()) as Record<string, unknown>;
    expect([event["source"], event["detail-type"], event["detail"]]).to.deep.equal([
      "shop.things",
      "ThingCreated",
      { id: "by hand", count: 3, colour: "blue" },
    ]);
  });

  it("invokes a function with a sample of its source, and shows answer, log and errors", async () => {
    await visit("functions");
    await page.getByRole("link", { name: "echo" }).click();
    const detail = page.getByRole("region", { name: "The function" });
    await detail.getByLabel("Sample event").selectOption("schedule nightly");
    await detail.getByRole("button", { name: "Invoke" }).click();
    const answer = page.getByRole("region", { name: "The answer" });
    await answer.getByText('"detail-type": "Scheduled Event"').first().waitFor();
    await answer
      .getByText(/echo \d+/)
      .first()
      .waitFor();
    await detail.getByRole("textbox", { name: "Event" }).fill('{"fail":"broken"}');
    await detail.getByLabel("Qualifier").selectOption("1");
    await detail.getByRole("button", { name: "Invoke" }).click();
    await answer.getByText('"errorMessage": "broken"').first().waitFor();
    expect(await detail.getByRole("status").first().innerText()).to.equal("The call failed: Unhandled.");
    await detail.getByRole("textbox", { name: "Event" }).fill("{");
    await detail.getByRole("button", { name: "Invoke" }).click();
    await detail.getByText("the event is not JSON").waitFor();
    watched.errors.splice(0);
  });

  it("lists the URLs of a function, with their qualifier and authorization", async () => {
    await visit("functions");
    const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: "echo", exact: true }) });
    await row.getByText("$LATEST, without signature").waitFor();
    const url = await row.getByRole("link", { name: "http://127.0.0.1" }).getAttribute("href");
    expect(await (await fetch(new URL("/hello", url!))).json()).to.deep.include({ rawPath: "/hello" });
  });

  it("offers a sample event of each kind of source", async () => {
    await visit("functions/publisher");
    await page.getByLabel("Sample event").locator("option").first().waitFor({ state: "attached" });
    const samples = await page.getByLabel("Sample event").locator("option").allInnerTexts();
    expect(samples.map((text) => text.replace(/\s+/g, " ").trim())).to.deep.equal([
      "stream table/things",
      ...["API Gateway", "SQS", "SNS", "EventBridge", "S3", "schedule", "plain"].map(
        (kind) => `${kind} (no source of this function)`,
      ),
    ]);
  });

  it("disables and enables an event source mapping, and shows its last batch", async () => {
    await visit("functions/publisher");
    const detail = page.getByRole("region", { name: "The function" });
    await detail.getByText(/1 records at .*: succeeded/).waitFor();
    await detail.getByRole("button", { name: "Disable things-to-publisher" }).click();
    await detail.getByRole("button", { name: "Enable things-to-publisher" }).click();
    await detail.getByText("things-to-publisher is enabled until its declaration changes.").waitFor();
  });

  it("sends, peeks and purges the messages of a queue", async () => {
    await visit("queues/letters");
    const detail = page.getByRole("region", { name: "The queue" });
    await detail.getByText("Send a message").click();
    await detail.getByLabel("Body").fill("first letter");
    await detail.getByLabel("Attributes").fill('{"colour":"red","size":3}');
    await detail.getByRole("button", { name: "Send" }).click();
    await detail.getByText("first letter", { exact: true }).first().click();
    expect(await detail.locator(".terms").first().innerText()).to.match(/colour\s+red\s+size\s+3/);
    await page.locator("tr.open").getByRole("cell").nth(1).getByText("1", { exact: true }).waitFor();
    await detail.getByLabel("Attributes").fill("[]");
    await detail.getByRole("button", { name: "Send" }).click();
    await detail.getByText('attributes must be a JSON object, such as {"name":"value"}').waitFor();
    page.once("dialog", (dialog) => void dialog.accept());
    await detail.getByRole("button", { name: "Purge" }).click();
    await detail.getByText("Purged: 1 messages are deleted.").waitFor();
    await detail.getByText("The queue is empty.").waitFor();
    watched.errors.splice(0);
  });

  it("sends to a FIFO queue with a group and a deduplication id", async () => {
    await visit("queues/steps.fifo");
    const detail = page.getByRole("region", { name: "The queue" });
    await detail.getByText("Send a message").click();
    await detail.getByLabel("Body").fill("a step");
    await detail.getByRole("button", { name: "Send" }).click();
    await detail
      .getByText("The queue should either have ContentBasedDeduplication enabled", { exact: false })
      .waitFor();
    await detail.getByLabel("Deduplication id").fill("d1");
    await detail.getByRole("button", { name: "Send" }).click();
    await detail.getByText("a step", { exact: true }).first().click();
    expect(await detail.locator(".terms").first().innerText()).to.match(/MessageDeduplicationId\s+d1/);
    watched.errors.splice(0);
  });

  it("returns dead letters, and shows the progress", async () => {
    const { cloud } = small;
    await visit("queues/letters");
    const contents = cloud.registry.use(queueContents);
    const arnOf = (name: string) => contents.states.find((each) => each.name === name)!.arn;
    const live = cloud.registry.use(queues);
    contents.purge(arnOf("orders"));
    contents.send(arnOf("orders"), { MessageBody: "dead" });
    // A message is dead when it becomes visible after its last receive.
    for (let receive = 0; receive < 2; receive += 1) {
      const handles = live.receive(arnOf("orders"), 1).map(({ receiptHandle }) => receiptHandle);
      live.changeVisibility(arnOf("orders"), handles, 0);
    }
    const detail = page.getByRole("region", { name: "The queue" });
    await detail.getByText("dead", { exact: true }).first().waitFor();
    await detail.getByRole("button", { name: "Return dead letters" }).click();
    await detail.getByText("Redrive COMPLETED: 1 of 1 messages").waitFor();
    expect(contents.peek(arnOf("orders"), 5)!.map(({ body }) => body)).to.deep.equal(["dead"]);
  });

  it("publishes a message, and shows the mail of a subscription", async () => {
    await visit("topics");
    const topic = page.getByRole("region", { name: "Topic news", exact: true });
    await topic.getByText("Publish a message").click();
    await topic.getByLabel("Subject").fill("Hello");
    await topic.getByLabel("Message").fill("It works");
    await topic.getByRole("button", { name: "Publish" }).click();
    await topic.getByText("Published as").waitFor();
    await page.getByText("ops@example.com Hello").click();
    await page.getByText("It works").last().waitFor();
  });

  it("lists the next five times of schedules in their time zone, and runs one now", async () => {
    await visit("schedules");
    const morning = page.getByRole("row").filter({ hasText: "default/morning" });
    const times = (await morning.getByRole("cell").nth(2).innerText()).trim().split("\n");
    expect(times).to.have.length(5);
    for (const time of times) expect(time).to.match(/^\d{4}-\d\d-\d\d 08:00:00 GMT\+[12]$/);
    await page.getByRole("button", { name: "Run default/nightly now" }).click();
    await page.getByText("default/nightly runs now.").waitFor();
    await page.getByRole("button", { name: "Run default/morning now" }).click();
    await page.getByText("default/morning runs now.").waitFor();
    await visit("buses");
    await page.getByRole("link", { name: "Scheduled Event" }).click();
    await page.getByText("nightly the schedule cron(0 3 * * ? *) of the rule made this event").waitFor();
  });

  it("lists the objects of a bucket, shows a small one and offers all for download", async () => {
    await visit("data/buckets/files");
    const row = page.getByRole("row").filter({ hasText: "notes/one.txt" });
    await row.waitFor();
    expect(await row.getByRole("cell").allInnerTexts()).to.include.members(["5 bytes", "text/plain", "author: me"]);
    await page.getByRole("button", { name: "Show notes/one.txt" }).click();
    await page.getByRole("region", { name: "Content" }).getByText("hello").waitFor();
    await page.getByRole("button", { name: "Show notes/two.txt" }).click();
    await page.getByText("Not shown: the object has more than 65536 bytes. Download it.").waitFor();
    const address = await page.getByRole("link", { name: "Download notes/two.txt" }).getAttribute("href");
    const response = await fetch(new URL(address!, small.apiUrl));
    expect([response.headers.get("content-disposition"), (await response.text()).length]).to.deep.equal([
      "attachment",
      70_000,
    ]);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`has no accessibility violations that axe finds in opened details, ${colorScheme}`, async function () {
      this.timeout(60_000);
      const other = await openPage(browser, { colorScheme });
      try {
        await other.page.goto(`${new URL(small.apiUrl).origin}/_local/#/buses`);
        const event = (await other.page.getByRole("link", { name: "ThingCreated" }).first().getAttribute("href"))!;
        const violations = await watchAccessibility(other.page);
        for (const [view, part] of [
          [event, "The event"],
          ["#/queues/steps.fifo", "The queue"],
          ["#/functions/publisher", "The function"],
          ["#/topics", "Topic news"],
          ["#/data/buckets/files", "Objects"],
          ["#/requests/1", "What it caused"],
        ] as const) {
          await other.page.evaluate(`location.hash = ${JSON.stringify(view)}`);
          await other.page.getByRole("region", { name: part, exact: true }).waitFor();
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
