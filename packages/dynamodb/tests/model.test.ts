import { expect } from "chai";
import fc from "fast-check";
import { DynamoDbError, Engine } from "..";
import { Dynalite, type Outcome } from "./support/dynalite";
import { history, historyWithBatches, tableRequest, type Operation } from "./support/histories";

type Item = Record<string, Record<string, unknown>>;

function outcome(engine: Engine, { name, request }: Operation): Outcome {
  try {
    return { answer: engine.call(name, request) };
  } catch (error) {
    if (!(error instanceof DynamoDbError)) throw error;
    return { code: error.code, message: error.message };
  }
}

function newEngine(): Engine {
  const engine = new Engine();
  engine.call("CreateTable", tableRequest);
  return engine;
}

/** Sorts sets, which have no order. List elements and map keys keep their order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, each]) => [name, name === "NS" ? [...(each as string[])].sort() : canonical(each)]),
  );
}

/** A naive table that predicts responses: a map of items with linear search. */
class NaiveTable {
  private readonly items = new Map<string, Item>();

  private static keyOf({ pk, sk }: Item): string {
    return JSON.stringify([pk!["S"], Number(sk!["N"])]);
  }

  /** Repeats a write of the engine. */
  follow({ name, request }: Operation, after: Item | undefined): void {
    const key = NaiveTable.keyOf((request["Key"] ?? request["Item"]) as Item);
    if (name === "DeleteItem" || after === undefined) this.items.delete(key);
    else this.items.set(key, after);
  }

  get(key: Item): Item | undefined {
    return this.items.get(NaiveTable.keyOf(key));
  }

  query(hash: string, range: string, partition: unknown): Item[] {
    return [...this.items.values()]
      .filter((item) => item[hash]?.["S"] === partition && typeof item[range]?.["N"] === "string")
      .sort((one, other) => Number(one[range]!["N"]) - Number(other[range]!["N"]));
  }

  get size(): number {
    return this.items.size;
  }
}

describe("random histories", () => {
  it("agree with a naive table", () => {
    fc.assert(
      fc.property(history, (operations) => {
        const engine = newEngine();
        const naive = new NaiveTable();
        for (const operation of operations) {
          const before = operation.request["Key"] ?? operation.request["Item"];
          const result = outcome(engine, operation);
          if (before === undefined || !("answer" in result)) continue;
          const { pk, sk } = before as Item;
          const key = { pk: pk!, sk: sk! };
          const { Item: after } = engine.call("GetItem", { TableName: "table", Key: key }) as { Item?: Item };
          if (operation.name === "GetItem") expect(after).to.deep.equal(naive.get(key));
          else naive.follow(operation, after);
        }
        for (const partition of ["a", "b", "é\u{1f600}"]) {
          for (const [index, hash, range] of [
            [undefined, "pk", "sk"],
            ["global", "g", "sk"],
          ] as const) {
            const { Items } = engine.call("Query", {
              TableName: "table",
              KeyConditionExpression: `${hash} = :p`,
              ExpressionAttributeValues: { ":p": { S: partition } },
              ...(index === undefined ? {} : { IndexName: index }),
            }) as { Items: Item[] };
            const wanted = naive.query(hash, range, partition);
            expect(Items.map((item) => item[range])).to.deep.equal(wanted.map((item) => item[range]));
            expect(canonical([...Items].sort(byKey))).to.deep.equal(canonical([...wanted].sort(byKey)));
          }
        }
        expect(segments(engine, 3)).to.equal(naive.size);
      }),
      { numRuns: 150 },
    );
  });

  it("agree with dynalite, except for empty Attributes", async () => {
    await fc.assert(
      fc.asyncProperty(historyWithBatches, async (operations) => {
        const engine = newEngine();
        const dynalite = new Dynalite();
        await dynalite.call("CreateTable", tableRequest);
        for (let described = await dynalite.call("DescribeTable", { TableName: "table" }); !isActive(described);) {
          await new Promise((next) => setImmediate(next));
          described = await dynalite.call("DescribeTable", { TableName: "table" });
        }
        for (const operation of operations) {
          const theirs = withoutEmptyAttributes(await dynalite.call(operation.name, operation.request));
          const ours = canonical(outcome(engine, operation));
          expect(withoutOrder(ours)).to.deep.equal(withoutOrder(canonical(theirs)), JSON.stringify(operation));
        }
      }),
      { numRuns: 60, includeErrorInReport: true },
    );
  });
});

function byKey(one: Item, other: Item): number {
  return JSON.stringify([one["pk"], one["sk"]]) < JSON.stringify([other["pk"], other["sk"]]) ? -1 : 1;
}

/** Reads the table with a parallel scan in pages of two. @returns the number of distinct items */
function segments(engine: Engine, total: number): number {
  const keys = new Set<string>();
  for (let Segment = 0; Segment < total; Segment++) {
    let start: object = {};
    for (;;) {
      const request = { TableName: "table", TotalSegments: total, Segment, Limit: 2, ...start };
      const { Items, LastEvaluatedKey } = engine.call("Scan", request) as { Items: Item[]; LastEvaluatedKey?: object };
      for (const { pk, sk } of Items) keys.add(JSON.stringify([pk, sk]));
      if (LastEvaluatedKey === undefined) break;
      start = { ExclusiveStartKey: LastEvaluatedKey };
    }
  }
  return keys.size;
}

function isActive(described: Outcome): boolean {
  return (
    "answer" in described && (described.answer as { Table: { TableStatus: string } }).Table.TableStatus === "ACTIVE"
  );
}

/** Removes empty `Attributes`, which dynalite returns and AWS leaves out. */
function withoutEmptyAttributes(result: Outcome): Outcome {
  if (!("answer" in result)) return result;
  const { Attributes: attributes, ...others } = result.answer as { Attributes?: object };
  return attributes === undefined || Object.keys(attributes).length > 0 ? result : { answer: others };
}

/** Sorts index entries, because entries with equal keys have no order. */
function withoutOrder(result: unknown): unknown {
  const { answer } = result as { answer?: { Items?: Item[]; Responses?: { table?: Item[] } } };
  if (answer?.Items !== undefined) return { answer: { ...answer, Items: [...answer.Items].sort(byKey) } };
  if (answer?.Responses?.table === undefined) return result;
  return { answer: { ...answer, Responses: { table: [...answer.Responses.table].sort(byKey) } } };
}
