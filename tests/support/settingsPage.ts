import type { z } from "zod";
import { settingsSchema } from "../../api/settings/schema";
import { pageWith, tableOf } from "./generated";

export const settingsPage = "docs/settings.md";

type Schema = z.ZodType & { readonly def: SchemaDef };

/** The parts of a zod schema that the page uses (zod, "Inspecting schemas"). */
interface SchemaDef {
  readonly type: string;
  readonly innerType?: Schema;
  readonly defaultValue?: unknown;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly element?: Schema;
  readonly keyType?: Schema;
  readonly valueType?: Schema;
}

/** Returns docs/settings.md with its table generated from the schema. */
export function settingsPageText(): Promise<string> {
  const heads = ["setting", "description", "rule", "default"];
  return pageWith(settingsPage, tableOf(heads, rowsOf("", settingsSchema)));
}

/** Returns the row of a setting and the rows of the settings in it. */
function rowsOf(key: string, schema: Schema): string[][] {
  const inner = unwrap(schema);
  const { shape = {}, element, keyType, valueType } = inner.def;
  const fields = Object.entries(shape).flatMap(([name, each]) => rowsOf(key === "" ? name : `${key}.${name}`, each));
  const items = element === undefined ? [] : rowsOf(`${key}[]`, element);
  const values = valueType === undefined ? [] : rowsOf(`${key}.<${keyType?.description ?? "route"}>`, valueType);
  if (key === "") return fields;
  return [[`\`${key}\``, descriptionOf(schema), ruleOf(inner), defaultOf(key, schema)], ...fields, ...items, ...values];
}

/** Returns the schema without `optional` and `default`. */
function unwrap(schema: Schema): Schema {
  return schema.def.innerType === undefined ? schema : unwrap(schema.def.innerType);
}

function descriptionOf(schema: Schema): string {
  return schema.description ?? (schema.def.innerType === undefined ? "" : descriptionOf(schema.def.innerType));
}

/** Returns the messages of the schema for invalid values. */
function ruleOf(schema: Schema): string {
  const messages = [Symbol("invalid for every type"), []].flatMap(
    (wrong) => schema.safeParse(wrong).error?.issues[0]?.message ?? [],
  );
  return [...new Set(messages)].map((message) => message.replace("must be * or", "must be `*` or")).join("; ");
}

function defaultOf(key: string, { def }: Schema): string {
  if (def.type === "default") return `\`${JSON.stringify(def.defaultValue)}\``;
  if (def.type === "optional") return "off";
  return key.endsWith("[]") || key.endsWith(">") ? "" : "required";
}
