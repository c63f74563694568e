import type { Cloud } from "@onemachine/local-cloud/testing";
import type { Consumer } from "../../api/consumer/consumer";
import type { StreamSource } from "../../api/consumer/sources";
import { aliasName } from "../../api/functions/inputs";
import type { TableDeclaration } from "../../api/tables/declaration";
import { advanceAndWait } from "./eventually";

/**
 * Makes each consumer fail until it sends a dead letter, which its role allows too. A consumer of a table first receives
 * an item that breaks most schemas. Then every function crashes: those of streams in calls with a batch, and the others in
 * asynchronous calls, as other services make them. SQS moves the dead letters of a queue without a grant.
 */
export async function failEachConsumer(cloud: Cloud, consumers: readonly Consumer[]): Promise<void> {
  const seedTables = async (key: string) => {
    for (const { from } of consumers) {
      if (from.kind === "stream") await cloud.tables[from.table.logicalName]!.seed([keyOnly(from.table, key)]);
    }
  };
  const named = (matches: (kind: Consumer["from"]["kind"]) => boolean) =>
    consumers.filter(({ from }) => matches(from.kind)).map(({ name }) => name);
  await seedTables("access");
  const strict = consumers.filter(({ from }) => from.kind === "stream" && requiresMoreThanKey(from));
  await advanceUntilUsed(
    cloud,
    strict.map(({ name }) => name),
  );
  cloud.faults.set("lambda:crash=1");
  await seedTables("crash");
  for (const name of named((kind) => kind !== "stream" && kind !== "queue")) {
    await cloud.invoke(name, {}, { qualifier: aliasName, invocationType: "Event" });
  }
  await advanceUntilUsed(
    cloud,
    named((kind) => kind !== "queue"),
    (action) => action === "sqs:SendMessage",
  );
  cloud.faults.set("lambda:crash=0");
}

/** True if an item with nothing but its key breaks the schema. */
function requiresMoreThanKey({ table, item }: StreamSource): boolean {
  const key = [table.partitionKey.name, table.sortKey?.name];
  return (item.required ?? []).some((name) => !key.includes(name));
}

/** Returns an item with nothing but its key. */
function keyOnly({ partitionKey, sortKey }: TableDeclaration, value: string): Record<string, unknown> {
  const key = [partitionKey, ...(sortKey === undefined ? [] : [sortKey])].map(({ name, type }) => [
    name,
    type === "N" ? value.length : type === "B" ? Buffer.from(value) : value,
  ]);
  return Object.fromEntries(key) as Record<string, unknown>;
}

/** Most real time until functions have used their grants. */
const maxMillis = 30_000;

/** Advances the clock until functions have used their grants, or for a time in which they should have. */
async function advanceUntilUsed(
  cloud: Cloud,
  names: readonly string[],
  matches: (action: string) => boolean = () => true,
): Promise<void> {
  const isDone = () =>
    names.every((name) => cloud.grants()[name]!.every(({ action, used }) => used || !matches(action)));
  for (const until = Date.now() + maxMillis; Date.now() < until && !isDone();) await advanceAndWait(cloud, "5s");
}
