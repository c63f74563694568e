import { resource } from "../../../api/route/resource";
import { table } from "../../../api/tables/declaration";

const key = { partitionKey: { name: "id", type: "S" } } as const;

/** Two routes of the group `reads`, and one route alone. */
export const things = resource(
  { things: table({ logicalName: "Things", ...key }), notes: table({ logicalName: "Notes", ...key }) },
  (route) => [
    route({
      name: "readThing",
      group: "reads",
      method: "GET",
      path: "/things/{id}",
      access: { things: ["GetItem"] },
      summary: "Reads a thing",
      responses: { 200: { description: "The names of its tables" } },
      callbackFactory:
        ({ tables }) =>
        ({ params }) =>
          Promise.resolve({ statusCode: 200 as const, body: { read: params.id, tables: Object.keys(tables) } }),
    }),
    route({
      name: "writeThing",
      method: "PUT",
      path: "/things/{id}",
      access: { things: ["PutItem"] },
      summary: "Writes a thing",
      responses: { 204: { description: "Written" } },
      callbackFactory: () => () => Promise.resolve({ statusCode: 204 as const }),
    }),
    route({
      name: "listThings",
      group: "reads",
      method: "GET",
      path: "/things",
      access: { things: ["GetItem", "Scan"], notes: ["Query"] },
      summary: "Lists things",
      query: { size: { description: "A number", schema: { type: "integer", default: 3 } } },
      errors: { tooMany: { status: 409, message: "There are too many" } },
      responses: { 200: { description: "The names of its tables" } },
      callbackFactory:
        ({ tables, fail }) =>
        ({ query }) => {
          if (query.size > 100) throw fail("tooMany");
          const isShared = tables.things.client === tables.notes.client;
          return Promise.resolve({ statusCode: 200 as const, body: { size: query.size, isShared } });
        },
    }),
  ],
);
