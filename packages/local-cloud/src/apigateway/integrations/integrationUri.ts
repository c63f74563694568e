import { own, type Exchange } from "../exchange/exchange";
import { evaluateMapping } from "../exchange/mappings";
import { substituteStageVariables } from "./functionUri";

/** Returns the values that mappings set in a part of the integration request. Path values are percent-encoded. */
export function evaluateMappings(
  exchange: Exchange,
  part: "header" | "path" | "querystring",
): [name: string, value: string][] {
  const { requestParameters } = exchange.match!.method.integration;
  return Object.entries(requestParameters).flatMap(([target, source]): [string, string][] => {
    const value = target.startsWith(`integration.request.${part}.`) ? evaluateMapping(source, exchange) : undefined;
    return value === undefined ? [] : [[target.split(".").slice(3).join("."), value]];
  });
}

/**
 * Substitutes stage variables and path parameters in an integration's URI. Path parameters without a value stay
 * unchanged.
 */
export function integrationUri(exchange: Exchange): string {
  const { uri } = exchange.match!.method.integration;
  const path = Object.fromEntries(evaluateMappings(exchange, "path"));
  return substituteStageVariables(uri, exchange.stage.variables).replace(
    /\{([^}+]+)\+?\}/g,
    (whole, name: string) => own(path, name) ?? whole,
  );
}
