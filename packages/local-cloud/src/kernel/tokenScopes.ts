import type { MethodDescription } from "./interfaces";

interface Document {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, { readonly "x-scopes"?: readonly string[] }>>>>;
}

/**
 * The scopes of a token that a method lets through, an empty list where any token does: a user pool's are declared, a
 * Lambda authorizer's are its own affair, and known where the program's document says them as `x-scopes`. Undefined for a
 * method that asks for no token.
 */
export function tokenScopes(document: object | undefined, method: MethodDescription): readonly string[] | undefined {
  const { authorization, httpMethod, resourcePath, scopes } = method;
  if (authorization === "COGNITO_USER_POOLS") return scopes.slice(0, 1);
  const operation = (document as Document | undefined)?.paths?.[resourcePath]?.[httpMethod.toLowerCase()];
  return authorization === "CUSTOM" ? operation?.["x-scopes"]?.slice(0, 1) : undefined;
}
