import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";

/** What an environment's thread runs, in order; each file is a function of its own there, and imports Node's modules. */
const files = ["filesystem", "isolation", "redirection", "runtime"];

let text: string | undefined;

/** It as plain JavaScript, which is all that a thread without a compiler can start. */
export function runtimeText(): string {
  text ??= files.map((file) => `(() => {\n${compiled(file)}\n})();`).join("\n");
  return text;
}

function compiled(file: string): string {
  const javascript = join(__dirname, `${file}.js`);
  if (existsSync(javascript)) return readFileSync(javascript, "utf8");
  // In the tests, which run the source, this folder holds it.
  const source = readFileSync(join(__dirname, `${file}.ts`), "utf8");
  return transformSync(source, { loader: "ts", format: "cjs", platform: "node", target: "node20" }).code;
}
