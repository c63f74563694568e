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

/** Replaces `{{name}}` in all strings of a value, and `{"$repeat": …}` by the repeated text. */
export function filled(value: unknown, names: (name: string) => string | undefined): unknown {
  if (typeof value === "string") return value.replace(/\{\{([^}]+)\}\}/g, (all, name: string) => names(name) ?? all);
  if (Array.isArray(value)) return value.map((each) => filled(each, names));
  if (typeof value !== "object" || value === null) return value;
  if ("$repeat" in value) {
    const { text, times, key } = value.$repeat as { text: string; times: number; key?: string };
    const repeated = text.repeat(times);
    return key === undefined ? repeated : { [key]: repeated };
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner, names)]));
}
