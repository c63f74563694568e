import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

export interface RecordedCase {
  readonly id: string;
  readonly source: string;
  readonly requires?: readonly string[];
  readonly given: Readonly<Record<string, any>>;
  readonly expect: Readonly<Record<string, any>>;
}

/** Returns all cases of a folder, in the order of its files. */
export function readCases(folder: string): RecordedCase[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .flatMap((file) => (JSON.parse(readFileSync(join(folder, file), "utf8")) as { cases: RecordedCase[] }).cases);
}

/** Returns CommonJS source of a case's handler. */
export function handlerSource(handler: Readonly<Record<string, any>>): string {
  const [[kind, value] = ["", undefined]] = Object.entries(handler);
  switch (kind) {
    case "node":
      return String(value);
    case "returns":
      return `exports.handler = async () => (${JSON.stringify(value)});`;
    case "returnsEvent":
      return "exports.handler = async (event) => event;";
    case "returnsEventAsProxyBody":
      return "exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });";
    case "throws":
      return `exports.handler = async () => { ${thrown(value)} };`;
    case "throwsAtInit":
      return thrown(value);
    case "exits":
      return `exports.handler = async () => process.exit(${value.code});`;
    case "exitsAtInit":
      return `process.exit(${value.code});`;
    default:
      throw new Error(`unknown handler ${kind}`);
  }
}

function thrown({ name, message }: { name: string; message: string }): string {
  return `const error = new Error(${JSON.stringify(message)}); error.name = ${JSON.stringify(name)}; throw error;`;
}

/**
 * Replaces `{{name}}` in all strings and keys of a value, and `{"$repeat": …}` by the repeated text. In `$match`, the
 * special characters of the replacement are escaped. A number replaces a string that is one placeholder.
 */
export function filled(value: unknown, names: (name: string) => string | number | undefined): unknown {
  if (typeof value === "string") return filledText(value, names);
  if (Array.isArray(value)) return value.map((each) => filled(each, names));
  if (typeof value !== "object" || value === null) return value;
  if ("$repeat" in value) {
    const repeat = value.$repeat as { text: string; times: number; key?: string; before?: string; after?: string };
    const { text, times, key, before = "", after = "" } = repeat;
    const repeated = before + text.repeat(times) + after;
    return key === undefined ? repeated : { [key]: repeated };
  }
  if ("$match" in value) {
    const escaped = (name: string) =>
      names(name)
        ?.toString()
        .replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return { $match: filledText(String(value.$match), escaped) };
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [String(filledText(key, names)), filled(inner, names)]),
  );
}

function filledText(text: string, names: (name: string) => string | number | undefined): string | number {
  const [, whole] = /^\{\{([^}]+)\}\}$/.exec(text) ?? [];
  const value = whole === undefined ? undefined : names(whole);
  if (typeof value === "number") return value;
  return text.replace(/\{\{([^}]+)\}\}/g, (all, name: string) => names(name)?.toString() ?? all);
}
