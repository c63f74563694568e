/** Headers with credentials. */
const secretHeaders = new Set(["authorization", "cookie", "x-api-key"]);

/** Minimum length of a secret: hiding shorter values would also hide unrelated text. */
const minLength = 8;

/** Values that are hidden by default: API keys, secret outputs, and credentials in headers. */
export class Secrets {
  private readonly values: readonly string[];

  constructor(values: readonly string[]) {
    // Longest first, in case one contains another.
    this.values = [...new Set(values)].filter(({ length }) => length >= minLength).sort((a, b) => b.length - a.length);
  }

  /** Adds the credentials in the headers of a request. */
  withHeaders(headers: readonly (readonly [name: string, value: string])[]): Secrets {
    const brought = headers.filter(([name]) => secretHeaders.has(name.toLowerCase())).map(([, value]) => value);
    return brought.length === 0 ? this : new Secrets([...this.values, ...brought]);
  }

  /** Replaces secrets; the last characters stay, so that their owner can recognise them. */
  hide(text: string): string {
    return this.values.reduce((hidden, value) => hidden.replaceAll(value, `••••${value.slice(-4)}`), text);
  }
}
