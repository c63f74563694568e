import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Page } from "../engine/interfaces";
import { page, script } from "./reference";

/** Its main module would load the whole of it. */
const assetFolder = dirname(require.resolve("swagger-ui-dist/package.json"));

const asset = (name: string) => () => readFileSync(join(assetFolder, name));

/** Files that the reference loads, and no others: Swagger UI's, and what starts it. */
const assets = new Map<string, readonly [contentType: string, read: () => string | Buffer]>([
  ["reference/swagger-ui.css", ["text/css; charset=utf-8", asset("swagger-ui.css")]],
  ["reference/swagger-ui-bundle.js", ["text/javascript; charset=utf-8", asset("swagger-ui-bundle.js")]],
  ["reference/start.js", ["text/javascript; charset=utf-8", () => script]],
]);

const prefix = "/_local/";

/**
 * The page that a path under `/_local/` names; undefined for every other path.
 *
 * @param document what the program publishes, with the URL it is served at; undefined when it publishes none.
 */
export function localPage(path: string, document: object | undefined): Page | undefined {
  if (!path.startsWith(prefix)) return undefined;
  const name = path.slice(prefix.length).split("?")[0]!;
  const [contentType, read] = assets.get(name) ?? [];
  if (contentType !== undefined && read !== undefined) return answer(200, contentType, read());
  if (name !== "openapi.json" && name !== "reference") return text(404, `there is no ${prefix}${name}`);
  if (document === undefined) {
    return text(404, "this program publishes no document: name the module that exports it in package.json, as openapi");
  }
  return name === "reference"
    ? answer(200, "text/html; charset=utf-8", page)
    : answer(200, "application/json", JSON.stringify(document, null, 2));
}

function text(status: number, sentence: string): Page {
  return answer(status, "text/plain; charset=utf-8", `${sentence}\n`);
}

/** Nothing from elsewhere, no script that is not a file of ours, and in nobody's frame. Swagger UI's icons are data. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

function answer(status: number, contentType: string, body: string | Buffer): Page {
  const headers = {
    "Content-Type": contentType,
    "Cache-Control": "no-store",
    "Content-Security-Policy": policy,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
  };
  return { status, headers: Object.entries(headers), body: Buffer.from(body) };
}
