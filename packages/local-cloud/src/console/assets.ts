import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildSync, type BuildOptions } from "esbuild";
import type { Content } from "./answers";
import type { CommandToken } from "./commandToken";
import options from "./page/build.json";

/** Beside this file, where it is compiled too: packages/local-cloud/bin.cjs takes them along. */
const sources = join(__dirname, "page");

const moduleFolder = (name: string) => dirname(require.resolve(`${name}/package.json`));

/** Of Swagger UI, whose main module would load the whole of it. */
const swagger = (name: string) => readFileSync(join(moduleFolder("swagger-ui-dist"), name));

const text = (name: string) => readFileSync(join(sources, name));

/** The files that pages load, and no others, each read when it is asked for. */
const assets: ReadonlyMap<string, () => Content> = new Map<string, () => Content>([
  ["console.css", () => ({ type: "css", body: Buffer.concat([charts(), text("console.css")]) })],
  ["console.js", () => ({ type: "script", body: script() })],
  ["reference/swagger-ui.css", () => ({ type: "css", body: swagger("swagger-ui.css") })],
  ["reference/swagger-ui-bundle.js", () => ({ type: "script", body: swagger("swagger-ui-bundle.js") })],
  ["reference/start.js", () => ({ type: "script", body: text("reference.js") })],
]);

/** @param name behind `/_local/`. */
export function asset(name: string): Content | undefined {
  return assets.get(name)?.();
}

/** The page of `/_local/`, which may send commands. */
export function consolePage(token: CommandToken): Content {
  return { type: "html", body: token.within(text("console.html").toString()) };
}

/** The page of `/_local/reference`: Swagger UI over the program's document. */
export function referencePage(): Content {
  return { type: "html", body: text("reference.html") };
}

function charts(): Buffer {
  return readFileSync(join(moduleFolder("uplot"), "dist", "uPlot.min.css"));
}

let built: string | undefined;

/** The page's modules as one file: what `npm start` has built, else built now. */
function script(): string {
  const ready = join(sources, "main.js");
  built ??= existsSync(ready) ? readFileSync(ready, "utf8") : bundle(join(sources, "main.ts"));
  return built;
}

function bundle(entry: string): string {
  const { outputFiles } = buildSync({ ...(options as BuildOptions), entryPoints: [entry], write: false });
  return outputFiles?.[0]?.text ?? "";
}
