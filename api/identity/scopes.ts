import * as pulumi from "@pulumi/pulumi";
import type { TokenScopes } from "../openapi/document";
import type { Route } from "../route/resource";
import type { Settings } from "../settings";
import { checkOf } from "../settings/identity";

/** The API to whoever gives tokens: each stack is another, so that none takes another's tokens. */
export function resourceServerOf(): string {
  return `${pulumi.getProject()}-${pulumi.getStack()}`;
}

/** What a token must be allowed to do for a route: one of these. */
export function scopesOf({ method, scopes }: Pick<Route, "method" | "scopes">): readonly string[] {
  return scopes ?? [method === "GET" ? "read" : "write"];
}

/** Scopes as tokens name them, of the routes that ask for a token. */
export function tokenScopes(routes: readonly Route[], identity: Settings["identity"]): TokenScopes {
  const asking = routes.filter(({ name }) => checkOf(identity, name) !== "key");
  return Object.fromEntries(
    asking.map((route) => [route.name, scopesOf(route).map((scope) => `${resourceServerOf()}/${scope}`)]),
  );
}
