import { expect } from "chai";
import { bus, event } from "../../../api/buses/declaration";
import { findLoops } from "../../../api/consumer/loops";
import { changesOf, eventsOf, messagesOf } from "../../../api/consumer/sources";
import { queue } from "../../../api/queues/declaration";
import { resource } from "../../../api/route/resource";
import { table } from "../../../api/tables/declaration";

const row = { type: "object", properties: { id: { type: "string" } } } as const;
const rows = table({ logicalName: "Rows", partitionKey: { name: "id", type: "S" }, stream: true });
const others = table({ logicalName: "Others", partitionKey: { name: "id", type: "S" } });
const jobs = queue({ logicalName: "Jobs", message: row });
const sent = event({ type: "Sent", source: "shop", summary: "Sent", detail: {} });
const parcels = bus({ logicalName: "Parcels", events: [sent] });
const fields = { summary: "Consumes", callbackFactory: () => () => Promise.resolve() };

describe("loops of consumers", () => {
  it("are reported for a consumer that may cause the events of its own source", () => {
    const { consumers } = resource(
      { rows, others, jobs, parcels },
      () => [],
      (consumer) => [
        consumer({ ...fields, name: "a", from: changesOf(rows, row), access: { rows: ["GetItem", "UpdateItem"] } }),
        consumer({ ...fields, name: "b", from: messagesOf(jobs), access: { jobs: ["SendMessage"] } }),
        consumer({ ...fields, name: "c", from: eventsOf(parcels, [sent]), access: { parcels: ["PutEvents"] } }),
        consumer({ ...fields, name: "d", from: changesOf(rows, row), access: { rows: ["GetItem"] } }),
        consumer({
          ...fields,
          name: "e",
          from: changesOf(rows, row),
          access: { others: ["PutItem"], jobs: ["SendMessage"] },
        }),
      ],
    );
    const sentence = (name: string, what: string) =>
      `consumer ${name} may call itself: ${what} causes events of its source; make sure that it ends`;
    expect(findLoops(consumers)).to.deep.equal([
      sentence("a", "UpdateItem on rows"),
      sentence("b", "SendMessage on jobs"),
      sentence("c", "PutEvents on parcels"),
    ]);
  });
});
