/** A parameter as the document declares it. */
export interface DeclaredParameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: object;
}

export interface CacheKeyOptions {
  readonly corsOrigins: readonly string[];
  /** Whether callers show a token: an answer may be of its bearer alone. */
  readonly byToken: boolean;
}

const locations: Readonly<Record<string, string>> = { path: "path", query: "querystring", header: "header" };

/**
 * What API Gateway needs to keep the answers of an operation apart: it compares nothing but the parameters that the
 * integration names, and names only those that the method declares (API Gateway API reference, Integration,
 * `cacheKeyParameters`). Without them `/things/{id}` would answer one thing for all.
 *
 * The answer depends on what the operation declares, on who shows a token, and with a list of origins on `Origin`.
 * Header names are compared with their case (API Gateway Developer Guide, "Important notes"), and clients of HTTP/2 send
 * lower case, so each header stands in two spellings.
 */
export function cacheKey(
  declared: readonly DeclaredParameter[],
  { corsOrigins, byToken }: CacheKeyOptions,
): { readonly parameters: DeclaredParameter[]; readonly integration: { readonly cacheKeyParameters: string[] } } {
  const header = (name: string) => ({ name, in: "header", required: false, schema: { type: "string" } });
  const parameters = [
    ...declared,
    ...(corsOrigins.includes("*") ? [] : [header("Origin")]),
    ...(byToken ? [header("Authorization")] : []),
  ].flatMap(inBothSpellings);
  const cacheKeyParameters = parameters.map((each) => `method.request.${locations[each.in]}.${each.name}`);
  return { parameters, integration: { cacheKeyParameters } };
}

function inBothSpellings(parameter: DeclaredParameter): DeclaredParameter[] {
  const lower = parameter.name.toLowerCase();
  if (parameter.in !== "header" || lower === parameter.name) return [parameter];
  return [parameter, { ...parameter, name: lower, required: false }];
}
