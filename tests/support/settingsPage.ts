import type { z } from "zod";
import { settingsSchema } from "../../api/settings/schema";
import { pageWith, tableOf } from "./generated";

export const settingsPage = "docs/settings.md";

type Schema = z.ZodType & { readonly def: SchemaDef };

/** What the page reads of a schema (zod, "Inspecting schemas"). */
interface SchemaDef {
  readonly type: string;
  readonly innerType?: Schema;
  readonly defaultValue?: unknown;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly element?: Schema;
  readonly keyType?: Schema;
  readonly valueType?: Schema;
}

/** The page about settings, with each of them as the schema has it. */
export function settingsPageText(): Promise<string> {
  const heads = ["setting", "what it is", "rule", "without it"];
  return pageWith(settingsPage, tableOf(heads, rowsOf("", settingsSchema)));
}

/** A row for a setting and for each that it holds. */
function rowsOf(key: string, schema: Schema): string[][] {
  const inner = unwrapped(schema);
  const { shape = {}, element, keyType, valueType } = inner.def;
  const held = Object.entries(shape).flatMap(([name, each]) => rowsOf(key === "" ? name : `${key}.${name}`, each));
  const items = element === undefined ? [] : rowsOf(`${key}[]`, element);
  const values = valueType === undefined ? [] : rowsOf(`${key}.<${keyType?.description ?? "route"}>`, valueType);
  if (key === "") return held;
  return [[`\`${key}\``, describedAs(schema), ruleOf(inner), withoutIt(key, schema)], ...held, ...items, ...values];
}

function unwrapped(schema: Schema): Schema {
  return schema.def.innerType === undefined ? schema : unwrapped(schema.def.innerType);
}

function describedAs(schema: Schema): string {
  return schema.description ?? (schema.def.innerType === undefined ? "" : describedAs(schema.def.innerType));
}

/** The sentence that a wrong value is told. */
function ruleOf(schema: Schema): string {
  const refusals = [Symbol("of no type"), []].flatMap(
    (wrong) => schema.safeParse(wrong).error?.issues[0]?.message ?? [],
  );
  return [...new Set(refusals)].map((message) => message.replace("must be * or", "must be `*` or")).join("; ");
}

function withoutIt(key: string, { def }: Schema): string {
  if (def.type === "default") return `\`${JSON.stringify(def.defaultValue)}\``;
  if (def.type === "optional") return "off";
  return key.endsWith("[]") || key.endsWith(">") ? "" : "refused";
}
