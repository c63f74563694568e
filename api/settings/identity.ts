import { z } from "zod";
import { closed, integer, list, oneOf, text, unknownName, type Violation } from "./rules";

/** Who says whether a caller may call, besides its key. */
const check = oneOf("userPool", "authorizer", "key");

/** Who says which tokens are good. API Gateway keeps what an authorizer said for at most an hour (CreateAuthorizer). */
export const identity = closed({
  by: check.describe("who checks tokens: API Gateway by a user pool, or this program's authorizer; key asks for none"),
  routes: z
    .record(z.string(), check, { error: "must be an object of route names" })
    .default({})
    .describe("the same for single routes, in place of the stack's"),
  userPoolArn: text(
    /^arn:aws[\w-]*:cognito-idp:[a-z0-9-]+:\d{12}:userpool\/[a-z0-9-]+_[A-Za-z0-9]{1,55}$/,
    "the ARN of a user pool",
  )
    .optional()
    .describe("a user pool that is there; without it the stack makes one"),
  // Cognito takes plain http for this machine alone (CreateUserPoolClient).
  callbackUrls: list(
    text(/^(?:https:\/\/\S+|http:\/\/localhost(?::\d+)?(?:\/\S*)?)$/, "an https URL or one of http://localhost"),
    "URLs",
  )
    .default([])
    .describe("where the stack's own user pool sends those who have signed in"),
  issuer: text(/^https:\/\/\S+$/, "an https URL")
    .optional()
    .describe("who signs the authorizer's tokens, as their `iss`; without it the user pool"),
  keysUrl: text(/^https:\/\/\S+$/, "an https URL")
    .optional()
    .describe("where the issuer's public keys are, unless below it at `/.well-known/jwks.json`"),
  audience: text(/^\S+$/, "text without spaces")
    .optional()
    .describe(
      "whom the authorizer's tokens are for, their `aud` or `client_id`; without it the app client of the stack's own pool",
    ),
  cacheSeconds: integer(0, 3_600)
    .default(300)
    .describe("for how long the gateway keeps what the authorizer said of a token"),
});

type Identity = Readonly<z.infer<typeof identity>>;

/** Who checks the tokens of a route's callers. */
export type TokenCheck = z.infer<typeof check>;

/** Who checks the tokens of a route's callers: `key` where its key is enough. */
export function checkOf(settings: Identity | undefined, routeName: string): TokenCheck {
  return settings?.routes[routeName] ?? settings?.by ?? "key";
}

/** The pool that a stack needs: one that is there, one of its own, or none. */
export function poolOf(settings: Identity, routeNames: readonly string[]): "named" | "own" | "none" {
  const checks = routeNames.map((route) => checkOf(settings, route));
  const needed = checks.includes("userPool") || (checks.includes("authorizer") && settings.issuer === undefined);
  if (!needed) return "none";
  return settings.userPoolArn === undefined ? "own" : "named";
}

/** What is wrong between the settings here. */
export function* identityChecks(settings: Identity | undefined, routeNames: readonly string[]): Generator<Violation> {
  if (settings === undefined) return;
  const { routes, issuer, audience, keysUrl, userPoolArn, callbackUrls } = settings;
  for (const route of Object.entries(routes)) {
    yield* unknownName("identity.routes", route, { kind: "route", known: routeNames });
  }
  const byAuthorizer = routeNames.some((route) => checkOf(settings, route) === "authorizer");
  for (const [key, value] of Object.entries({ issuer, audience, keysUrl })) {
    const rule = "nothing reads it, because no route's tokens are checked by the authorizer";
    if (value !== undefined && !byAuthorizer) yield { key: `identity.${key}`, value, rule };
  }
  if (keysUrl !== undefined && issuer === undefined) {
    yield {
      key: "identity.keysUrl",
      value: keysUrl,
      rule: "it needs issuer; the keys of a user pool are where they are",
    };
  }
  const pool = poolOf(settings, routeNames);
  if (byAuthorizer && audience === undefined && (issuer !== undefined || pool === "named")) {
    const [key, value] = issuer === undefined ? ["userPoolArn", userPoolArn] : ["issuer", issuer];
    yield { key: `identity.${key}`, value, rule: "it needs audience, or tokens for anybody else would be good here" };
  }
  if (pool === "own" && callbackUrls.length === 0) {
    const rule = "the stack's own user pool needs one; or name a pool that is there as identity.userPoolArn";
    yield { key: "identity.callbackUrls", value: callbackUrls, rule };
  }
  const unread = "nothing reads it, because";
  if (pool !== "own" && callbackUrls.length > 0) {
    yield { key: "identity.callbackUrls", value: callbackUrls, rule: `${unread} the stack makes no user pool` };
  }
  if (pool === "none" && userPoolArn !== undefined) {
    yield { key: "identity.userPoolArn", value: userPoolArn, rule: `${unread} no route's tokens are of a user pool` };
  }
}
