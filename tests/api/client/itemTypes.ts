import type { api } from "../../../api/routes";
import { createClient } from "../../../client/src";
import { hasType } from "./types";

/** Calls that compile, and calls that do not. Nothing runs this function. */
export async function typedCalls(): Promise<void> {
  const client = createClient<typeof api>({
    baseUrl: "https://api.example.com/v1",
    idempotent: { "POST /items": true },
  });

  const created = await client("POST /items", { body: { name: "First" }, idempotencyKey: "order-1" });
  hasType<201>()(created.status, true);
  hasType<string>()(created.body.createdAt, true);
  const read = await client("GET /items/{id}", { params: { id: "a" }, ifNoneMatch: '"1-a"', expected: [304, 404] });
  hasType<200 | 304 | 404>()(read.status, true);
  if (read.status === 304) hasType<undefined>()(read.body, true);
  if (read.status === 404) hasType<string>()(read.body.error, true);
  if (read.status === 200) hasType<number>()(read.body.version, true);
  const page = await client("GET /items");
  hasType<string | undefined>()(page.body.nextCursor, true);
  for await (const entry of client.entries("GET /items", { query: { limit: 2 } })) hasType<string>()(entry.name, true);
  for await (const each of client.pages("GET /items")) hasType<string | undefined>()(each.nextCursor, true);

  // @ts-expect-error an unknown path
  await client("GET /itemz");
  // @ts-expect-error a method that the path does not have
  await client("PATCH /items/{id}", { params: { id: "a" } });
  // @ts-expect-error a missing path value
  await client("GET /items/{id}");
  // @ts-expect-error another name for the path value
  await client("GET /items/{id}", { params: { name: "a" } });
  // @ts-expect-error a missing body
  await client("POST /items", {});
  // @ts-expect-error a body without a required field
  await client("POST /items", { body: { description: "" } });
  // @ts-expect-error a field of another type
  await client("POST /items", { body: { name: 1 } });
  // @ts-expect-error a query value of another type
  await client("GET /items", { query: { limit: "2" } });
  // @ts-expect-error an undeclared query value
  await client("GET /items", { query: { size: 2 } });
  // @ts-expect-error a status that the operation does not have
  await client("DELETE /items/{id}", { params: { id: "a" }, expected: [409] });
  // @ts-expect-error If-None-Match, which the operation does not declare
  await client("PUT /items/{id}", { params: { id: "a" }, body: { name: "a" }, ifNoneMatch: "*" });
  // @ts-expect-error If-Match, which the operation does not declare
  await client("GET /items/{id}", { params: { id: "a" }, ifMatch: "*" });
  // @ts-expect-error an Idempotency-Key that the operation does not declare
  await client("PUT /items/{id}", { params: { id: "a" }, body: { name: "a" }, idempotencyKey: "a" });
  // @ts-expect-error an operation without pages
  client.pages("GET /items/{id}", { params: { id: "a" } });
  // @ts-expect-error a status that the answer cannot have
  if (created.status === 200) return;
  // @ts-expect-error a list that lacks an operation with Idempotency-Key
  createClient<typeof api>({ baseUrl: "https://api.example.com/v1" });
  createClient<typeof api>({
    baseUrl: "https://api.example.com/v1",
    // @ts-expect-error a list with an operation that has no Idempotency-Key
    idempotent: { "POST /items": true, "GET /items": true },
  });
}
