import { z } from "zod";
import { closed, text, requireKnownName, type Violation } from "./rules";

/** Schema of the setting `existing`: resources to import (docs/existing-table.md, docs/from-a-handmade-api.md). */
export const existing = closed({
  tables: z
    .record(
      z.string().describe("table"),
      // DynamoDB Developer Guide, "Naming rules".
      text(/^[A-Za-z0-9_.-]{3,255}$/, "the name of a DynamoDB table"),
      { error: "must be an object of tables" },
    )
    .default({})
    .describe(
      "DynamoDB tables to import, keyed by the table's name in `access`; permanent: another name replaces the table",
    ),
  keys: z
    .record(z.string().describe("key"), text(/^[a-z0-9]{1,64}$/, "the id of an API key"), {
      error: "must be an object of keys",
    })
    .default({})
    .describe("ids of API keys to import, keyed by the key's name in `usagePlans`"),
});

/** Checks that the names are those of tables and keys of the program. */
export function* checkExisting(
  settings: Readonly<z.infer<typeof existing>> | undefined,
  known: { readonly tables: readonly string[]; readonly keys: readonly string[] },
): Generator<Violation> {
  for (const table of Object.entries(settings?.tables ?? {})) {
    yield* requireKnownName("existing.tables", table, { kind: "table", known: known.tables });
  }
  for (const key of Object.entries(settings?.keys ?? {})) {
    yield* requireKnownName("existing.keys", key, { kind: "key", known: known.keys });
  }
}
