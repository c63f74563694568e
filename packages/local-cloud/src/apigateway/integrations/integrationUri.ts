import { internalServerError } from "../exchange/errors";
import { own, type Exchange } from "../exchange/exchange";
import { isForbiddenHeader } from "../exchange/headerNames";
import { evaluateMapping } from "../exchange/mappings";
import { substituteStageVariables } from "./functionUri";
import { requestOverrides, type Overrides, type RequestPart } from "./overrides";

/**
 * Returns the values that mappings set in a part of the integration request. Path values are percent-encoded.
 *
 * @param overrides replace mapped values of the same name; header names match in any casing.
 */
export function evaluateMappings(
  exchange: Exchange,
  part: RequestPart,
  overrides?: Overrides,
): [name: string, value: string][] {
  const { requestParameters } = exchange.match!.method.integration;
  const mapped = Object.entries(requestParameters).flatMap(([target, source]): [string, string][] => {
    const value = target.startsWith(`integration.request.${part}.`) ? evaluateMapping(source, exchange) : undefined;
    return value === undefined ? [] : [[target.split(".").slice(3).join("."), value]];
  });
  if (overrides === undefined) return mapped;
  const identify = (name: string) => (part === "header" ? name.toLowerCase() : name);
  const overriding = requestOverrides(overrides, part);
  const names = new Set(overriding.map(([name]) => identify(name)));
  return [
    ...mapped.filter(([name]) => !names.has(identify(name))),
    ...overriding.map(([name, value]): [string, string] => [name, part === "path" ? encodePath(value) : value]),
  ];
}

/**
 * Returns the headers that mappings and overrides set.
 *
 * @throws GatewayError if one of them sets a forbidden header.
 */
export function integrationHeaders(
  exchange: Exchange,
  kind: "http" | "aws",
  overrides?: Overrides,
): [name: string, value: string][] {
  const { requestParameters } = exchange.match!.method.integration;
  const overridden = overrides === undefined ? [] : requestOverrides(overrides, "header").map(([name]) => name);
  const mapped = Object.keys(requestParameters).flatMap((target) => {
    const [, name] = /^integration\.request\.header\.(.+)$/.exec(target) ?? [];
    return name === undefined ? [] : [name];
  });
  if ([...mapped, ...overridden].some((name) => isForbiddenHeader(name, kind)))
    throw internalServerError(
      500,
      "the integration maps a header that mappings must not set",
      kind === "http" ? "API_CONFIGURATION_ERROR" : "INTEGRATION_FAILURE",
    );
  return evaluateMappings(exchange, "header", overrides);
}

/**
 * Substitutes stage variables and path parameters in an integration's URI. Path parameters without a value stay
 * unchanged.
 */
export function integrationUri(exchange: Exchange, overrides?: Overrides): string {
  const { uri } = exchange.match!.method.integration;
  const path = Object.fromEntries(evaluateMappings(exchange, "path", overrides));
  return substituteStageVariables(uri, exchange.stage.variables).replace(
    /\{([^}+]+)\+?\}/g,
    (whole, name: string) => own(path, name) ?? whole,
  );
}

/** Encodes what would end the path. Slashes stay, as in the values of greedy path parameters. */
function encodePath(value: string): string {
  return encodeURI(value.replaceAll(/[\ud800-\udfff]/gu, "\ufffd"))
    .replaceAll(/%25(?=[\da-f]{2})/gi, "%")
    .replaceAll("?", "%3F")
    .replaceAll("#", "%23");
}
