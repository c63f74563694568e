import type { MethodDescription } from "../interfaces/apis";

interface Document {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, { readonly "x-scopes"?: readonly string[] }>>>>;
}

/**
 * Returns one scope with which a method accepts a token; an empty list if it accepts any token. User-pool methods
 * declare their scopes. For Lambda authorizers, a scope is known only if the OpenAPI document lists it as `x-scopes`.
 * Returns undefined if the method requires no token.
 */
export function tokenScopes(document: object | undefined, method: MethodDescription): readonly string[] | undefined {
  const { authorization, httpMethod, resourcePath, scopes } = method;
  if (authorization === "COGNITO_USER_POOLS") return scopes.slice(0, 1);
  const operation = (document as Document | undefined)?.paths?.[resourcePath]?.[httpMethod.toLowerCase()];
  return authorization === "CUSTOM" ? operation?.["x-scopes"]?.slice(0, 1) : undefined;
}
