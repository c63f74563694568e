import { z } from "zod";
import { streamsAnswers, type Bodies } from "../http/mediaTypes";
import { closed, integer, list, text, type Violation } from "./rules";

/** Cache sizes in gigabytes (API Gateway API reference, CreateStage, `cacheClusterSize`). */
const sizes = [0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118, 237];

const oneOfSizes = `must be one of ${sizes.join(", ")}`;

/** Schema of the setting `cache`: API Gateway's cache of answers. */
export const cache = closed({
  sizeGb: z
    .number({ error: oneOfSizes })
    .refine((size) => sizes.includes(size), { error: oneOfSizes })
    .describe("gigabytes, billed by the hour"),
  // API Gateway Developer Guide, "Cache settings for REST APIs".
  ttlSeconds: integer(0, 3_600).describe(
    "seconds for which an answer is cached; with 0 nothing is cached, but the cache is billed",
  ),
  routes: list(text(/^\w+$/, "the name of a route"), "route names")
    .min(1, { error: "must name at least one route" })
    .describe("GET routes whose answers are cached"),
});

/** Checks the cached routes against the routes of the API. */
export function* checkCache(
  settings: Readonly<z.infer<typeof cache>> | undefined,
  routes: readonly { readonly name: string; readonly method: string; readonly responses: Bodies }[],
): Generator<Violation> {
  // API Gateway does not cache streamed answers (API Gateway Developer Guide, "Stream the integration response for your
  // proxy integrations in API Gateway").
  const cacheable = routes.filter(({ method, responses }) => method === "GET" && !streamsAnswers(responses));
  const readers = cacheable.map(({ name }) => name);
  for (const [index, name] of (settings?.routes ?? []).entries()) {
    const method = routes.find((route) => route.name === name)?.method;
    const key = `cache.routes[${index}]`;
    if (settings!.routes.indexOf(name) < index) yield { key, value: name, rule: "it is listed twice" };
    if (readers.includes(name)) continue;
    const other =
      method === "GET" ? "its answers are streamed or binary" : `it is a ${method}, and only answers to GET are cached`;
    const what = method === undefined ? "there is no such route" : other;
    yield { key, value: name, rule: `${what}; the GET routes are ${readers.join(", ")}` };
  }
}
