import * as pulumi from "@pulumi/pulumi";

/** Internal to Pulumi's runtime, and the only way to know that a value is encrypted. */
const { isConfigSecret } = pulumi.runtime as unknown as { readonly isConfigSecret: (key: string) => boolean };

/** A text of the stack's configuration. */
export interface Configured {
  /** Key with the project's name, as in `Pulumi.<stack>.yaml`. */
  readonly key: string;
  /** A Pulumi secret if it is encrypted. */
  readonly text: string | pulumi.Output<string>;
  /** The text itself, for checks. */
  readonly plain: string;
  readonly isSecret: boolean;
}

/**
 * Returns the configured text of a name; undefined if the stack sets none.
 *
 * @param maxBytes size that AWS stores: 4 KB for a standard parameter (Parameter Store API reference, PutParameter). With
 *   Infinity, the text may also be empty.
 * @throws pulumi.RunError for a wrong size.
 */
export function readConfigured(name: string, maxBytes = 4096): Configured | undefined {
  const key = `${pulumi.getProject()}:${name}`;
  const plain = pulumi.runtime.getConfig(key);
  if (plain === undefined) return undefined;
  const bytes = Buffer.byteLength(plain);
  if (maxBytes !== Infinity && (bytes < 1 || bytes > maxBytes))
    throw new pulumi.RunError(`${key}: it has ${bytes} bytes, and must have 1 to ${maxBytes}`);
  const isSecret = isConfigSecret(key);
  return { key, plain, isSecret, text: isSecret ? pulumi.secret(plain) : plain };
}

/** Returns how a person sets an encrypted value. */
export function howToEncrypt(key: string): string {
  return `set it with pulumi config set --secret ${key}, or for a local run with --secret ${key}=VALUE`;
}
