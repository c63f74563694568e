import * as pulumi from "@pulumi/pulumi";
import type { TokenScopes } from "../openapi/document";
import type { Route } from "../route/resource";
import type { Settings } from "../settings";
import { checkOf } from "../settings/identity";

/**
 * Returns the identifier of the stack's resource server. It contains the stack, so a token is valid for one stack only.
 */
export function resourceServerId(): string {
  return `${pulumi.getProject()}-${pulumi.getStack()}`;
}

/** Returns the scopes of a route without the resource server. A token must have at least one of them. */
export function scopesOf({ method, scopes }: Pick<Route, "method" | "scopes">): readonly string[] {
  return scopes ?? [method === "GET" ? "read" : "write"];
}

/** Returns the full scopes, as they appear in tokens, of the routes that require a token. */
export function tokenScopes(routes: readonly Route[], identity: Settings["identity"]): TokenScopes {
  const protectedRoutes = routes.filter(({ name }) => checkOf(identity, name) !== "key");
  return Object.fromEntries(
    protectedRoutes.map((route) => [route.name, scopesOf(route).map((scope) => `${resourceServerId()}/${scope}`)]),
  );
}
