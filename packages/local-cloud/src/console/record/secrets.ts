import { ofType, type Program } from "../../kernel/resources";

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

/** Returns key values, declared values of secrets and secure parameters, and secret outputs. */
export function secretsOf({ resources, outputs }: Program): string[] {
  const keys = ofType(resources, "aws:apigateway/apiKey:ApiKey").map(({ state }) => String(state["value"]));
  const versions = ofType(resources, "aws:secretsmanager/secretVersion:SecretVersion").map(({ inputs }) => inputs);
  const parameters = ofType(resources, "aws:ssm/parameter:Parameter").map(({ inputs }) => inputs);
  const stored = [
    ...versions.map((each) => each["secretString"]),
    ...parameters.filter((each) => each["type"] === "SecureString").map((each) => each["value"]),
  ].filter((each) => typeof each === "string");
  const secret = Object.values(outputs).flatMap(({ value, secret: isSecret }) =>
    isSecret && typeof value === "string" ? [value] : [],
  );
  return [...keys, ...stored, ...secret];
}
