import { join, resolve } from "node:path";
import { UserError } from "../kernel/errors";
import { readManifest } from "./manifest";

/**
 * The OpenAPI document that a program publishes for clients: the export `document` of the module that its package.json
 * names as `openapi`, or what that export returns where it is a function, with the stack's configuration at hand.
 * Undefined when package.json names no module.
 *
 * @throws UserError when the module exports no document.
 */
export function publishedDocument(dir: string): object | undefined {
  const { openapi } = readManifest(dir);
  if (typeof openapi !== "string") return undefined;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the program is named at run time
  const { document: exported } = require(resolve(dir, openapi)) as { document?: unknown };
  const document: unknown = typeof exported === "function" ? (exported as () => unknown)() : exported;
  if (typeof document === "object" && document !== null) return document;
  throw new UserError(`${join(dir, "package.json")}: openapi names ${openapi}, which exports no document`);
}
