import { expect } from "chai";
import { bucket } from "../../../api/buckets/declaration";
import { bus, event } from "../../../api/buses/declaration";
import { changesOf, eventsOf, messagesOf, objectsOf, publishedOn, schedule } from "../../../api/consumer/sources";
import { queue } from "../../../api/queues/declaration";
import { findViolations } from "../../../api/route/checks";
import { resource } from "../../../api/route/resource";
import { table } from "../../../api/tables/declaration";
import { topic } from "../../../api/topics/declaration";
import { value } from "../../../api/values/declaration";
import { otherForms } from "../../support/otherForms";

const message = { type: "object", properties: { n: { type: "integer" } } } as const;
const rows = table({ logicalName: "Rows", partitionKey: { name: "id", type: "S" }, stream: true });
const jobs = queue({ logicalName: "Jobs", message });
const orders = topic({ logicalName: "Orders", message });
const files = bucket({ logicalName: "Files" });
const sent = event({ type: "Sent", source: "shop", summary: "Sent", detail: {} });
const parcels = bus({ logicalName: "Parcels", events: [sent] });
const declarations = { rows, jobs, orders, files, parcels };

/** Returns the sentences for a consumer with values that no compiler has checked. */
function sentencesFor(change: Readonly<Record<string, unknown>>): string[] {
  const declared = resource(
    declarations,
    () => [],
    (consumer) => [
      consumer({
        name: "onJob",
        summary: "Consumes",
        from: messagesOf(jobs),
        callbackFactory: () => () => Promise.resolve(),
        ...(change as object),
      }),
    ],
  );
  return [...findViolations([declared])];
}

const sourceRule =
  "and must be the result of changesOf(), messagesOf(), publishedOn(), eventsOf(), objectsOf() or schedule()";

/** The rule of each field, and the quoted values above that it accepts. */
const fields: Readonly<Record<string, readonly [rule: string, accepted: readonly string[]]>> = {
  name: ["and must be a text", ['"5"']],
  summary: ["and must be a text", ['"5"']],
  from: [sourceRule, []],
  access: ["and must be an object of lists of actions", ['{"a":1}']],
  values: ["and must be a list of what value() returns", ["[]"]],
  batch: ["and must be an object with no other keys than size, windowSeconds", []],
  onFailure: ["and must be an object with no other keys than retries", []],
  idempotent: ["and must be true or false", ["true"]],
  archiveBudget: ["and must be a number of bytes above 0", ["5"]],
  callbackFactory: ["and must be a function", ["a function"]],
};

