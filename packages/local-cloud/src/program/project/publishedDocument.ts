import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../../kernel/errors";
import type { Program } from "../../kernel/resources";
import { readManifest } from "./manifest";

/** Returns the documents that a program publishes for clients. @throws UserError */
export function readPublishedDocuments(dir: string): Pick<Program, "document" | "eventsDocument"> {
  const [document, eventsDocument] = [readApiDocument(dir), readEventsDocument(dir)];
  return {
    ...(document === undefined ? {} : { document }),
    ...(eventsDocument === undefined ? {} : { eventsDocument }),
  };
}

/**
 * Returns the OpenAPI document that a program publishes for clients. package.json names its module as `openapi`. The
 * export `document` is the document, or a function that returns it and may read the stack's configuration. Returns
 * undefined if package.json names no module.
 *
 * @throws UserError if the module exports no document.
 */
function readApiDocument(dir: string): object | undefined {
  const { openapi } = readManifest(dir);
  return typeof openapi === "string" ? readDocument(dir, { key: "openapi", file: openapi }) : undefined;
}

/** Name of the file with the AsyncAPI document, unless package.json names another file or module as `asyncapi`. */
const eventsFile = "asyncapi.json";

/**
 * Returns the AsyncAPI document of a program's events; undefined without one. A module may export `undefined` as
 * `document`, if the program publishes no event.
 *
 * @throws UserError if the file contains no document.
 */
function readEventsDocument(dir: string): object | undefined {
  const { asyncapi } = readManifest(dir);
  if (typeof asyncapi === "string") {
    if (!asyncapi.endsWith(".json") && exportsUndefined(resolve(dir, asyncapi))) return undefined;
    return readDocument(dir, { key: "asyncapi", file: asyncapi });
  }
  return existsSync(join(dir, eventsFile)) ? readDocument(dir, { key: "asyncapi", file: eventsFile }) : undefined;
}

function readDocument(dir: string, { key, file }: { readonly key: string; readonly file: string }): object {
  const exported = file.endsWith(".json") ? readJson(join(dir, file)) : exportOf(resolve(dir, file));
  if (typeof exported === "object" && exported !== null) return exported;
  throw new UserError(`${join(dir, "package.json")}: ${key} names ${file}, which exports no document`);
}

function exportOf(path: string): unknown {
  const { document: exported } = load(path);
  return typeof exported === "function" ? (exported as () => unknown)() : exported;
}

function exportsUndefined(path: string): boolean {
  const exported = load(path);
  return Object.hasOwn(exported, "document") && exported.document === undefined;
}

function load(path: string): { readonly document?: unknown } {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the program is named at run time
  return require(path) as { document?: unknown };
}

/** @throws UserError */
function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UserError(`${path}: ${(error as Error).message}`);
  }
}
