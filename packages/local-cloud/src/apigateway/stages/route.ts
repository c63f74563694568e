import findMyWay from "find-my-way";
import type { HTTPMethod } from "find-my-way";
import { messageOf, UserError } from "../../kernel/errors";
import { GatewayError } from "../exchange/errors";
import type { Exchange, Match } from "../exchange/exchange";
import type { Method } from "../declared/model";

export type Router = (httpMethod: string, path: string) => Match | undefined;

/** Finds the method that a request is for. @throws GatewayError MISSING_AUTHENTICATION_TOKEN where there is none. */
export function route(exchange: Exchange, router: Router): void {
  const match = router(exchange.request.method, exchange.path);
  if (match === undefined) {
    const reason = "no such method and path";
    throw new GatewayError("MISSING_AUTHENTICATION_TOKEN", "Missing Authentication Token", { reason });
  }
  exchange.match = match;
  exchange.decisions.passed(`${match.method.httpMethod} ${match.method.resourcePath}`);
}

const allMethods: readonly HTTPMethod[] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/**
 * Finds the method of a path: static before `{parameter}` before `{proxy+}`, a method's own before ANY. Each HTTP
 * method has a tree of its own, so that a static resource without it falls back to a greedy sibling, as on AWS
 * (recorded: routing/method-missing-falls-to-greedy).
 */
export function createRouter(methods: readonly Method[]): Router {
  const router = findMyWay({ ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 10_240 });
  const own = (path: string) =>
    methods.filter(({ resourcePath }) => resourcePath === path).map(({ httpMethod }) => httpMethod);
  for (const method of methods) {
    const verbs =
      method.httpMethod === "ANY"
        ? allMethods.filter((verb) => !own(method.resourcePath).includes(verb))
        : [method.httpMethod as HTTPMethod];
    if (verbs.length > 0) addRoute(router, verbs, method);
  }
  return (httpMethod, path) => {
    // The router decodes parameters and AWS does not: what is encoded once more comes back as it was.
    const found = router.find(httpMethod as HTTPMethod, path.replaceAll("%", "%25"));
    if (found === null) return undefined;
    const method = found.store as Method;
    return matched(method, path, found.params as Record<string, string>);
  };
}

/** @throws UserError for a method or a path that no request can be routed by. */
function addRoute(router: ReturnType<typeof findMyWay>, verbs: HTTPMethod[], method: Method): void {
  const { httpMethod, resourcePath } = method;
  const known = [...allMethods, "ANY"];
  if (!known.includes(httpMethod)) {
    throw new UserError(
      `${httpMethod} ${resourcePath}: the method is ${httpMethod}, and API Gateway has ${known.join(", ")}`,
    );
  }
  try {
    router.on(verbs, pattern(resourcePath), () => undefined, method);
  } catch (error) {
    throw new UserError(`${httpMethod} ${resourcePath}: no request can be routed by this path: ${messageOf(error)}`);
  }
}

/** `/items/{id}` → `/items/:id`, `/{proxy+}` → `/*`; a colon in a static part is doubled. */
function pattern(resourcePath: string): string {
  return resourcePath
    .replaceAll(":", "::")
    .replace(/\{[^}]+\+\}/g, "*")
    .replace(/\{([^}]+)\}/g, (_, name: string) => `:${parameterKey(name)}`);
}

/** Parameter names may hold characters that the router's own syntax uses. */
function parameterKey(name: string): string {
  return `p${Buffer.from(name).toString("hex")}`;
}

function matched(method: Method, path: string, params: Readonly<Record<string, string>>): Match | undefined {
  const names = [...method.resourcePath.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name!);
  const values = names.map((name) =>
    name.endsWith("+") ? greedyValue(method.resourcePath, path) : params[parameterKey(name)],
  );
  // A greedy parameter takes at least one segment.
  if (values.some((value) => value === undefined || value === "")) return undefined;
  const entries = names.map((name, index) => [name.replace(/\+$/, ""), trimSlash(values[index]!)]);
  return {
    method,
    pathParameters: entries.length === 0 ? null : (Object.fromEntries(entries) as Record<string, string>),
  };
}

/** Everything behind the segments before it, double slashes included (recorded: proxy-events/inner-double-slash). */
function greedyValue(resourcePath: string, path: string): string {
  const before = resourcePath.split("/").filter(Boolean).slice(0, -1);
  return path.replace(new RegExp(`^/+${before.map(() => "[^/]+/+").join("")}`), "");
}

function trimSlash(value: string): string {
  return value.endsWith("/") ? value.slice(0, -1) : value;
}
