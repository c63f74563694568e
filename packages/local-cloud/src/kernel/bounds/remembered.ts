/** Default limit of the results. */
const defaultMaxResults = 1_000;

/** Results by text. Above a limit, all are dropped, because texts can depend on requests. */
export class RememberedResults<T> {
  private readonly results = new Map<string, { readonly result: T }>();

  constructor(private readonly maxResults = defaultMaxResults) {}

  /** Returns the result of a text. @param compute is called once for a text. */
  get(text: string, compute: (text: string) => T): T {
    let known = this.results.get(text);
    if (known === undefined) {
      known = { result: compute(text) };
      if (this.results.size >= this.maxResults) this.results.clear();
      this.results.set(text, known);
    }
    return known.result;
  }
}

/** Returns a function that computes the result for each text once. */
export function remembered<T>(compute: (text: string) => T, maxResults?: number): (text: string) => T {
  const results = new RememberedResults<T>(maxResults);
  return (text) => results.get(text, compute);
}
