import { contextVariable } from "./contextVariables";
import { own, queryParameter, requestHeader, type Exchange } from "./exchange";

/**
 * Returns the value of a mapping expression: `'a literal'`, `method.request.header.X`, `method.request.path.X`,
 * `method.request.querystring.X`, `method.request.body`, `context.X`, `stageVariables.X`. Returns undefined if the source has no value.
 */
export function evaluateMapping(expression: string, exchange: Exchange): string | undefined {
  if (/^'[^]*'$/.test(expression)) return expression.slice(1, -1);
  if (/^method\.request\.body(?:\.|$)/.test(expression)) return bodyValue(expression, exchange);
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
 * Returns the body, or the value at its path: `method.request.body.order.id` (API Gateway Developer Guide, "Method
 * request parameter mapping").
 */
function bodyValue(expression: string, { request }: Exchange): string | undefined {
  const text = request.body.toString();
  const path = expression.split(".").slice(3);
  if (path.length === 0) return text === "" ? undefined : text;
  const value = path.reduce<unknown>((outer, name) => {
    const isObject = typeof outer === "object" && outer !== null && Object.hasOwn(outer, name);
    return isObject ? (outer as Readonly<Record<string, unknown>>)[name] : undefined;
  }, parsedJson(text));
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
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
