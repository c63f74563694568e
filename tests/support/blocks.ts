import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./program";

/** Returns the code blocks of a page in a language, in order. */
export function blocks(page: string, language: string): string[] {
  return blocksIn(readFileSync(join(root, page), "utf8"), language);
}

/** Returns the code blocks of a text in a language, in order. */
export function blocksIn(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm"))].map(([, block]) => block!);
}
