type Json = Readonly<Record<string, any>>;

/**
 * What an import puts before every path of a document (recorded: openapi-import/base-path-*).
 *
 * @param mode RestApi's `parameters.basepath`: `ignore` without one.
 */
export function importedBasePath(document: Json, mode: unknown): string {
  const path = trimmed(declaredBasePath(document));
  if (mode === "prepend") return path;
  // The first segment is taken for the stage, and what follows it is the base.
  if (mode === "split") return path.replace(/^\/[^/]+/, "");
  return "";
}

function declaredBasePath(document: Json): string {
  const [server] = (document["servers"] ?? []) as Json[];
  if (server === undefined) return "";
  const variable = (server["variables"] as Json | undefined)?.["basePath"] as Json | undefined;
  if (variable !== undefined) return String(variable["default"]);
  const url = String(server["url"]);
  return URL.canParse(url) ? new URL(url).pathname : url;
}

/** With a leading slash and without a trailing one. */
function trimmed(path: string): string {
  const inner = path.replace(/^\/+|\/+$/g, "");
  return inner === "" ? "" : `/${inner}`;
}
