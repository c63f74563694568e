import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildSync, type BuildOptions } from "esbuild";
import type { Content } from "./responses";
import type { CommandToken } from "./commands/commandToken";
import options from "./page/build.json";

/** Folder of the page's sources. packages/local-cloud/bin.cjs copies it when it compiles this file. */
const sources = join(__dirname, "..", "console", "page");

const moduleFolder = (name: string) => dirname(require.resolve(`${name}/package.json`));

/** Reads a file of Swagger UI. Its main module would load all of Swagger UI. */
const swagger = (name: string) => readFileSync(join(moduleFolder("swagger-ui-dist"), name));

const text = (name: string) => readFileSync(join(sources, name));

/** The files that the pages load, read on request. Other files are not served. */
const assets: ReadonlyMap<string, () => Content> = new Map<string, () => Content>([
  ["console.css", () => ({ type: "css", body: Buffer.concat([charts(), text("console.css")]) })],
  ["console.js", () => ({ type: "script", body: script() })],
  ["reference/swagger-ui.css", () => ({ type: "css", body: swagger("swagger-ui.css") })],
  ["reference/swagger-ui-bundle.js", () => ({ type: "script", body: swagger("swagger-ui-bundle.js") })],
  ["reference/start.js", () => ({ type: "script", body: text("reference.js") })],
]);

/** @param name path below `/_local/`. */
export function asset(name: string): Content | undefined {
  return assets.get(name)?.();
}

/** Returns the page of `/_local/` with the command token. */
export function consolePage(token: CommandToken): Content {
  return { type: "html", body: token.within(text("console.html").toString()) };
}

/** Returns the page of `/_local/reference`: Swagger UI with the program's document. */
export function referencePage(): Content {
  return { type: "html", body: text("reference.html") };
}

function charts(): Buffer {
  return readFileSync(join(moduleFolder("uplot"), "dist", "uPlot.min.css"));
}

let built: string | undefined;

/** Returns the page's modules as one file: prebuilt if it exists, otherwise bundled on the first request. */
function script(): string {
  const ready = join(sources, "main.js");
  built ??= existsSync(ready) ? readFileSync(ready, "utf8") : bundleModules(join(sources, "main.ts"));
  return built;
}

function bundleModules(entry: string): string {
  const { outputFiles } = buildSync({ ...(options as BuildOptions), entryPoints: [entry], write: false });
  return outputFiles?.[0]?.text ?? "";
}
