type Json = Readonly<Record<string, any>>;

/**
 * Returns the prefix that an import adds to every path of a document (recorded: openapi-import/base-path-*).
 *
 * @param mode RestApi's `parameters.basepath`; defaults to `ignore`.
 */
export function readBasePath(document: Json, mode: unknown): string {
  const path = normalizeSlashes(declaredBasePath(document));
  if (mode === "prepend") return path;
  // API Gateway takes the first segment for the stage. The rest is the prefix.
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

/** Returns a path with a leading and without a trailing slash; empty for the root. */
function normalizeSlashes(path: string): string {
  const inner = path.replace(/^\/+|\/+$/g, "");
  return inner === "" ? "" : `/${inner}`;
}
