import { isDeepStrictEqual } from "node:util";
import { compareOpenApi } from "api-smart-diff";
import { diffSpecs } from "openapi-diff";
import { ofType, type Program } from "@onemachine/local-cloud";
import { removeEqualParts } from "./equalParts";

export interface RouteChange {
  readonly kind: "added" | "changed" | "removed";
  /** `GET /items`. */
  readonly route: string;
  /** The operationId, or method and path without one. */
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

/** Compares the published OpenAPI documents. Returns undefined if neither program publishes one. */
export async function compareRoutes(before: Program, after: Program): Promise<RouteChange[] | undefined> {
  if (before.document === undefined && after.document === undefined) return undefined;
  const [old, now] = [operationsIn(before.document), operationsIn(after.document)];
  const breaking = await findBreakingParts(before.document, after.document);
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
        details: [{ text: `clients that call it ${describeRemoval(route, [...now.keys()], after)}`, breaking: true }],
      });
      continue;
    }
    const details = [
      ...compareSecurity(operation, is.operation),
      ...compareOperation({ before: before.document!, after: after.document!, path, method, breaking }),
    ];
    if (details.length > 0) changes.push({ kind: "changed", route, name, details: removeDuplicates(details) });
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

/** Reports changed security. Removing security breaks no client; the permissions report it. */
function compareSecurity(
  { security: before = [] }: Operation,
  { security: after = [] }: Operation,
): RouteChange["details"] {
  if (isDeepStrictEqual(before, after) || after.length === 0) return [];
  const schemes = (security: NonNullable<Operation["security"]>) =>
    security.map((each) => Object.keys(each).join(" and ")).join(" or ");
  return [{ text: `requires ${schemes(after)}, and required ${schemes(before) || "nothing"}`, breaking: true }];
}

/** Describes what callers of a removed route get: another route with a matching path, or the gateway's error. */
function describeRemoval(route: string, others: readonly string[], { resources }: Program): string {
  const [method = "", path = ""] = route.split(" ");
  const taking = others.find((other) => {
    const [otherMethod, otherPath = ""] = other.split(" ");
    return otherMethod === method && matchesPath(otherPath.split("/"), path.split("/"));
  });
  return taking === undefined ? `get ${findUnknownRouteStatus(resources)}` : `reach ${taking} instead`;
}

/** True if a path, with its parameters, matches another path. */
function matchesPath(taking: readonly string[], path: readonly string[]): boolean {
  const isGreedy = /^\{.*\+\}$/.test(taking.at(-1) ?? "");
  if (isGreedy ? path.length < taking.length : path.length !== taking.length) return false;
  return taking.every((part, index) => /^\{.*\}$/.test(part) || part === path[index]);
}

