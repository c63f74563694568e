import { resource, type Resource, type Route } from "../../api/route/resource";
import { table } from "../../api/tables/declaration";

export const things = table({ logicalName: "Things", partitionKey: { name: "id", type: "S" } });

/** Returns a resource with one valid route and the given changes, which the compiler does not check. */
export function thingResource(change: Partial<Record<keyof Route, unknown>>): Resource {
  return resource({ things }, (route) => [
    route({
      name: "readThing",
      method: "GET",
      path: "/things/{id}",
      access: { things: ["GetItem"] },
      summary: "Reads a thing",
      responses: { 200: { description: "The thing" } },
      callbackFactory: () => () => Promise.resolve({ statusCode: 200 as const }),
      ...(change as object),
    }),
  ]);
}
