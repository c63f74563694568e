import { expect } from "chai";
import { bucket } from "../../../api/buckets/declaration";
import { bus, event } from "../../../api/buses/declaration";
import type { Consumer } from "../../../api/consumer/consumer";
import { findLoops } from "../../../api/consumer/loops";
import { changesOf, eventsOf, messagesOf, objectsOf, publishedOn, schedule } from "../../../api/consumer/sources";
import { queue } from "../../../api/queues/declaration";
import { resource } from "../../../api/route/resource";
import { table } from "../../../api/tables/declaration";
import { topic } from "../../../api/topics/declaration";
import { workflow } from "../../../api/workflow/workflow";

const row = { type: "object", properties: { id: { type: "string" } } } as const;
const rows = table({ logicalName: "Rows", partitionKey: { name: "id", type: "S" }, stream: true });
const others = table({ logicalName: "Others", partitionKey: { name: "id", type: "S" } });
const jobs = queue({ logicalName: "Jobs", message: row });
const orders = topic({ logicalName: "Orders", message: row });
const files = bucket({ logicalName: "Files" });
const sent = event({ type: "Sent", source: "shop", summary: "Sent", detail: {} });
const parcels = bus({ logicalName: "Parcels", events: [sent] });
const declarations = { rows, others, jobs, orders, files, parcels };

type Entry = Pick<Consumer, "from"> & Partial<Pick<Consumer, "access">>;

/** Returns the sentences about consumers, keyed by name. */
function loopsOf(entries: Readonly<Record<string, Entry>>, more: object = {}): string[] {
  const { consumers } = resource(
    { ...declarations, ...more },
    () => [],
    (consumer) =>
      Object.entries(entries).map(([name, { from, access = {} }]) =>
        consumer({
          name,
          summary: "Consumes",
          from,
          access: access as never,
          callbackFactory: () => () => Promise.resolve(),
        }),
      ),
  );
  return findLoops(consumers);
}

const itself = (name: string, cause: string) =>
  `consumer ${name} may call itself: ${cause} causes events of its source; make sure that it ends`;

describe("loops of consumers", () => {
  it("are reported for a consumer that may cause the events of its own source", () => {
    const sentences = loopsOf({
      a: { from: changesOf(rows, row), access: { rows: ["GetItem", "UpdateItem"] } },
      b: { from: messagesOf(jobs), access: { jobs: ["SendMessage"] } },
      c: { from: eventsOf(parcels, [sent]), access: { parcels: ["PutEvents"] } },
      d: { from: changesOf(rows, row), access: { rows: ["GetItem"] } },
      e: { from: schedule("rate(1 hour)"), access: { others: ["PutItem"], jobs: ["SendMessage"] } },
      f: { from: publishedOn(orders), access: { orders: ["Publish"] } },
    });
    expect(sentences).to.deep.equal([
      itself("a", "UpdateItem on rows"),
      itself("b", "SendMessage on jobs"),
      itself("c", "PutEvents on parcels"),
      itself("f", "Publish on orders"),
    ]);
  });

  const changes: [("created" | "removed")[], string, boolean][] = [
    [["created"], "PutObject", true],
    [["created"], "DeleteObject", false],
    [["removed"], "PutObject", false],
    [["removed"], "DeleteObject", true],
    [["removed"], "DeleteObjectVersion", true],
    [["created", "removed"], "DeleteObject", true],
    [["created"], "GetObject", false],
  ];
  for (const [received, action, isLoop] of changes) {
    it(`${isLoop ? "are" : "are not"} reported for ${action} by a consumer of ${received.join(" and ")} objects`, () => {
      const sentences = loopsOf({ a: { from: objectsOf(files, received), access: { files: [action] } } });
      expect(sentences).to.deep.equal(isLoop ? [itself("a", `${action} on files`)] : []);
    });
  }

  it("are reported once through two consumers", () => {
    const sentences = loopsOf({
      a: { from: eventsOf(parcels, [sent]), access: { rows: ["PutItem"] } },
      b: { from: changesOf(rows, row), access: { parcels: ["PutEvents"] } },
      c: { from: changesOf(rows, row), access: { others: ["PutItem"] } },
    });
    expect(sentences).to.deep.equal([
      "consumer a may call itself through b: PutItem on rows calls b, PutEvents on parcels calls a; make sure that it ends",
    ]);
  });

  it("are reported through a chain of consumers, by its shortest way", () => {
    const sentences = loopsOf({
      before: { from: schedule("rate(1 hour)"), access: { jobs: ["SendMessage"] } },
      a: { from: messagesOf(jobs), access: { orders: ["Publish"] } },
      b: { from: publishedOn(orders), access: { files: ["PutObject"], parcels: ["PutEvents"] } },
      c: { from: objectsOf(files, ["created"]), access: { parcels: ["PutEvents"] } },
      d: { from: eventsOf(parcels, [sent]), access: { jobs: ["SendMessage"] } },
    });
    expect(sentences).to.deep.equal([
      "consumer a may call itself through b and d: Publish on orders calls b, PutEvents on parcels calls d, SendMessage on jobs calls a; make sure that it ends",
      "consumer c may call itself through d and a and b: PutEvents on parcels calls d, SendMessage on jobs calls a, Publish on orders calls b, PutObject on files calls c; make sure that it ends",
    ]);
  });

  it("are not reported for a chain that ends", () => {
    const sentences = loopsOf({
      a: { from: messagesOf(jobs), access: { orders: ["Publish"] } },
      b: { from: publishedOn(orders), access: { rows: ["PutItem"] } },
      c: { from: changesOf(rows, row), access: { others: ["PutItem"], rows: ["Query"] } },
    });
    expect(sentences).to.deep.equal([]);
  });

  it("are reported through a task of a workflow that a consumer starts", () => {
    const process = workflow({
      name: "Process",
      summary: "Stores a row",
      input: row,
      uses: { rows },
      tasks: (task) => ({
        storeRow: task({
          access: { rows: ["PutItem"] },
          input: row,
          callbackFactory: () => () => Promise.resolve({}),
        }),
      }),
      definition: { StartAt: "Store", States: { Store: { Type: "Task", Task: "storeRow", End: true } } },
    });
    const from = changesOf(rows, row);
    const loops = (action: string) => loopsOf({ a: { from, access: { process: [action] } } }, { process });
    expect(loops("StartExecution")).to.deep.equal([
      "consumer a may call itself through storeRow: StartExecution on process calls storeRow, PutItem on rows calls a; make sure that it ends",
    ]);
    expect(loops("DescribeExecution")).to.deep.equal([]);
  });
});
