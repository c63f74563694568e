import { isDeepStrictEqual } from "node:util";
import { compareOpenApi } from "api-smart-diff";
import { diffSpecs } from "openapi-diff";
import { ofType, type Program } from "@onemachine/local-cloud";

export interface RouteChange {
  readonly kind: "added" | "changed" | "removed";
  /** `GET /items`. */
  readonly route: string;
  /** Its operationId, or what it has in its place. */
  readonly name: string;
  readonly details: readonly { readonly text: string; readonly breaking: boolean }[];
}

interface Document {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly operationId?: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
}

/** What clients see of two programs' published documents; undefined where neither publishes one. */
export async function routeChanges(before: Program, after: Program): Promise<RouteChange[] | undefined> {
  if (before.document === undefined && after.document === undefined) return undefined;
  const [old, now] = [operationsIn(before.document), operationsIn(after.document)];
  const breaking = await breakingParts(before.document, after.document);
  const changes: RouteChange[] = [];
  for (const [route, { operation }] of now) {
    if (!old.has(route)) changes.push({ kind: "added", route, name: nameOf(route, operation), details: [] });
  }
  for (const [route, { operation, path, method }] of old) {
    const is = now.get(route);
    const name = nameOf(route, operation);
    if (is === undefined) {
      changes.push({
        kind: "removed",
        route,
        name,
        details: [{ text: `clients that call it ${answerWithout(route, [...now.keys()], after)}`, breaking: true }],
      });
      continue;
    }
    const details = [
      ...securityChanges(operation, is.operation),
      ...documentDetails({ before: before.document!, after: after.document!, path, method, breaking }),
    ];
    if (details.length > 0) changes.push({ kind: "changed", route, name, details: unique(details) });
  }
  return changes;
}

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

function operationsIn(document: Document | undefined) {
  return new Map(
    Object.entries(document?.paths ?? {}).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([method]) => methods.includes(method))
        .map(([method, operation]) => [`${method.toUpperCase()} ${path}`, { operation, path, method }] as const),
    ),
  );
}

function nameOf(route: string, { operationId }: Operation): string {
  return operationId ?? route;
}

/** An operation that nobody needs a key for any more breaks no client: it is among the permissions. */
function securityChanges(
  { security: before = [] }: Operation,
  { security: after = [] }: Operation,
): RouteChange["details"] {
  if (isDeepStrictEqual(before, after) || after.length === 0) return [];
  const schemes = (security: NonNullable<Operation["security"]>) =>
    security.map((each) => Object.keys(each).join(" and ")).join(" or ");
  return [{ text: `wants ${schemes(after)}, and wanted ${schemes(before) || "nothing"}`, breaking: true }];
}

/** What clients of a removed route meet: another route that takes its paths, or the gateway's answer to what it does not know. */
function answerWithout(route: string, others: readonly string[], { resources }: Program): string {
  const [method = "", path = ""] = route.split(" ");
  const taking = others.find((other) => {
    const [otherMethod, otherPath = ""] = other.split(" ");
    return otherMethod === method && takesPath(otherPath.split("/"), path.split("/"));
  });
  return taking === undefined ? `get ${unknownRouteStatus(resources)}` : `reach ${taking} instead`;
}

/** Whether a path's parameters stand for the parts of another. */
function takesPath(taking: readonly string[], path: readonly string[]): boolean {
  const isGreedy = /^\{.*\+\}$/.test(taking.at(-1) ?? "");
  if (isGreedy ? path.length < taking.length : path.length !== taking.length) return false;
  return taking.every((part, index) => /^\{.*\}$/.test(part) || part === path[index]);
}

/** The gateway's status for a method and path that it does not know: 403, unless a gateway response says otherwise (API Gateway Developer Guide, "Gateway response types"). */
function unknownRouteStatus(resources: Program["resources"]): string {
  const type = "MISSING_AUTHENTICATION_TOKEN";
  const own = ofType(resources, "aws:apigateway/response:Response").find(
    ({ inputs }) => inputs["responseType"] === type,
  );
  const [api] = ofType(resources, "aws:apigateway/restApi:RestApi");
  const body = api?.inputs["body"];
  const { "x-amazon-apigateway-gateway-responses": responses = {} } = (
    typeof body === "string" ? JSON.parse(body) : {}
  ) as { "x-amazon-apigateway-gateway-responses"?: Record<string, { statusCode?: string | number }> };
  const status = own?.inputs["statusCode"] ?? responses[type]?.statusCode;
  return typeof status === "string" || typeof status === "number" ? String(status) : "403";
}

interface Place {
  readonly before: object;
  readonly after: object;
  readonly path: string;
  readonly method: string;
  readonly breaking: readonly string[];
}

