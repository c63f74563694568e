import { join, resolve } from "node:path";
import { UserError } from "../kernel/errors";
import { readManifest } from "./manifest";

/**
 * Returns the OpenAPI document that a program publishes for clients. package.json names its module as `openapi`. The
 * export `document` is the document, or a function that returns it and may read the stack's configuration. Returns
 * undefined if package.json names no module.
 *
 * @throws UserError if the module exports no document.
 */
export function readPublishedDocument(dir: string): object | undefined {
  const { openapi } = readManifest(dir);
  if (typeof openapi !== "string") return undefined;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the program is named at run time
  const { document: exported } = require(resolve(dir, openapi)) as { document?: unknown };
  const document: unknown = typeof exported === "function" ? (exported as () => unknown)() : exported;
  if (typeof document === "object" && document !== null) return document;
  throw new UserError(`${join(dir, "package.json")}: openapi names ${openapi}, which exports no document`);
}
