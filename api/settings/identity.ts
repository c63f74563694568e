import { z } from "zod";
import { closed, integer, list, oneOf, text, requireKnownName, type Violation } from "./rules";

const check = oneOf("userPool", "authorizer", "key");

/** Schema of the setting `identity`: tokens that callers need in addition to their API key. */
export const identity = closed({
  by: check.describe(
    "what checks tokens: API Gateway with a user pool (`userPool`) or the program's Lambda authorizer (`authorizer`); `key` requires no token",
  ),
  routes: z
    .record(z.string(), check, { error: "must be an object of route names" })
    .default({})
    .describe("the same for single routes; it overrides `by`"),
  userPoolArn: text(
    /^arn:aws[\w-]*:cognito-idp:[a-z0-9-]+:\d{12}:userpool\/[a-z0-9-]+_[A-Za-z0-9]{1,55}$/,
    "the ARN of a user pool",
  )
    .optional()
    .describe("an existing user pool; without it the stack creates one"),
  // Cognito accepts http for localhost only (CreateUserPoolClient).
  callbackUrls: list(
    text(/^(?:https:\/\/\S+|http:\/\/localhost(?::\d+)?(?:\/\S*)?)$/, "an https URL, or an http URL of localhost"),
    "URLs",
  )
    .default([])
    .describe("URLs to which the stack's own user pool redirects users after they sign in"),
  issuer: text(/^https:\/\/\S+$/, "an https URL")
    .optional()
    .describe("issuer (`iss`) of the tokens that the authorizer accepts; without it the user pool"),
  keysUrl: text(/^https:\/\/\S+$/, "an https URL")
    .optional()
    .describe("URL of the issuer's public keys; without it `/.well-known/jwks.json` below the issuer"),
  audience: text(/^\S+$/, "text without spaces")
    .optional()
    .describe(
      "audience (`aud` or `client_id`) of the tokens that the authorizer accepts; without it the app client of the stack's own pool",
    ),
  // CreateAuthorizer, `authorizerResultTtlInSeconds`.
  cacheSeconds: integer(0, 3_600).default(300).describe("seconds for which the gateway caches the authorizer's result"),
});

type Identity = Readonly<z.infer<typeof identity>>;

/** The check of a route's tokens; `key` if the route requires none. */
export type TokenCheck = z.infer<typeof check>;

/** Returns the check of a route's tokens. */
export function checkOf(settings: Identity | undefined, routeName: string): TokenCheck {
  return settings?.routes[routeName] ?? settings?.by ?? "key";
}

/** Returns which user pool the stack uses: an existing one that the settings name, its own, or none. */
export function poolOf(settings: Identity, routeNames: readonly string[]): "named" | "own" | "none" {
  const checks = routeNames.map((route) => checkOf(settings, route));
  const needed = checks.includes("userPool") || (checks.includes("authorizer") && settings.issuer === undefined);
  if (!needed) return "none";
  return settings.userPoolArn === undefined ? "own" : "named";
}

/** Checks the settings of `identity` against each other and against the routes. */
export function* checkIdentity(settings: Identity | undefined, routeNames: readonly string[]): Generator<Violation> {
  if (settings === undefined) return;
  const { routes, issuer, audience, keysUrl, userPoolArn, callbackUrls } = settings;
  for (const route of Object.entries(routes)) {
    yield* requireKnownName("identity.routes", route, { kind: "route", known: routeNames });
  }
  const byAuthorizer = routeNames.some((route) => checkOf(settings, route) === "authorizer");
  for (const [key, value] of Object.entries({ issuer, audience, keysUrl })) {
    const rule = "it has no effect, because the authorizer checks no route";
    if (value !== undefined && !byAuthorizer) yield { key: `identity.${key}`, value, rule };
  }
  if (keysUrl !== undefined && issuer === undefined) {
    yield {
      key: "identity.keysUrl",
      value: keysUrl,
      rule: "it requires identity.issuer; a user pool has its own URL of keys",
    };
  }
  const pool = poolOf(settings, routeNames);
  if (byAuthorizer && audience === undefined && (issuer !== undefined || pool === "named")) {
    const [key, value] = issuer === undefined ? ["userPoolArn", userPoolArn] : ["issuer", issuer];
    yield {
      key: `identity.${key}`,
      value,
      rule: "it requires identity.audience; otherwise tokens for other applications would be accepted",
    };
  }
  if (pool === "own" && callbackUrls.length === 0) {
    const rule = "the stack's own user pool requires at least one URL; or set identity.userPoolArn to an existing pool";
    yield { key: "identity.callbackUrls", value: callbackUrls, rule };
  }
  const noEffect = "it has no effect, because";
  if (pool !== "own" && callbackUrls.length > 0) {
    yield { key: "identity.callbackUrls", value: callbackUrls, rule: `${noEffect} the stack creates no user pool` };
  }
  if (pool === "none" && userPoolArn !== undefined) {
    yield { key: "identity.userPoolArn", value: userPoolArn, rule: `${noEffect} no route uses a user pool` };
  }
}

/**
 * Rejects a stack that requires no token of a route with scopes and without a key. Its declaration limits the route to
 * some tokens, and the stack would open it to everybody.
 */
export function* checkTokenRoutes(
  settings: Identity | undefined,
  routes: readonly { readonly name: string; readonly scopes?: readonly string[]; readonly withoutKey?: string }[],
): Generator<Violation> {
  for (const { name, scopes, withoutKey } of routes) {
    if (scopes === undefined || withoutKey === undefined || checkOf(settings, name) !== "key") continue;
    const rule =
      "the route has scopes and withoutKey, so without a token it is open to everybody; set it to userPool or authorizer, or remove the scopes";
    yield { key: `identity.routes.${name}`, value: "key", rule };
  }
}
