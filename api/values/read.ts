import * as pulumi from "@pulumi/pulumi";
import { checkValue } from "../http/check";
import type { ValueDeclaration } from "./declaration";

/** A configured value as text. That of a secret is a Pulumi secret. */
export type ConfiguredValue = string | pulumi.Output<string>;

/** Internal to Pulumi's runtime, and the only way to know that a value is encrypted. */
const { isConfigSecret } = pulumi.runtime as unknown as { readonly isConfigSecret: (key: string) => boolean };

/**
 * Reads the declared values from the stack's configuration, keyed by name.
 *
 * @throws pulumi.RunError with the first wrong value: key, rule and, unless it is secret, the value.
 */
export function readValues(declarations: readonly ValueDeclaration[]): Readonly<Record<string, ConfiguredValue>> {
  return Object.fromEntries(declarations.map((declaration) => [declaration.name, readValue(declaration)]));
}

function readValue(declaration: ValueDeclaration): ConfiguredValue {
  const { name, schema, description } = declaration;
  const key = `${pulumi.getProject()}:${name}`;
  const text = pulumi.runtime.getConfig(key);
  if (text === undefined) {
    if (schema.default !== undefined) return textOf(schema.default);
    const remedy = declaration.secret ? `: ${howToEncrypt(key)}` : "";
    throw new pulumi.RunError(`${key} is missing (${description})${remedy}`);
  }
  if (declaration.secret) return readSecret(key, text, declaration);
  if (isConfigSecret(key)) {
    throw new pulumi.RunError(
      `${key} is encrypted, and its declaration has no secret: true; a function would receive it as a plain variable`,
    );
  }
  const given = schema.type === "string" ? text : parse(text);
  const violation = violationOf(declaration, given);
  if (violation !== undefined) throw new pulumi.RunError(`${key} is ${JSON.stringify(given)}: ${violation}`);
  return textOf(given);
}

function readSecret(key: string, text: string, declaration: ValueDeclaration): pulumi.Output<string> {
  if (!isConfigSecret(key)) throw new pulumi.RunError(`${key} is in plain text: ${howToEncrypt(key)}`);
  const violation = violationOf(declaration, text);
  if (violation !== undefined) throw new pulumi.RunError(`${key}: ${violation}`);
  // Parameter Store API reference, PutParameter, `Value`: 4 KB for a standard parameter. An empty one is invalid.
  const bytes = Buffer.byteLength(text);
  if (bytes < 1 || bytes > 4096) throw new pulumi.RunError(`${key}: it has ${bytes} bytes, and must have 1 to 4096`);
  return pulumi.secret(text);
}

function howToEncrypt(key: string): string {
  return `set it with pulumi config set --secret ${key}, or for a local run with --secret ${key}=VALUE`;
}

/** Returns the sentence of the rule that a value breaks; undefined if it breaks none. */
function violationOf({ schema }: ValueDeclaration, given: unknown): string | undefined {
  try {
    checkValue("it", schema, given);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function textOf(given: unknown): string {
  return typeof given === "string" ? given : JSON.stringify(given);
}
