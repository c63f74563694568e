import type { JsonInput, RoutedCall } from "./jsonService";

/** An operation of a service with AWS's REST protocol. */
export interface RestRoute {
  readonly operation: string;
  readonly method: string;
  /** Path with parameters, such as `/schedules/{Name}`. The last one may contain slashes. */
  readonly path: string;
  /** Names of input members by query parameter. A member ending with `[]` is a list. */
  readonly query?: Readonly<Record<string, string>>;
}

/**
 * Returns the operation of a request, and the input members that its path and query contain.
 *
 * @returns method and path as the operation if no route matches.
 */
export function routeRequest(
  routes: readonly RestRoute[],
  { method, target }: { readonly method: string; readonly target: string },
): RoutedCall {
  const [path = "", query = ""] = target.split("?");
  for (const route of routes) {
    const parameters = route.method === method ? pathParameters(route.path, path) : undefined;
    if (parameters === undefined) continue;
    return { operation: route.operation, parameters: { ...parameters, ...queryParameters(route, query) } };
  }
  return { operation: `${method} ${path}`, parameters: {} };
}

function pathParameters(pattern: string, path: string): JsonInput | undefined {
  const [names, values] = [pattern.split("/"), path.split("/")];
  const isOpen = names.at(-1)!.startsWith("{");
  if (values.length < names.length || (values.length > names.length && !isOpen)) return undefined;
  const parts = [...values.slice(0, names.length - 1), values.slice(names.length - 1).join("/")];
  const parameters: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const value = decode(parts[index]!);
    if (name.startsWith("{")) parameters[name.slice(1, -1)] = value;
    else if (name !== value) return undefined;
  }
  return parameters;
}

function queryParameters({ query: names = {} }: RestRoute, text: string): JsonInput {
  const query = new URLSearchParams(text);
  return Object.fromEntries(
    Object.entries(names).flatMap(([parameter, member]): [string, unknown][] => {
      if (!query.has(parameter)) return [];
      if (member.endsWith("[]")) return [[member.slice(0, -2), query.getAll(parameter)]];
      return [[member, query.get(parameter)]];
    }),
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
