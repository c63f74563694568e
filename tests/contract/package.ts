import { createClient } from "../../client/package";

/** Calls of the generated client that do not compile. Nothing runs this function. */
export async function wrongCalls(): Promise<void> {
  const client = createClient({ baseUrl: "https://api.example.com/v1" });
  // @ts-expect-error an unknown operation
  await client.readItems();
  // @ts-expect-error a missing path value
  await client.getItem({});
  // @ts-expect-error a body without a required field
  await client.createItem({ body: { description: "" } });
  // @ts-expect-error a query value of another type
  await client.listItems({ query: { limit: "2" } });
  // @ts-expect-error a status that the operation does not have
  await client.deleteItem({ params: { id: "a" }, expected: [409] });
  // @ts-expect-error If-Match, which the operation does not declare
  await client.getItem({ params: { id: "a" }, ifMatch: "*" });
  // @ts-expect-error an operation without pages
  client.getItem.pages({ params: { id: "a" } });
  // @ts-expect-error a status that the answer cannot have
  if ((await client.listItems()).status === 204) return;
}
