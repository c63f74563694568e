import { z } from "zod";
import { closed, text, unknownName, type Violation } from "./rules";

/** What is there already and becomes the stack's: docs/existing-table.md, docs/from-a-handmade-api.md. */
export const existing = closed({
  tables: z
    .record(
      z.string().describe("table"),
      // Naming rules of DynamoDB.
      text(/^[A-Za-z0-9_.-]{3,255}$/, "the name of a table of DynamoDB"),
      { error: "must be an object of tables" },
    )
    .default({})
    .describe("by the name that routes know a table by, the table that is there; permanent: another one replaces it"),
  keys: z
    .record(z.string().describe("key"), text(/^[a-z0-9]{1,64}$/, "the id of an API key"), {
      error: "must be an object of keys",
    })
    .default({})
    .describe("by the name of a key of `usagePlans`, the id of the API key that is there"),
});

/** What is wrong between the settings here and what they name. */
export function* existingChecks(
  settings: Readonly<z.infer<typeof existing>> | undefined,
  known: { readonly tables: readonly string[]; readonly keys: readonly string[] },
): Generator<Violation> {
  for (const table of Object.entries(settings?.tables ?? {})) {
    yield* unknownName("existing.tables", table, { kind: "table", known: known.tables });
  }
  for (const key of Object.entries(settings?.keys ?? {})) {
    yield* unknownName("existing.keys", key, { kind: "key", known: known.keys });
  }
}
