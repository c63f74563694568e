import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect } from "chai";
import type { Declared } from "@onemachine/local-cloud";
import { openFunction } from "@onemachine/local-cloud/testing";
import { packager } from "../../api/packaging/archive";
import { findViolations } from "../../api/route/checks";
import type { Resource } from "../../api/route/resource";
import { fakeDynamoDb } from "../support/artefact";
import { blocks } from "../support/blocks";
import { root } from "../support/program";

describe("docs/consume-events.md", () => {
  let folder: string;
  const resources: Resource[] = [];

  before(() => {
    folder = mkdtempSync(join(root, "api", "tmp-"));
    for (const [index, block] of blocks("docs/consume-events.md", "ts").entries()) {
      const file = join(folder, `routes${index}.ts`);
      writeFileSync(file, block);
      resources.push(...Object.values(createRequire(__filename)(file) as Record<string, Resource>));
    }
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Calls the consumer of a block, and returns its result and the lines that the callback wrote. */
  async function call(index: number, event: object) {
    const [consumer] = resources[index]!.consumers;
    const code = packager()(consumer!);
    const inputs = { code, handler: "__index.handler", runtime: "nodejs24.x" };
    const store = await fakeDynamoDb();
    const fn = await openFunction({ name: consumer!.name, inputs } as unknown as Declared, {
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL_DYNAMODB: store.endpoint,
      DELIVERIES_TABLE_NAME: "deliveries",
    });
    try {
      const outcome = await fn.call(event);
      if (outcome.kind !== "result") throw new Error(JSON.stringify(outcome.failure));
      const lines = fn.logs.filter((line) => /^(?:created|called|mail|order|ParcelSent|picture) /.test(line));
      return { result: JSON.parse(outcome.payload || "null") as unknown, lines, operations: store.operations };
    } finally {
      await fn.stop();
      await store.stop();
    }
  }

  it("declares consumers without violations", () => {
    expect([...findViolations(resources)]).to.deep.equal([]);
  });

  it("shows a consumer of changes, which stores the id of each one", async () => {
    const dynamodb = {
      ApproximateCreationDateTime: 1_773_576_000,
      Keys: { id: { S: "1" } },
      SequenceNumber: "1",
      NewImage: { id: { S: "1" }, text: { S: "hello" } },
    };
    const event = { Records: [{ eventID: "a", eventName: "INSERT", dynamodb }] };
    expect(await call(0, event)).to.deep.equal({
      result: { batchItemFailures: [] },
      lines: ["created hello"],
      operations: ["PutItem", "UpdateItem"],
    });
  });

  const time = "2026-03-15T12:00:00Z";
  const stored = ["PutItem", "UpdateItem"];

  it("shows a consumer of a queue", async () => {
    const attributes = { SentTimestamp: "1773576000000" };
    const event = { Records: [{ messageId: "a", body: '{"to":"ann"}', attributes, eventSource: "aws:sqs" }] };
    const result = { batchItemFailures: [] };
    expect(await call(1, event)).to.deep.equal({ result, lines: ["mail to ann"], operations: stored });
  });

  it("shows a consumer of a topic", async () => {
    const event = { Records: [{ Sns: { MessageId: "a", Timestamp: time, Message: '{"country":"AT"}' } }] };
    expect(await call(2, event)).to.deep.equal({ result: null, lines: ["order from AT"], operations: stored });
  });

  it("shows a consumer of a bus", async () => {
    const event = { id: "1", time, "detail-type": "ParcelSent", detail: { eventId: "a", grams: 1_001 } };
    expect(await call(3, event)).to.deep.equal({ result: null, lines: ["ParcelSent of 1001 g"], operations: stored });
  });

  it("shows a consumer of a bucket, which gets the decoded key", async () => {
    const s3 = { bucket: { name: "pictures" }, object: { key: "uploads/a+%C3%A4.png", size: 5, sequencer: "1" } };
    const event = { Records: [{ eventName: "ObjectCreated:Put", eventTime: time, s3 }] };
    const lines = ["picture uploads/a ä.png of 5 bytes"];
    expect(await call(4, event)).to.deep.equal({ result: null, lines, operations: stored });
  });

  it("shows a consumer of a schedule, which uses no table", async () => {
    const event = { id: "a", time, detail: {} };
    expect(await call(5, event)).to.deep.equal({
      result: null,
      lines: ["called at 2026-03-15T12:00:00Z"],
      operations: [],
    });
  });
});
