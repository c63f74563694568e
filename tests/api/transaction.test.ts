import { expect } from "chai";
import { answerError } from "../../api/http/answers";
import { mayUse } from "../../api/packaging/contextNames";
import { resource } from "../../api/route/resource";
import { table } from "../../api/tables/declaration";
import { openTransaction } from "../../api/tables/transaction";

const key = { name: "id", type: "S" } as const;
const rooms = table({ logicalName: "Rooms", partitionKey: key });
const bookings = table({ logicalName: "Bookings", partitionKey: key });

/** Opens a transaction whose client rejects each request with an error. */
function rejecting(error: { readonly name: string; readonly CancellationReasons?: readonly object[] }) {
  const client = { send: () => Promise.reject(Object.assign(new Error("rejected"), error)) };
  return openTransaction({
    tables: { rooms: { name: "Rooms-1", client: client as never } },
    fail: (name) => answerError(409, name),
  });
}

const operations = ["first", "second", undefined].map((onConditionFailed) => ({
  Put: { table: "rooms", Item: {} },
  ...(onConditionFailed === undefined ? {} : { onConditionFailed }),
}));

describe("a rejected transaction", () => {
  const canceled = (...codes: string[]) => ({
    name: "TransactionCanceledException",
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
  const cases: [what: string, error: Parameters<typeof rejecting>[0], expected: [name: string, message: string]][] = [
    ["a failed condition", canceled("None", "ConditionalCheckFailed", "None"), ["Error", "second"]],
    [
      "two failed conditions: the error of the first",
      canceled("ConditionalCheckFailed", "ConditionalCheckFailed", "None"),
      ["Error", "first"],
    ],
    [
      "a failed condition beside a conflict",
      canceled("TransactionConflict", "ConditionalCheckFailed", "None"),
      ["Error", "second"],
    ],
    [
      "a failed condition without a declared error",
      canceled("None", "None", "ConditionalCheckFailed"),
      ["TransactionCanceledException", "rejected"],
    ],
    ["a conflict", canceled("TransactionConflict", "None", "None"), ["ThrottlingException", "rejected"]],
    ["throttling", canceled("None", "ThrottlingError", "None"), ["ThrottlingException", "rejected"]],
    [
      "exceeded throughput",
      canceled("None", "ProvisionedThroughputExceeded", "None"),
      ["ThrottlingException", "rejected"],
    ],
    [
      "an invalid item beside a conflict",
      canceled("TransactionConflict", "ValidationError", "None"),
      ["TransactionCanceledException", "rejected"],
    ],
    ["a transaction in progress", { name: "TransactionInProgressException" }, ["ThrottlingException", "rejected"]],
    ["another error", { name: "AccessDeniedException" }, ["AccessDeniedException", "rejected"]],
  ];
  for (const [what, error, expected] of cases) {
    it(`throws the error for ${what}`, async () => {
      const thrown = await rejecting(error)(operations).catch((reason: Error) => reason);
      expect([(thrown as Error).name, (thrown as Error).message]).to.deep.equal(expected);
    });
  }

  it("names a table that access does not list", async () => {
    const transaction = rejecting({ name: "" });
    const thrown = await transaction([{ Put: { table: "toString" } } as object]).catch(
      (reason: Error) => reason.message,
    );
    expect(thrown).to.equal("a transaction names the table toString, which access does not list");
  });
});

describe("a callbackFactory", () => {
  it("may use a name of its context unless its parameters exclude that", () => {
    const using: [string, boolean][] = [
      ["() => 1", false],
      ["({ tables }) => 1", false],
      ["({ tables, fail = 1 }) => 1", false],
      ["({ fail: transaction }) => 1", false],
      ["async ({ tables }) => 1", false],
      ["function ({ tables }) { return 1; }", false],
      ["callbackFactory({ tables }) { return 1; }", false],
      ["({ transaction }) => 1", true],
      ["({ tables, transaction: send }) => 1", true],
      ["({ tables, ...rest }) => 1", true],
      ["(context) => 1", true],
      ["context => 1", true],
      ["({ tables: { rooms } }) => 1", false],
      ["({ tables: { rooms, ...others }, fail = {} }) => 1", false],
      ["({ tables: { rooms }, transaction }) => 1", true],
      ["({ tables: { rooms }, ...rest }) => 1", true],
      ["({ tables: { rooms: { name } } }) => 1", true],
      ["({ 'transaction': send }) => 1", true],
      ["(...all) => 1", true],
    ];
    for (const [text, expected] of using) {
      const factory = { toString: () => text } as unknown as () => unknown;
      expect(mayUse("transaction", factory), text).to.equal(expected);
    }
  });
});

describe("the types of a transaction", () => {
  // `npm run build` fails if a line after @ts-expect-error compiles.
  const declare = () =>
    resource({ rooms, bookings }, (route) => [
      route({
        name: "book",
        method: "POST",
        path: "/bookings",
        access: { rooms: ["UpdateItem"], bookings: ["PutItem", "GetItem"] },
        summary: "Books",
        errors: { roomIsTaken: { status: 409, message: "The room is taken" } },
        responses: { 204: { description: "It" } },
        callbackFactory:
          ({ transaction }) =>
          async () => {
            const key = { id: "1" };
            const nothing: void = await transaction([
              { Put: { table: "bookings", Item: key }, onConditionFailed: "roomIsTaken" },
            ]);
            // @ts-expect-error -- an action that access does not grant on the table
            await transaction([{ Put: { table: "rooms", Item: key } }]);
            // @ts-expect-error -- a table that access does not name
            await transaction([{ Put: { table: "others", Item: key } }]);
            // @ts-expect-error -- an error that the route does not declare
            await transaction([{ Put: { table: "bookings", Item: key }, onConditionFailed: "roomIsGone" }]);
            // @ts-expect-error -- a read that access does not grant
            await transaction([{ Get: { table: "rooms", Key: key } }]);
            const [found] = await transaction([{ Get: { table: "bookings", Key: key } }]);
            return { statusCode: 204, body: [nothing, found?.["id"]] };
          },
      }),
    ]);

  it("do not change a declaration at run time", () => {
    expect(declare().routes[0].access).to.deep.equal({ rooms: ["UpdateItem"], bookings: ["PutItem", "GetItem"] });
  });
});
