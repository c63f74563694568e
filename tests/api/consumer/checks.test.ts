import { expect } from "chai";
import { bucket } from "../../../api/buckets/declaration";
import { bus, event } from "../../../api/buses/declaration";
import type { Consumer } from "../../../api/consumer/consumer";
import { changesOf, eventsOf, messagesOf, objectsOf, publishedOn, schedule } from "../../../api/consumer/sources";
import { queue } from "../../../api/queues/declaration";
import { findViolations } from "../../../api/route/checks";
import { resource, type Resource } from "../../../api/route/resource";
import { table } from "../../../api/tables/declaration";
import { topic } from "../../../api/topics/declaration";

const message = { type: "object", properties: { n: { type: "integer" } } } as const;
const rows = table({ logicalName: "Rows", partitionKey: { name: "id", type: "S" } });
const jobs = queue({ logicalName: "Jobs", message });
const payments = queue({ logicalName: "Payments", message, fifo: true });
const orders = topic({ logicalName: "Orders", message });
const files = bucket({ logicalName: "Files" });
const parcel = (type: string) =>
  event({ type, source: "shop", summary: "A parcel", detail: { weight: { type: "integer" } } });
const [sent, lost, other] = [parcel("Sent"), parcel("Lost"), parcel("Other")];
const parcels = bus({ logicalName: "Parcels", events: [sent, lost] });

const declarations = { rows, jobs, payments, orders, files, parcels };

type Change = Partial<Record<keyof Consumer, unknown>>;

/** Returns a resource with consumers of the given changes, which the compiler does not check. */
function resourceWith(...changes: readonly Change[]): Resource {
  return resource(
    declarations,
    () => [],
    (consumer) =>
      changes.map((change, index) =>
        consumer({
          name: `consumer${index}`,
          summary: "Consumes",
          from: messagesOf(jobs),
          callbackFactory: () => () => Promise.resolve(),
          ...(change as object),
        }),
      ),
  );
}

const sentences = (...changes: readonly Change[]) => [...findViolations([resourceWith(...changes)])];