/**
 * Two differs, because each misses what the other finds: api-smart-diff takes a changed type in an answer for harmless,
 * and openapi-diff looks at no parameter. A part is breaking where one of them says so (docs/decisions.md).
 */
function documentDetails({ before, after, path, method, breaking }: Place): RouteChange["details"] {
  const details = differencesOf(before, after)
    .filter((each) => each.path[0] === "paths" && each.path[1] === path && each.path[2] === method)
    .filter((each) => each.path[3] !== "security");
  const told = details.map(({ type, action, description, path: where }) => {
    const part = partOf(where.map(String));
    // What is only added to a part leaves the rest of it as it was.
    const promoted = breaking.includes(`${method} ${path} ${part}`) && (action !== "add" || where.includes("required"));
    return {
      part,
      text: description ?? `${action} ${where.slice(3).join(".")}`,
      breaking: type === "breaking" || promoted,
    };
  });
  const untold = breaking
    .filter((part) => part.startsWith(`${method} ${path} `))
    .filter((part) => !told.some((each) => each.breaking && `${method} ${path} ${each.part}` === part))
    .map((part) => ({
      text: `clients of before do not fit the ${part.split(" ").slice(2).join(" ")}`,
      breaking: true,
    }));
  return [...told.map(({ text, breaking: breaks }) => ({ text: sentence(text), breaking: breaks })), ...untold];
}

interface Difference {
  readonly type: string;
  readonly action: string;
  readonly description?: string;
  readonly path: readonly (string | number)[];
}

const compared = new WeakMap<object, { readonly after: object; readonly differences: readonly Difference[] }>();

/** Once for a pair of documents. */
function differencesOf(before: object, after: object): readonly Difference[] {
  const known = compared.get(before);
  if (known?.after === after) return known.differences;
  const { diffs } = compareOpenApi(structuredClone(before), structuredClone(after), {});
  const differences = diffs as readonly Difference[];
  compared.set(before, { after, differences });
  return differences;
}

/** The part of an operation: `request body`, `answer 200`, or its first key. */
function partOf(path: readonly string[]): string {
  if (path[3] === "responses") return `answer ${path[4] ?? ""}`;
  return path[3] === "requestBody" ? "request body" : String(path[3]);
}

/** `[Removed] property `x` in Response 200 content (application/json)` → `removed property x in Response 200`. */
function sentence(text: string): string {
  return text
    .replace(/^\[(\w+)\]/, (_, word: string) => word.toLowerCase())
    .replaceAll("`", "")
    .replace(/ content \(application\/json\)/, "");
}

/** The document with no operations but those that differ on the two sides: openapi-diff compiles JSON Schema for each. */
function differing(document: Document, differences: readonly Difference[]): Document {
  const operations = new Set(differences.map(({ path: [, path, method] }) => `${method} ${path}`));
  const kept = (path: string, item: object) =>
    Object.fromEntries(
      Object.entries(item).filter(([key]) => !methods.includes(key) || operations.has(`${key} ${path}`)),
    ) as Record<string, Operation>;
  const paths = Object.entries(document.paths ?? {}).map(([path, item]) => [path, kept(path, item)] as const);
  return { ...document, paths: Object.fromEntries(paths) };
}

/** `get /items answer 200`: what openapi-diff finds that breaks clients. */
async function breakingParts(before: Document | undefined, after: Document | undefined): Promise<string[]> {
  if (before === undefined || after === undefined) return [];
  const differences = differencesOf(before, after);
  if (differences.length === 0) return [];
  const spec = (document: Document, location: string) =>
    ({ content: JSON.stringify(differing(document, differences)), location, format: "openapi3" }) as const;
  const outcome = await diffSpecs({ sourceSpec: spec(before, "before"), destinationSpec: spec(after, "after") });
  if (!outcome.breakingDifferencesFound) return [];
  const places = outcome.breakingDifferences
    .filter(({ entity }) => entity !== "method" && entity !== "path")
    .flatMap(({ sourceSpecEntityDetails, destinationSpecEntityDetails }) => {
      const [detail] = [...sourceSpecEntityDetails, ...destinationSpecEntityDetails];
      return detail === undefined ? [] : [detail.location];
    });
  // `paths./items/{id}.get.responses.200.content…`: a path may hold dots, a method is the first word after one.
  return places.flatMap((place) => {
    const [, path, method, rest = ""] =
      new RegExp(`^paths\\.(/.*?)\\.(${methods.join("|")})\\.(.*)$`).exec(place) ?? [];
    return path === undefined ? [] : [`${method} ${path} ${partOf(["", "", "", ...rest.split(".")])}`];
  });
}

function unique(details: RouteChange["details"]): RouteChange["details"] {
  return [...new Map(details.map((detail) => [detail.text, detail])).values()];
}
