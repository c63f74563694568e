/** By what clients prove who they are. */
const secretHeaders = new Set(["authorization", "cookie", "x-api-key"]);

/** A shorter value would hide what only looks like it. */
const shortest = 8;

/** Values that a run must not show by itself: keys, secret outputs, and what clients prove themselves with. */
export class Secrets {
  private readonly values: readonly string[];

  constructor(values: readonly string[]) {
    // Longest first, where one holds another.
    this.values = [...new Set(values)].filter(({ length }) => length >= shortest).sort((a, b) => b.length - a.length);
  }

  /** These, and those that a request brought. */
  withHeaders(headers: readonly (readonly [name: string, value: string])[]): Secrets {
    const brought = headers.filter(([name]) => secretHeaders.has(name.toLowerCase())).map(([, value]) => value);
    return brought.length === 0 ? this : new Secrets([...this.values, ...brought]);
  }

  /** Each is shown by its end alone, by which who knows it recognises it. */
  hide(text: string): string {
    return this.values.reduce((hidden, value) => hidden.replaceAll(value, `••••${value.slice(-4)}`), text);
  }
}
