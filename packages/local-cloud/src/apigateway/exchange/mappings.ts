import { contextVariable } from "./contextVariables";
import { own, queryParameter, requestHeader, type Exchange } from "./exchange";

/**
 * Returns the value of a mapping expression: `'a literal'`, `method.request.header.X`, `method.request.path.X`,
 * `method.request.querystring.X`, `context.X`, `stageVariables.X`. Returns undefined if the source has no value.
 */
export function evaluateMapping(expression: string, exchange: Exchange): string | undefined {
  if (/^'[^]*'$/.test(expression)) return expression.slice(1, -1);
  const [, source = "", name = ""] =
    /^(method\.request\.header|method\.request\.path|method\.request\.querystring|context|stageVariables)\.(.+)$/.exec(
      expression,
    ) ?? [];
  switch (source) {
    case "method.request.header":
      return requestHeader(exchange.request, name);
    case "method.request.path":
      return own(exchange.match?.pathParameters, name);
    case "method.request.querystring":
      return queryParameter(exchange.query, name);
    case "context":
      return contextVariable(exchange, name);
    case "stageVariables":
      return own(exchange.stage.variables, name);
    default:
      return undefined;
  }
}

/**
 * Substitutes `$context.X`, `$stageVariables.X` and `$method.request…` in gateway response templates and access-log
 * formats, which have no Velocity directives. Names without a value become `missing`.
 */
export function substitute(
  template: string,
  exchange: Exchange,
  { missing, context = (name) => contextVariable(exchange, name) }: SubstituteOptions,
): string {
  const name = String.raw`(?:context|stageVariables|method\.request\.\w+)\.[\w.-]*\w`;
  return template.replace(new RegExp(String.raw`\$(?:\{${name}\}|${name})`, "g"), (found) => {
    const expression = found.replace(/[${}]/g, "");
    const own = /^context\.(.+)$/.exec(expression)?.[1];
    return (own === undefined ? evaluateMapping(expression, exchange) : context(own)) ?? missing;
  });
}

interface SubstituteOptions {
  readonly missing: string;
  /** Value of a `$context` variable. */
  readonly context?: (name: string) => string | undefined;
}
