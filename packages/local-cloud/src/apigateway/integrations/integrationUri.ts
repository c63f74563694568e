import { own, type Exchange } from "../exchange/exchange";
import { mappedValue } from "../exchange/mappings";
import { withStageVariables } from "./functionUri";

/** What an integration's mappings set in a part of its request. Values of paths are encoded. */
export function mappedParameters(
  exchange: Exchange,
  part: "header" | "path" | "querystring",
): [name: string, value: string][] {
  const { requestParameters } = exchange.match!.method.integration;
  return Object.entries(requestParameters).flatMap(([target, source]): [string, string][] => {
    const value = target.startsWith(`integration.request.${part}.`) ? mappedValue(source, exchange) : undefined;
    return value === undefined ? [] : [[target.split(".").slice(3).join("."), value]];
  });
}

/** An integration's URI with its path parameters and stage variables; what has no value stays as it is written. */
export function integrationUri(exchange: Exchange): string {
  const { uri } = exchange.match!.method.integration;
  const path = Object.fromEntries(mappedParameters(exchange, "path"));
  return withStageVariables(uri, exchange.stage.variables).replace(
    /\{([^}+]+)\+?\}/g,
    (whole, name: string) => own(path, name) ?? whole,
  );
}