describe("the form of a consumer", () => {
  for (const [field, [rule, accepted]] of Object.entries(fields)) {
    it(`requires of ${field} what its type says`, () => {
      for (const [given, quoted] of otherForms) {
        if (accepted.includes(quoted)) continue;
        const name = field === "name" ? String(given) : "onJob";
        expect(sentencesFor({ [field]: given }), quoted).to.deep.equal([
          `consumer ${name}: ${field} is ${quoted}, ${rule}`,
        ]);
      }
    });
  }

  for (const field of ["name", "summary", "from", "callbackFactory"]) {
    it(`requires ${field}`, () => {
      const name = field === "name" ? "undefined" : "onJob";
      const sentence = `consumer ${name}: ${field} is undefined, ${fields[field]![0]}`;
      expect(sentencesFor({ [field]: undefined })).to.deep.equal([sentence]);
    });
  }

  it("accepts no other key", () => {
    expect(sentencesFor({ retries: 1 })).to.deep.equal([
      "consumer onJob has the key retries; its keys are name, summary, from, batch, onFailure, idempotent, archiveBudget, callbackFactory, access, values",
    ]);
  });

  const wrong: [string, Readonly<Record<string, unknown>>, string][] = [
    ["a declaration as its source", { from: jobs }, `from is the queue Jobs, ${sourceRule}`],
    ["a table as its source", { from: rows }, `from is the table Rows, ${sourceRule}`],
    [
      "changes of a queue",
      { from: changesOf(jobs as never, message) },
      "changesOf() received the queue Jobs, and must receive what table() returns",
    ],
    [
      "messages of a table",
      { from: messagesOf(rows as never) },
      "messagesOf() received the table Rows, and must receive what queue() returns",
    ],
    [
      "messages of a module that has not run yet",
      { from: messagesOf(undefined as never) },
      "messagesOf() received undefined, and must receive what queue() returns",
    ],
    [
      "a queue in the place of a topic",
      { from: publishedOn(jobs as never) },
      "publishedOn() received the queue Jobs, and must receive what topic() returns",
    ],
    [
      "a topic in the place of a bus",
      { from: eventsOf(orders as never, [sent] as never) },
      "eventsOf() received the topic Orders, and must receive what bus() returns",
    ],
    [
      "a bus in the place of a bucket",
      { from: objectsOf(parcels as never, ["created"]) },
      "objectsOf() received the bus Parcels, and must receive what bucket() returns",
    ],
    [
      "events without a list",
      { from: eventsOf(parcels, "Sent" as never) },
      'its source has "Sent" for events, and must have a list of what event() returns',
    ],
    [
      "types in the place of events",
      { from: eventsOf(parcels, ["Sent"] as never) },
      'its source has ["Sent"] for events, and must have a list of what event() returns',
    ],
    [
      "a pattern that is a text",
      { from: eventsOf(parcels, [sent], "Sent" as never) },
      'its source has "Sent" for detail, and must have an object',
    ],
    [
      "a filter that is a list",
      { from: publishedOn(orders, [] as never) },
      "its source has [] for filter, and must have an object",
    ],
    [
      "changes without a list",
      { from: objectsOf(files, "created" as never) },
      'its source has "created" for changes, and must have a list of created and removed',
    ],
    [
      "a prefix that is a number",
      { from: objectsOf(files, ["created"], { prefix: 5 as never }) },
      "its source has 5 for prefix, and must have a text",
    ],
    [
      "a schedule that is a number",
      { from: schedule(5 as never) },
      "its source has 5 for expression, and must have a text",
    ],
    [
      "no schema of items",
      { from: changesOf(rows, undefined as never) },
      "the schema of its source is undefined, and must be an object with a type",
    ],
    [
      "items that are texts",
      { from: changesOf(rows, { type: "string" } as never) },
      "its source has the type string, and must have the type object",
    ],
    [
      "items without properties",
      { from: changesOf(rows, { type: "object" } as never) },
      "the properties of its source are undefined, and must be schemas, keyed by name",
    ],
    [
      "actions without a list",
      { access: { rows: "PutItem" } },
      'access to rows is "PutItem", and must be a list of actions',
    ],
    [
      "access to what nothing declares",
      { access: { letters: ["SendMessage"] } },
      "access names letters, which its resource does not list",
    ],
  ];
  for (const [what, change, sentence] of wrong) {
    it(`rejects ${what}`, () => expect(sentencesFor(change)).to.deep.equal([`consumer onJob: ${sentence}`]));
  }

  it("rejects a value that is listed twice by the word consumer", () => {
    const size = value({ name: "size", description: "A size", schema: { type: "integer", default: 1 } });
    expect(sentencesFor({ values: [size, size] })).to.deep.equal(["consumer onJob: values lists size twice"]);
  });
});

describe("the form of the declarations of sources", () => {
  const wrong: [string, object, string][] = [
    [
      "a declaration of a module that has not run yet",
      { rows: undefined },
      "rows is no declaration of a resource: declare it with table(), ",
    ],
    [
      "a queue without a schema",
      { jobs: queue({ logicalName: "Jobs" } as never) },
      "queue jobs: the schema of its message is undefined",
    ],
    [
      "a topic of texts",
      { orders: topic({ logicalName: "Orders", message: { type: "string" } } as never) },
      "topic orders: its message has the type string, and must have the type object",
    ],
    [
      "a queue with a text for fifo",
      { jobs: queue({ logicalName: "Jobs", message, fifo: "yes" } as never) },
      'queue jobs: fifo is "yes", and must be true or false',
    ],
    [
      "a queue without a name",
      { jobs: queue({ message } as never) },
      "queue jobs: logicalName is undefined, and must be a text of at least one character",
    ],
    [
      "a bus without events",
      { parcels: bus({ logicalName: "Parcels" } as never) },
      "bus parcels: events is undefined, and must be a list of what event() returns",
    ],
    [
      "an event without a schema of a property",
      {
        parcels: bus({
          logicalName: "Parcels",
          events: [event({ type: "Sent", source: "shop", summary: "Sent", detail: { n: undefined as never } })],
        }),
      },
      "bus parcels: the schema of n is undefined",
    ],
  ];
  for (const [what, declared, beginning] of wrong) {
    it(`rejects ${what}`, () => {
      const [sentence, ...others] = findViolations([resource(declared as never, () => [])]);
      expect([sentence!.slice(0, beginning.length), others]).to.deep.equal([beginning, []]);
    });
  }

  it("accepts an event without a detail, which then has its id alone", () => {
    const { detail } = event({ type: "Sent", source: "shop", summary: "Sent" } as never);
    expect([detail.required, Object.keys(detail.properties)]).to.deep.equal([["eventId"], ["eventId"]]);
  });
});
