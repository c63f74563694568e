/** A parameter of an operation in the document. */
export interface DeclaredParameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: object;
}

export interface CacheKeyOptions {
  readonly corsOrigins: readonly string[];
  /** True if the operation requires a token. Answers can differ between tokens. */
  readonly byToken: boolean;
}

const locations: Readonly<Record<string, string>> = { path: "path", query: "querystring", header: "header" };

/**
 * Returns the cache key of an operation, and the parameters that the operation must declare for it.
 *
 * API Gateway compares only the parameters in `cacheKeyParameters`, which must be declared by the method (API Gateway
 * API reference, Integration). Without them, `/things/{id}` would return the same answer for every id. An answer also
 * depends on the token and, with a list of origins, on `Origin`.
 *
 * Header names are case-sensitive here (API Gateway Developer Guide, "Important notes"). HTTP/2 clients send lower
 * case, so each header is listed in both spellings.
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
  ].flatMap(addLowerCase);
  const cacheKeyParameters = parameters.map((each) => `method.request.${locations[each.in]}.${each.name}`);
  return { parameters, integration: { cacheKeyParameters } };
}

/** Returns the parameter and, for a header, a second one in lower case. */
function addLowerCase(parameter: DeclaredParameter): DeclaredParameter[] {
  const lower = parameter.name.toLowerCase();
  if (parameter.in !== "header" || lower === parameter.name) return [parameter];
  return [parameter, { ...parameter, name: lower, required: false }];
}
