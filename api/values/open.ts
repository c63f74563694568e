import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { ReadSecret, ValueDeclaration } from "./declaration";

/** A value, and the environment variable that contains it or, for a secret, the name of its parameter. */
export interface ValueVariable {
  readonly name: string;
  readonly variable: string;
  readonly type: ValueDeclaration["schema"]["type"];
}

/** Returns the plain values from the environment, with their declared types. */
export function openValues(values: readonly ValueVariable[]): Record<string, unknown> {
  return Object.fromEntries(
    values.map(({ name, variable, type }) => {
      const text = process.env[variable] ?? "";
      return [name, type === "string" ? text : (JSON.parse(text) as unknown)];
    }),
  );
}

/**
 * Returns a function for each secret, which reads it from Parameter Store. Simultaneous reads share a request. After five
 * minutes the next read asks again, so that a changed secret arrives without a deployment. If that request fails, the
 * older value stays in use.
 *
 * @param now returns epoch milliseconds.
 */
export function openSecrets(
  secrets: readonly Pick<ValueVariable, "name" | "variable">[],
  now: () => number = () => Date.now(),
): Record<string, ReadSecret> {
  const maxAgeMillis = 300_000;
  // Three attempts of at most 2 s are below the function's timeout, as for tables.
  const client = new SSMClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
  });

  const read = async (variable: string): Promise<string> => {
    const Name = process.env[variable];
    const { Parameter } = await client.send(new GetParameterCommand({ Name, WithDecryption: true }));
    return Parameter!.Value!;
  };

  const reader = (variable: string): ReadSecret => {
    let known: { readonly value: string; readonly at: number } | undefined;
    let reading: Promise<string> | undefined;
    const readAgain = async () => {
      const at = now();
      try {
        known = { value: await read(variable), at };
      } catch (error) {
        if (known === undefined) throw error;
      } finally {
        reading = undefined;
      }
      return known.value;
    };
    return () => {
      if (known !== undefined && now() - known.at < maxAgeMillis) return Promise.resolve(known.value);
      reading ??= readAgain();
      return reading;
    };
  };

  return Object.fromEntries(secrets.map(({ name, variable }) => [name, reader(variable)]));
}
