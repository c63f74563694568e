/* eslint-disable no-console -- prints its results */
import { Engine } from "..";
import { Dynalite } from "./support/dynalite";
import type { itemSize } from "../src/values/size";

/** `node -r ./packages/register.cjs packages/dynamodb/tests/bench.ts`: prints operations per second (medians). */
const table = {
  TableName: "bench",
  AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
  BillingMode: "PAY_PER_REQUEST",
};
const item = (pk: number, sk: number) => ({
  pk: { S: `p${pk}` },
  sk: { S: `s${String(sk).padStart(6, "0")}` },
  text: { S: "x".repeat(200) },
  count: { N: String(sk) },
  tags: { SS: ["a", "b"] },
});
const keyOf = (n: number) => {
  const { pk, sk } = item(n % 100, Math.floor(n / 100));
  return { pk, sk };
};

type Call = (operation: string, request: object) => unknown;

const work: Record<string, (call: Call, n: number) => unknown> = {
  GetItem: (call, n) => call("GetItem", { TableName: "bench", Key: keyOf(n % 10_000) }),
  PutItem: (call, n) => call("PutItem", { TableName: "bench", Item: item(n % 100, Math.floor(n / 100) % 100) }),
  "Query of 100 items": (call, n) =>
    call("Query", {
      TableName: "bench",
      KeyConditionExpression: "pk = :p",
      ExpressionAttributeValues: { ":p": { S: `p${n % 100}` } },
    }),
  "TransactWriteItems of 10": (call, n) =>
    call("TransactWriteItems", {
      TransactItems: Array.from({ length: 10 }, (_, at) => ({ Put: { TableName: "bench", Item: item(at, n % 100) } })),
    }),
  "Scan of 10,000 items": async (call) => {
    let start: object = {};
    for (;;) {
      const page = (await call("Scan", { TableName: "bench", ...start })) as { LastEvaluatedKey?: object };
      if (page.LastEvaluatedKey === undefined) return;
      start = { ExclusiveStartKey: page.LastEvaluatedKey };
    }
  },
};

const repeats: Record<string, number> = { GetItem: 20_000, PutItem: 20_000, "Query of 100 items": 1000 };

async function measure(call: Call, share: number): Promise<Record<string, number | undefined>> {
  for (let n = 0; n < 10_000; n++)
    await call("PutItem", { TableName: "bench", Item: item(n % 100, Math.floor(n / 100)) });
  const results: Record<string, number | undefined> = {};
  for (const [name, run] of Object.entries(work)) {
    const count = Math.ceil((repeats[name] ?? (name.startsWith("Scan") ? 5 : 500)) * share);
    const rounds: number[] = [];
    try {
      for (let round = 0; round < 5; round++) {
        const started = performance.now();
        for (let n = 0; n < count; n++) await run(call, n);
        rounds.push((count * 1000) / (performance.now() - started));
      }
      results[name] = rounds.sort((a, b) => a - b)[2]!;
    } catch {
      results[name] = undefined;
    }
  }
  return results;
}

async function main(): Promise<void> {
  const opened = performance.now();
  const engine = new Engine();
  const openMillis = performance.now() - opened;
  engine.call("CreateTable", table);
  const ours = await measure((operation, request) => engine.call(operation, request), 1);
  const dynalite = new Dynalite();
  await dynalite.call("CreateTable", table);
  while (!JSON.stringify(await dynalite.call("DescribeTable", { TableName: "bench" })).includes('"ACTIVE"')) continue;
  const theirs = await measure(async (operation, request) => {
    const outcome = await dynalite.call(operation, request);
    if ("code" in outcome) throw new Error(outcome.code);
    return outcome.answer;
  }, 0.02);
  console.log(`opening takes ${openMillis.toFixed(2)} ms`);
  for (const name of Object.keys(work)) {
    const other = theirs[name];
    const compared =
      other === undefined ? "not supported" : `${Math.round(other)}/s, ${(ours[name]! / other).toFixed(1)} times`;
    console.log(`${name}: ${Math.round(ours[name]!)}/s; dynalite: ${compared}`);
  }
  memory();
}

/** Measures the heap bytes for each byte of an item in JSON. */
function memory(): void {
  const engine = new Engine();
  engine.call("CreateTable", table);
  global.gc?.();
  const before = process.memoryUsage().heapUsed;
  let encoded = 0;
  for (let n = 0; n < 50_000; n++) {
    // Parsed like a request, so that items share no objects.
    const Item = JSON.parse(JSON.stringify(item(n % 100, Math.floor(n / 100)))) as Parameters<typeof itemSize>[0];
    encoded += JSON.stringify(Item).length;
    engine.call("PutItem", { TableName: "bench", Item });
  }
  global.gc?.();
  const used = process.memoryUsage().heapUsed - before;
  // Keeps the engine alive during the measurement.
  engine.call("ListTables", {});
  console.log(`memory: ${(used / encoded).toFixed(2)} times the JSON of the items`);
}

void main();
