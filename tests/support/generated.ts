import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { root } from "./program";

/** A page whose part between the marks follows from the program. @param part Markdown @throws Error without marks */
export async function pageWith(page: string, part: string): Promise<string> {
  const path = join(root, page);
  const text = readFileSync(path, "utf8");
  const marks = /(<!-- generated: npm run approve -->\n)[^]*?(<!-- end -->)/;
  if (!marks.test(text)) throw new Error(`${page} has no marks around what is generated`);
  const whole = text.replace(marks, (_, start: string, end: string) => `${start}\n${part}\n${end}`);
  return format(whole, { ...(await resolveConfig(path)), filepath: path });
}

/** A table of Markdown; `|` inside cells is escaped. */
export function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}
