/**
 * Returns a function that computes the result for each text once. It forgets all results above a limit, because texts
 * can depend on requests.
 */
export function remembered<T>(compute: (text: string) => T, maxResults = 1_000): (text: string) => T {
  const results = new Map<string, { readonly result: T }>();
  return (text) => {
    let known = results.get(text);
    if (known === undefined) {
      known = { result: compute(text) };
      if (results.size >= maxResults) results.clear();
      results.set(text, known);
    }
    return known.result;
  };
}