/** Status for an unknown route: 403 unless a gateway response sets another (API Gateway, "Gateway response types"). */
function findUnknownRouteStatus(resources: Program["resources"]): string {
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

interface OperationPair {
  readonly before: object;
  readonly after: object;
  readonly path: string;
  readonly method: string;
  readonly breaking: readonly string[];
}

/**
 * Combines two libraries, because each misses changes that the other finds. api-smart-diff treats a changed type in a
 * response as harmless, and openapi-diff ignores parameters. A part is breaking if either says so (docs/decisions.md).
 */
function compareOperation({ before, after, path, method, breaking }: OperationPair): RouteChange["details"] {
  const details = compareDocuments(before, after)
    .filter((each) => each.path[0] === "paths" && each.path[1] === path && each.path[2] === method)
    .filter((each) => each.path[3] !== "security");
  const reported = details.map(({ type, action, description, path: where }) => {
    const part = partOf(where.map(String));
    // Additions leave the rest of the part unchanged.
    const promoted = breaking.includes(`${method} ${path} ${part}`) && (action !== "add" || where.includes("required"));
    return {
      part,
      text: description ?? `${action} ${where.slice(3).join(".")}`,
      breaking: type === "breaking" || promoted,
    };
  });
  const unreported = breaking
    .filter((part) => part.startsWith(`${method} ${path} `))
    .filter((part) => !reported.some((each) => each.breaking && `${method} ${path} ${each.part}` === part))
    .map((part) => ({
      text: `existing clients are incompatible with the ${part.split(" ").slice(2).join(" ")}`,
      breaking: true,
    }));
  return [...reported.map(({ text, breaking: breaks }) => ({ text: simplify(text), breaking: breaks })), ...unreported];
}

interface Difference {
  readonly type: string;
  readonly action: string;
  readonly description?: string;
  readonly path: readonly (string | number)[];
}

const differenceCache = new WeakMap<object, { readonly after: object; readonly differences: readonly Difference[] }>();

/** Computes the differences, once for each pair of documents. */
function compareDocuments(before: object, after: object): readonly Difference[] {
  const known = differenceCache.get(before);
  if (known?.after === after) return known.differences;
  const { diffs } = compareOpenApi(structuredClone(before), structuredClone(after), {});
  const differences = diffs as readonly Difference[];
  differenceCache.set(before, { after, differences });
  return differences;
}

/** Names the part of an operation: `request body`, `answer 200`, or the first key. */
function partOf(path: readonly string[]): string {
  if (path[3] === "responses") return `answer ${path[4] ?? ""}`;
  return path[3] === "requestBody" ? "request body" : String(path[3]);
}

/** "[Removed] property `x` in Response 200 content (application/json)" becomes "removed property x in Response 200". */
function simplify(text: string): string {
  return text
    .replace(/^\[(\w+)\]/, (_, word: string) => word.toLowerCase())
    .replaceAll("`", "")
    .replace(/ content \(application\/json\)/, "");
}

/**
 * Removes what is equal on both sides: operations, request bodies and responses. openapi-diff compiles JSON Schema's meta
 * schema twice for each of them, which takes most of its time.
 */
function keepDiffering(document: Document, other: Document, differences: readonly Difference[]): Document {
  const operations = new Set(differences.map(({ path: [, path, method] }) => `${method} ${path}`));
  const keepParts = (path: string, method: string, operation: Operation) => {
    if (!methods.includes(method)) return operation;
    if (!operations.has(`${method} ${path}`)) return undefined;
    const otherOperation = other.paths?.[path]?.[method];
    if (otherOperation === undefined) return operation;
    return removeEqualParts({ document, operation }, { document: other, operation: otherOperation });
  };
  const keepOperations = (path: string, item: Readonly<Record<string, Operation>>) =>
    Object.fromEntries(
      Object.entries(item).flatMap(([key, value]) => {
        const kept = keepParts(path, key, value);
        return kept === undefined ? [] : [[key, kept]];
      }),
    ) as Record<string, Operation>;
  const paths = Object.entries(document.paths ?? {}).map(([path, item]) => [path, keepOperations(path, item)] as const);
  return { ...document, paths: Object.fromEntries(paths) };
}

/** Returns the parts that openapi-diff reports as breaking, such as `get /items answer 200`. */
async function findBreakingParts(before: Document | undefined, after: Document | undefined): Promise<string[]> {
  if (before === undefined || after === undefined) return [];
  const differences = compareDocuments(before, after);
  if (differences.length === 0) return [];
  const spec = (document: Document, other: Document, location: string) =>
    ({ content: JSON.stringify(keepDiffering(document, other, differences)), location, format: "openapi3" }) as const;
  const outcome = await diffSpecs({
    sourceSpec: spec(before, after, "before"),
    destinationSpec: spec(after, before, "after"),
  });
  if (!outcome.breakingDifferencesFound) return [];
  const places = outcome.breakingDifferences
    .filter(({ entity }) => entity !== "method" && entity !== "path")
    .flatMap(({ sourceSpecEntityDetails, destinationSpecEntityDetails }) => {
      const [detail] = [...sourceSpecEntityDetails, ...destinationSpecEntityDetails];
      return detail === undefined ? [] : [detail.location];
    });
  // `paths./items/{id}.get.responses.200.content…`: a path may contain dots. The first HTTP method after a dot ends it.
  return places.flatMap((place) => {
    const [, path, method, rest = ""] =
      new RegExp(`^paths\\.(/.*?)\\.(${methods.join("|")})\\.(.*)$`).exec(place) ?? [];
    return path === undefined ? [] : [`${method} ${path} ${partOf(["", "", "", ...rest.split(".")])}`];
  });
}

function removeDuplicates(details: RouteChange["details"]): RouteChange["details"] {
  return [...new Map(details.map((detail) => [detail.text, detail])).values()];
}
