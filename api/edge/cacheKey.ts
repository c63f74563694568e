import * as pulumi from "@pulumi/pulumi";

/** The parts of a route that the cache's key depends on. */
export interface KeyedRoute {
  readonly method: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Headers on which answers of every route can depend. Callers never share an answer, because the key contains theirs. */
const always = ["Accept", "Authorization", "CloudFront-Viewer-Country", "Origin", "x-api-key"];

/** Conditional headers, which CloudFront itself evaluates. */
const conditional = /^if-/i;

/** Headers in a cache policy (CloudFront Developer Guide, "Quotas on policies"). */
const maxHeaders = 10;

/**
 * Returns the headers of the cache's key: those of every route, and those that GET routes declare.
 *
 * @throws pulumi.RunError if a cache policy cannot contain them all.
 */
export function keyHeaders(routes: readonly KeyedRoute[]): string[] {
  const declared = routes
    .filter(({ method }) => method === "GET")
    .flatMap(({ headers }) => Object.keys(headers))
    .filter((name) => !conditional.test(name));
  const byName = new Map([...always, ...declared].map((name) => [name.toLowerCase(), name]));
  if (byName.size > maxHeaders) {
    throw new pulumi.RunError(
      `edge: GET routes and CloudFront's key need the headers ${[...byName.values()].join(", ")}, and a cache policy has at most ${maxHeaders}`,
    );
  }
  return [...byName.values()].sort();
}
