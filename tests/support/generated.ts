import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { root } from "./program";

/** Returns a page with `part`, Markdown, between its marks. @throws Error without marks */
export async function pageWith(page: string, part: string): Promise<string> {
  const path = join(root, page);
  const text = readFileSync(path, "utf8");
  const marks = /(<!-- generated: npm run approve -->\n)[^]*?(<!-- end -->)/;
  if (!marks.test(text)) throw new Error(`${page} has no marks around its generated part`);
  const whole = text.replace(marks, (_, start: string, end: string) => `${start}\n${part}\n${end}`);
  return format(whole, { ...(await resolveConfig(path)), filepath: path });
}

/** Returns a Markdown table. Escapes `|` in cells. */
export function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}
