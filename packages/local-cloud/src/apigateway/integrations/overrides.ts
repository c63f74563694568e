import { isMap, mapEntries } from "../velocity/maps";
import { JavaMap, print } from "../velocity/values";

/** Parts of an integration request that a request template can override. */
export type RequestPart = "path" | "querystring" | "header";

/** Overrides that the templates of one exchange set. The request template sets them, the response template reads them. */
export interface Overrides {
  readonly requestOverride: JavaMap;
  readonly responseOverride: JavaMap;
}

/** Error for a parameter that templates override twice. */
export class OverrideError extends Error {
  override readonly name = "OverrideError";
}

/**
 * Map of overrides that accepts each parameter once: "An override may only be applied to each parameter once" (API
 * Gateway Developer Guide, "Override your API's request and response parameters and status codes").
 */
class OverrideMap extends JavaMap {
  readonly #overridden = new Set<string>();

  /** @param identify returns the identity of a parameter; undefined for names that are no parameters. */
  constructor(
    readonly path: string,
    readonly identify: (name: string) => string | undefined = (name) => name,
  ) {
    super();
  }

  override set(key: unknown, value: unknown): this {
    const parameter = this.identify(print(key));
    if (parameter !== undefined && this.#overridden.has(parameter))
      throw new OverrideError(`a mapping template overrides ${this.path}.${parameter} twice`);
    if (parameter !== undefined) this.#overridden.add(parameter);
    return super.set(key, value);
  }
}

export function createOverrides(): Overrides {
  // Other names of responseOverride only pass values to the response template
  // (recorded: mock/response-override-with-response-template).
  const responseOverride = new OverrideMap("responseOverride", (name) => (name === "status" ? name : undefined));
  responseOverride.set("header", new OverrideMap("responseOverride.header", lowerCase));
  const requestOverride = new OverrideMap("requestOverride", () => undefined);
  requestOverride.set("path", new OverrideMap("requestOverride.path"));
  requestOverride.set("querystring", new OverrideMap("requestOverride.querystring"));
  requestOverride.set("header", new OverrideMap("requestOverride.header", lowerCase));
  return { requestOverride, responseOverride };
}

/** Returns the parameters of the integration request that the request template overrides. */
export function requestOverrides({ requestOverride }: Overrides, part: RequestPart): [name: string, value: string][] {
  return textEntries(requestOverride.get(part));
}

/** Returns the status and the headers of the answer that the templates override. */
export function responseOverrides({ responseOverride }: Overrides): {
  readonly status: unknown;
  readonly headers: [name: string, value: string][];
} {
  return { status: responseOverride.get("status"), headers: textEntries(responseOverride.get("header")) };
}

function textEntries(map: unknown): [name: string, value: string][] {
  return isMap(map) ? mapEntries(map).map(([name, value]) => [print(name), print(value)]) : [];
}

function lowerCase(name: string): string {
  return name.toLowerCase();
}