describe("the checks of consumers", () => {
  it("accept a consumer of each kind of source", () => {
    const from = [
      messagesOf(jobs),
      messagesOf(payments),
      publishedOn(orders, { n: [1, { numeric: [">", 2] }] }),
      eventsOf(parcels, [sent, lost], { eventId: [{ prefix: "a" }] }),
      objectsOf(files, ["created"], { prefix: "a/" }),
      objectsOf(files, ["created"], { prefix: "b/" }),
      objectsOf(files, ["removed"]),
      schedule("rate(1 hour)"),
    ];
    expect(sentences(...from.map((each) => ({ from: each })))).to.deep.equal([]);
  });

  const wrong: [string, Change, string][] = [
    [
      "no letter at the beginning of its name",
      { name: "1" },
      "consumer 1: a name is 1 to 41 letters, digits and underscores, and begins with a letter",
    ],
    ["an empty summary", { summary: " " }, "consumer consumer0: its summary is empty"],
    [
      "a source that its resource does not list",
      { from: messagesOf(queue({ logicalName: "Others", message })) },
      "consumer consumer0: its source is not among the declarations of its resource; list it there",
    ],
    [
      "a table without a stream",
      { from: changesOf(rows, message) },
      "consumer consumer0: the table Rows has no stream; declare it with stream: true",
    ],
    [
      "a schedule in another form",
      { from: schedule("every hour") },
      "consumer consumer0: the schedule every hour must be rate(…) or cron(…), such as rate(5 minutes)",
    ],
    [
      "a batch for a topic",
      { from: publishedOn(orders), batch: { size: 2 } },
      "consumer consumer0: batch is for streams and queues; a source of the kind topic calls it with one event",
    ],
    [
      "a batch without a window above ten messages",
      { batch: { size: 11 } },
      "consumer consumer0: batch.size is 11, and must be at most 10 without batch.windowSeconds",
    ],
    [
      "a batch of a FIFO queue above ten messages",
      { from: messagesOf(payments), batch: { size: 11 } },
      "consumer consumer0: batch.size is 11, and must be at most 10 of a FIFO queue",
    ],
    [
      "a window for a FIFO queue",
      { from: messagesOf(payments), batch: { windowSeconds: 1 } },
      "consumer consumer0: batch.windowSeconds is 1, and Lambda accepts no window for a FIFO queue",
    ],
    [
      "a batch above Lambda's limit",
      { batch: { size: 10_001, windowSeconds: 1 } },
      "consumer consumer0: batch.size is 10001, and must be an integer from 1 to 10000",
    ],
    [
      "a window above Lambda's limit",
      { batch: { windowSeconds: 301 } },
      "consumer consumer0: batch.windowSeconds is 301, and must be an integer from 0 to 300",
    ],
    [
      "more attempts than SQS counts",
      { onFailure: { retries: 1_000 } },
      "consumer consumer0: onFailure.retries is 1000, and must be an integer from 0 to 999",
    ],
    [
      "more attempts than Lambda makes for an event",
      { from: eventsOf(parcels, [sent]), onFailure: { retries: 3 } },
      "consumer consumer0: onFailure.retries is 3, and must be an integer from 0 to 2",
    ],
    [
      "an event that the bus does not declare",
      { from: eventsOf(parcels, [other]) },
      "consumer consumer0: the bus Parcels does not declare the event Other",
    ],
    ["no event", { from: eventsOf(parcels, []) }, "consumer consumer0: its source lists no event"],
    ["an event twice", { from: eventsOf(parcels, [sent, sent]) }, "consumer consumer0: its source lists Sent twice"],
    [
      "a pattern of an unknown property",
      { from: { ...eventsOf(parcels, [sent]), detail: { size: [1] } } },
      "consumer consumer0: the pattern of its events names size, which is not among the properties eventId, weight",
    ],
    [
      "an empty pattern",
      { from: { ...eventsOf(parcels, [sent]), detail: {} } },
      "consumer consumer0: the pattern of its events is empty; remove it to receive everything",
    ],
    [
      "a filter without a condition",
      { from: publishedOn(orders, { n: [] }) },
      "consumer consumer0: its filter: n is [], and must be a list of at least one condition",
    ],
    [
      "a filter of an unknown property",
      { from: { ...publishedOn(orders), filter: { m: [1] } } },
      "consumer consumer0: its filter names m, which is not among the properties n",
    ],
    [
      "no change of objects",
      { from: objectsOf(files, []) },
      "consumer consumer0: its source lists no change; the changes are created, removed",
    ],
    [
      "an unknown change of objects",
      { from: { ...objectsOf(files, []), changes: ["updated"] } },
      "consumer consumer0: its source lists the change updated; the changes are created, removed",
    ],
    [
      "a prefix above S3's limit",
      { from: objectsOf(files, ["created"], { prefix: "ä".repeat(513) }) },
      "consumer consumer0: the prefix of its source has 1026 bytes, and must have at most 1024",
    ],
    [
      "an action of another kind",
      { access: { orders: ["SendMessage"] } },
      "consumer consumer0: SendMessage is not an action on the topic orders; the actions are Publish",
    ],
  ];
  for (const [what, change, sentence] of wrong) {
    it(`reject ${what}`, () => expect(sentences(change)).to.deep.equal([sentence]));
  }

  it("reject two consumers of a queue", () => {
    expect(sentences({}, {})).to.deep.equal([
      "consumers consumer0 and consumer1 read the queue jobs, and each message reaches one of them; declare a queue for each",
    ]);
  });

  const filters: [object, object, boolean][] = [
    [{}, {}, true],
    [{ prefix: "a/" }, {}, true],
    [{ prefix: "a/" }, { prefix: "a/b" }, true],
    [{ prefix: "a/" }, { prefix: "b/" }, false],
    [{ suffix: ".png" }, { prefix: "a/" }, true],
    [{ suffix: ".png" }, { suffix: ".jpg" }, false],
    [{ suffix: ".png" }, { suffix: "n.png" }, true],
    [{ prefix: "a/", suffix: ".png" }, { prefix: "a/", suffix: ".jpg" }, false],
    [{ prefix: "a/", suffix: ".png" }, { prefix: "b/", suffix: ".png" }, false],
  ];
  for (const [first, second, overlap] of filters) {
    const both = `${JSON.stringify(first)} and ${JSON.stringify(second)}`;
    it(`${overlap ? "reject" : "accept"} two consumers of a bucket's objects with ${both}`, () => {
      const from = [first, second].map((filter) => ({ from: objectsOf(files, ["created"], filter) }));
      const sentence =
        "consumers consumer0 and consumer1 receive the same created objects of files, which S3 rejects; give them prefixes or suffixes that exclude each other";
      expect(sentences(...from)).to.deep.equal(overlap ? [sentence] : []);
    });
  }

  it("reject a keyword of a message's schema that is not checked, once", () => {
    const dated = { type: "object", properties: { at: { type: "string", format: "date" } } } as const;
    const events = { from: messagesOf(queue({ logicalName: "Dated", message: dated })) };
    const declared = resource(
      { dated: events.from.queue },
      () => [],
      (consumer) => [
        consumer({ name: "onDate", summary: "Consumes", callbackFactory: () => () => Promise.resolve(), ...events }),
      ],
    );
    expect([...findViolations([declared])]).to.deep.equal([
      "queue dated: at has the keyword format, which is not checked; keywords of type string are enum, pattern, minLength, maxLength, default",
    ]);
  });
});
