import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { page } from "./reference";

/** What the local run serves under `/_local/`, which no stage can be named. */
export interface LocalPage {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Buffer;
}

/** Files of Swagger UI that the reference loads, and no others. */
const assets: Readonly<Record<string, string>> = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
};

/** Its main module would load the whole of it. */
const assetFolder = dirname(require.resolve("swagger-ui-dist/package.json"));

const prefix = "/_local/";

/**
 * The page that a path under `/_local/` names; undefined for every other path.
 *
 * @param document what the program publishes, with the URL it is served at; undefined when it publishes none.
 */
export function localPage(path: string, document: object | undefined): LocalPage | undefined {
  if (!path.startsWith(prefix)) return undefined;
  const name = path.slice(prefix.length).split("?")[0]!;
  const asset = name.replace(/^reference\//, "");
  if (Object.hasOwn(assets, asset) && asset !== name) {
    return { status: 200, contentType: assets[asset]!, body: readFileSync(join(assetFolder, asset)) };
  }
  if (name !== "openapi.json" && name !== "reference") return text(404, `there is no ${prefix}${name}`);
  if (document === undefined) {
    return text(404, "this program publishes no document: name the module that exports it in package.json, as openapi");
  }
  return name === "reference"
    ? { status: 200, contentType: "text/html; charset=utf-8", body: page }
    : { status: 200, contentType: "application/json", body: JSON.stringify(document, null, 2) };
}

function text(status: number, sentence: string): LocalPage {
  return { status, contentType: "text/plain; charset=utf-8", body: `${sentence}\n` };
}
