import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import { values } from "../../api/routes";
import type { ValueDeclaration } from "../../api/values/declaration";

export const root = resolve(__dirname, "../..");

/** Configuration in a stack's file, by full key. */
export type YamlConfig = Readonly<Record<string, unknown>>;

/** Returns the configuration in the file of a stack. A folder without that file answers with its first stack. */
export function configOf(folder: string, stack: string): YamlConfig {
  const files = readdirSync(folder).filter((file) => /^Pulumi\.(?!pr-\d+\.).+\.yaml$/.test(file));
  const own = files.find((file) => file === `Pulumi.${stack}.yaml`) ?? files.sort()[0];
  if (own === undefined) return {};
  const { config } = (parse(readFileSync(join(folder, own), "utf8")) ?? {}) as { readonly config?: YamlConfig };
  return config ?? {};
}

/** Returns overrides for the values that a stack's file encrypts: texts of the declared form. */
export function placeholderSecrets(stack: string): readonly string[] {
  const encrypted = Object.entries(configOf(root, stack)).filter(([, value]) => isEncrypted(value));
  return encrypted.map(([key]) => {
    const declaration = values.find(({ name }) => name === key.replace(/^.*:/, ""));
    return `${key}=${declaration === undefined ? "placeholder" : placeholderOf(declaration)}`;
  });
}

function isEncrypted(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).join() === "secure";
}

function placeholderOf({ schema }: ValueDeclaration): string {
  const {
    pattern,
    minLength = 0,
    maxLength = 64,
  } = schema as {
    readonly pattern?: string;
    readonly minLength?: number;
    readonly maxLength?: number;
  };
  const texts =
    pattern === undefined ? fc.constant("placeholder-0123456789") : fc.stringMatching(new RegExp(pattern, "u"));
  const fitting = texts
    .map((text) => (pattern === undefined ? text.padEnd(minLength, "0").slice(0, maxLength) : text))
    .filter((text) => text.length >= minLength && text.length <= maxLength);
  return fc.sample(fitting, { numRuns: 1, seed: 1 })[0]!;
}
