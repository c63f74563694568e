import { z } from "zod";
import type { Route } from "../route/resource";
import { closed, integer, list, text, type Violation } from "./rules";

/** Gigabytes that a cache may have (API Gateway API reference, CreateStage, `cacheClusterSize`). */
const sizes = [0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118, 237];

const oneOfSizes = `must be one of ${sizes.join(", ")}`;

/** Which answers API Gateway keeps, where, and for how long. */
export const cache = closed({
  sizeGb: z
    .number({ error: oneOfSizes })
    .refine((size) => sizes.includes(size), { error: oneOfSizes })
    .describe("gigabytes, paid by the hour"),
  // API Gateway Developer Guide, "Cache settings for REST APIs".
  ttlSeconds: integer(0, 3_600).describe("seconds that an answer is kept; 0 keeps none, and the cache is still paid"),
  routes: list(text(/^\w+$/, "the name of a route"), "route names")
    .min(1, { error: "must name at least one route" })
    .describe("the GET routes whose answers are kept"),
});

/** What is wrong between the settings here and the routes. */
export function* cacheChecks(
  settings: Readonly<z.infer<typeof cache>> | undefined,
  routes: readonly Pick<Route, "name" | "method">[],
): Generator<Violation> {
  const readers = routes.filter(({ method }) => method === "GET").map(({ name }) => name);
  for (const [index, name] of (settings?.routes ?? []).entries()) {
    const method = routes.find((route) => route.name === name)?.method;
    const key = `cache.routes[${index}]`;
    if (settings!.routes.indexOf(name) < index) yield { key, value: name, rule: "it stands there already" };
    if (method === "GET") continue;
    const what =
      method === undefined ? "there is no such route" : `it is a ${method}, and only answers to GET are kept`;
    yield { key, value: name, rule: `${what}; the GET routes are ${readers.join(", ")}` };
  }
}
