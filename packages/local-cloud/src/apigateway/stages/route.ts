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
    const method = found.store as Method;
    return toMatch(method, path, found.params as Record<string, string>);
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
    router.on(verbs, routerPattern(resourcePath), () => undefined, method);
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

function toMatch(method: Method, path: string, params: Readonly<Record<string, string>>): Match | undefined {
  const names = [...method.resourcePath.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name!);
  const values = names.map((name) =>
    name.endsWith("+") ? greedyValue(method.resourcePath, path) : params[parameterKey(name)],
  );
  // A parameter must not be empty.
  if (values.some((value) => value === undefined || value === "")) return undefined;
  const entries = names.map((name, index) => [name.replace(/\+$/, ""), trimSlash(values[index]!)]);
  return {
    method,
    pathParameters: entries.length === 0 ? null : (Object.fromEntries(entries) as Record<string, string>),
  };
}

/**
 * Returns the path after the segments before the greedy parameter. Double slashes are preserved (recorded:
 * proxy-events/inner-double-slash).
 */
function greedyValue(resourcePath: string, path: string): string {
  const before = resourcePath.split("/").filter(Boolean).slice(0, -1);
  return path.replace(new RegExp(`^/+${before.map(() => "[^/]+/+").join("")}`), "");
}

function trimSlash(value: string): string {
  return value.endsWith("/") ? value.slice(0, -1) : value;
}
