import * as pulumi from "@pulumi/pulumi";
import { checkValue } from "../http/check";
import { howToEncrypt, readConfigured, type Configured } from "./configured";
import type { ValueDeclaration } from "./declaration";

/** A configured value as text. That of a secret is a Pulumi secret. */
export type ConfiguredValue = string | pulumi.Output<string>;

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
  const configured = readConfigured(name, declaration.secret ? undefined : Infinity);
  if (configured === undefined) {
    if (schema.default !== undefined) return textOf(schema.default);
    const remedy = declaration.secret ? `: ${howToEncrypt(key)}` : "";
    throw new pulumi.RunError(`${key} is missing (${description})${remedy}`);
  }
  if (declaration.secret) return readSecret(configured, declaration);
  if (configured.isSecret) {
    throw new pulumi.RunError(
      `${key} is encrypted, and its declaration has no secret: true; a function would receive it as a plain variable`,
    );
  }
  const given = schema.type === "string" ? configured.plain : parse(configured.plain);
  const violation = violationOf(declaration, given);
  if (violation !== undefined) throw new pulumi.RunError(`${key} is ${JSON.stringify(given)}: ${violation}`);
  return textOf(given);
}

function readSecret({ key, isSecret, plain, text }: Configured, declaration: ValueDeclaration): ConfiguredValue {
  if (!isSecret) throw new pulumi.RunError(`${key} is in plain text: ${howToEncrypt(key)}`);
  const violation = violationOf(declaration, plain);
  if (violation !== undefined) throw new pulumi.RunError(`${key}: ${violation}`);
  return text;
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
