import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";

/** What an environment's thread runs, in order. A file imports Node's modules, and files that stand before it. */
const files = [
  "isolation",
  "filesystem",
  "redirection",
  "logFlow",
  "thrown",
  "consoleLines",
  "handlerFile",
  "answering",
  "streaming",
  "runtime",
];

let text: string | undefined;

/** It as plain JavaScript, which is all that a thread without a compiler can start: each file is a CommonJS module. */
export function runtimeText(): string {
  text ??= [
    prelude,
    ...files.map((file) => `run("./${file}", (module, exports, require) => {\n${compiled(file)}\n});`),
  ].join("\n");
  return text;
}

/** The script of a thread has variables of a CommonJS module as globals, which no ES module of a function may see. */
const prelude = `
const own = new Map(), nodeRequire = require;
for (const name of ["require", "module", "exports", "__filename", "__dirname"]) delete globalThis[name];
function run(name, body) {
  // A thread that a function starts runs one of these files too.
  const module = { exports: {}, source: String(body) };
  body(module, module.exports, (id) => own.get(id) ?? nodeRequire(id));
  own.set(name, module.exports);
}`;

function compiled(file: string): string {
  const javascript = join(__dirname, `${file}.js`);
  if (existsSync(javascript)) return readFileSync(javascript, "utf8");
  // In the tests, which run the source, this folder holds it.
  const source = readFileSync(join(__dirname, `${file}.ts`), "utf8");
  return transformSync(source, { loader: "ts", format: "cjs", platform: "node", target: "node20" }).code;
}
