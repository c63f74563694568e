import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";

/** Files that an environment's thread runs, in order. A file may import Node's modules and earlier files. */
const files = [
  "isolation",
  "filesystem",
  "channelCalls",
  "dataSocket",
  "dataRequest",
  "dataChannel",
  "redirection",
  "logFlow",
  "thrown",
  "consoleLines",
  "handlerFile",
  "answering",
  "streaming",
  "runtime",
];

/** Folder of these files, seen from here and from the bundle. */
const folder = join(__dirname, "..", "lambda", "runtime");

let text: string | undefined;

/** Returns the files as plain JavaScript, because threads have no compiler. Each file becomes a CommonJS module. */
export function runtimeText(): string {
  text ??= [
    prelude,
    ...files.map((file) => `run("./${file}", (module, exports, require) => {\n${compileFile(file)}\n});`),
  ].join("\n");
  return text;
}

/** Removes the CommonJS variables from the global scope, because a function's ES modules must not see them. */
const prelude = `
const own = new Map(), nodeRequire = require;
for (const name of ["require", "module", "exports", "__filename", "__dirname"]) delete globalThis[name];
function run(name, body) {
  // Threads that a function starts also run one of these files.
  const module = { exports: {}, source: String(body) };
  body(module, module.exports, (id) => own.get(id) ?? nodeRequire(id));
  own.set(name, module.exports);
}`;

function compileFile(file: string): string {
  const javascript = join(folder, `${file}.js`);
  if (existsSync(javascript)) return readFileSync(javascript, "utf8");
  // Tests run from source, where the folder contains the TypeScript file.
  const source = readFileSync(join(folder, `${file}.ts`), "utf8");
  return transformSync(source, { loader: "ts", format: "cjs", platform: "node", target: "node20" }).code;
}
