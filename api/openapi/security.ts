import type { Route } from "../route/resource";

type Json = Readonly<Record<string, unknown>>;

function needsKey({ withoutKey }: Route): boolean {
  return withoutKey === undefined;
}

/** Returns a sentence about keys for the head of the document; empty if no route requires one. */
export function describeKeys(routes: readonly Route[]): string {
  if (!routes.some(needsKey)) return "";
  return routes.every(needsKey) ? "Requests require an API key. " : "Most requests require an API key. ";
}

const keyScheme: Json = {
  type: "apiKey",
  name: "x-api-key",
  in: "header",
  description: "A key of one of the usage plans",
};

/**
 * The security scheme of tokens. Bearer schemes of OpenAPI 3.0 have no scopes, so each operation lists its scopes in
 * its description and in `x-scopes`.
 */
const tokenScheme: Json = {
  type: "http",
  scheme: "bearer",
  bearerFormat: "JWT",
  description: "A token of the caller, in addition to the API key where an operation requires both",
};

/** Returns the security schemes to which operations refer. */
export function securitySchemes(routes: readonly Route[], hasTokens: boolean): Json {
  return { ...(routes.some(needsKey) ? { apiKey: keyScheme } : {}), ...(hasTokens ? { token: tokenScheme } : {}) };
}

/** Returns the description of the gateway's 403 for a route. */
export function describeForbidden(route: Route, hasToken: boolean): string {
  const reasons = [
    ...(needsKey(route) ? ["the API key is missing or not valid for this stage"] : []),
    ...(hasToken ? ["the token has none of the operation's scopes"] : []),
  ];
  const sentence = reasons.length === 0 ? "the request is not allowed" : reasons.join(", or ");
  return sentence.replace(/^t/, "T");
}

/** Returns the security requirement of an operation; empty if it is open. */
export function securityOf({ withoutKey }: Route, scopes: readonly string[] | undefined): Json[] {
  const requirement = {
    ...(withoutKey === undefined ? { apiKey: [] } : {}),
    ...(scopes === undefined ? {} : { token: [] }),
  };
  return Object.keys(requirement).length === 0 ? [] : [requirement];
}
