import findMyWay from "find-my-way";
import type { HTTPMethod } from "find-my-way";
import { messageOf, UserError } from "../../kernel/errors";
import { GatewayError } from "../exchange/errors";
import type { Exchange, Match } from "../exchange/exchange";
import type { Method } from "../declared/model";

export type Router = (httpMethod: string, path: string) => Match | undefined;

/** Sets the method that matches a request. @throws GatewayError MISSING_AUTHENTICATION_TOKEN if no method matches. */
export function route(exchange: Exchange, router: Router): void {
  const match = router(exchange.request.method, exchange.path);
  if (match === undefined) {
    const reason = "no such method and path";
    throw new GatewayError("MISSING_AUTHENTICATION_TOKEN", "Missing Authentication Token", { reason });
  }
  exchange.match = match;
  exchange.decisions.recordPass(`${match.method.httpMethod} ${match.method.resourcePath}`);
}

const allMethods: readonly HTTPMethod[] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/**
 * Returns a router with AWS's precedence: static segments, then `{parameter}`, then `{proxy+}`; a specific HTTP method,
 * then ANY. Each HTTP method has its own tree. A static resource without the method therefore falls back to a greedy
 * sibling, as on AWS (recorded: routing/method-missing-falls-to-greedy).
 */
export function createRouter(methods: readonly Method[]): Router {
  const router = findMyWay({ ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 10_240 });
  const declaredMethodsOf = (path: string) =>
    methods.filter(({ resourcePath }) => resourcePath === path).map(({ httpMethod }) => httpMethod);
  for (const method of methods) {
    const verbs =
      method.httpMethod === "ANY"
        ? allMethods.filter((verb) => !declaredMethodsOf(method.resourcePath).includes(verb))
        : [method.httpMethod as HTTPMethod];
    if (verbs.length > 0) addRoute(router, verbs, method);
  }
  return (httpMethod, path) => {
    // The router decodes parameters, AWS does not. Encoding `%` first preserves the client's encoding.
    const found = router.find(httpMethod as HTTPMethod, path.replaceAll("%", "%25"));
    if (found === null) return undefined;
    const target = found.store as Target;
    const pathParameters = readParameters(target, path, found.params as Record<string, string>);
    return pathParameters === undefined ? undefined : { method: target.method, pathParameters };
  };
}

/** A method with what a match reads of its path. */
interface Target {
  readonly method: Method;
  readonly parameters: readonly PathParameter[];
  /** Matches what precedes a greedy parameter. */
  readonly beforeGreedy: RegExp;
}

interface PathParameter {
  readonly name: string;
  readonly isGreedy: boolean;
  /** Name in the router's parameters. */
  readonly key: string;
}

function targetOf(method: Method): Target {
  const { resourcePath } = method;
  const names = [...resourcePath.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name!);
  const before = resourcePath.split("/").filter(Boolean).slice(0, -1);
  return {
    method,
    parameters: names.map((name) => ({
      name: name.replace(/\+$/, ""),
      isGreedy: name.endsWith("+"),
      key: parameterKey(name),
    })),
    beforeGreedy: new RegExp(`^/+${before.map(() => "[^/]+/+").join("")}`),
  };
}

/** @throws UserError for an HTTP method or a path that the router cannot match. */
function addRoute(router: ReturnType<typeof findMyWay>, verbs: HTTPMethod[], method: Method): void {
  const { httpMethod, resourcePath } = method;
  const known = [...allMethods, "ANY"];
  if (!known.includes(httpMethod)) {
    throw new UserError(
      `${httpMethod} ${resourcePath}: the method is ${httpMethod}; API Gateway allows ${known.join(", ")}`,
    );
  }
  try {
    router.on(verbs, routerPattern(resourcePath), () => undefined, targetOf(method));
  } catch (error) {
    throw new UserError(`${httpMethod} ${resourcePath}: the path cannot be routed: ${messageOf(error)}`);
  }
}

/**
 * Returns a path in the router's syntax: `/items/{id}` → `/items/:id`, `/{proxy+}` → `/*`. Colons in static parts are
 * doubled.
 */
function routerPattern(resourcePath: string): string {
  return resourcePath
    .replaceAll(":", "::")
    .replace(/\{[^}]+\+\}/g, "*")
    .replace(/\{([^}]+)\}/g, (_, name: string) => `:${parameterKey(name)}`);
}

/** Encodes a parameter name, which may contain characters of the router's syntax. */
function parameterKey(name: string): string {
  return `p${Buffer.from(name).toString("hex")}`;
}

/** Returns null for a path without parameters, and undefined if a parameter is empty, because such a path does not match. */
function readParameters(
  { parameters, beforeGreedy }: Target,
  path: string,
  found: Readonly<Record<string, string>>,
): Match["pathParameters"] | undefined {
  if (parameters.length === 0) return null;
  const values: [string, string][] = [];
  for (const { name, isGreedy, key } of parameters) {
    // Double slashes are preserved (recorded: proxy-events/inner-double-slash).
    const value = isGreedy ? path.replace(beforeGreedy, "") : found[key];
    if (value === undefined || value === "") return undefined;
    values.push([name, trimSlash(value)]);
  }
  return Object.fromEntries(values);
}

function trimSlash(value: string): string {
  return value.endsWith("/") ? value.slice(0, -1) : value;
}
