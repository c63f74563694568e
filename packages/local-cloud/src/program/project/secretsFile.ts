import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../../kernel/errors";
import type { Override } from "./configPath";
import { readProject, type Project } from "./readProject";
import { readYaml } from "./yamlFile";

/** Returns the name of the file with a developer's own secrets of a stack. A project lists it in its .gitignore. */
export function secretsFileOf(stack: string): string {
  return `.secrets.${stack}.yaml`;
}

/**
 * Reads a project for a local run, with the secrets of a file if it exists. Overrides have precedence over the file.
 *
 * @throws UserError for a file that does not contain keys and texts, and for what `readProject` rejects.
 */
export function readLocalProject(dir: string, stack: string, overrides: readonly Override[]): Project {
  return readProject(dir, stack, [...secretsOf(resolve(dir), stack), ...overrides]);
}

/**
 * Reads a project for a tool that only reads the declaration. A text replaces encrypted values that the file of secrets
 * does not contain.
 *
 * @throws UserError as `readLocalProject`.
 */
export function readDeclaredProject(dir: string, stack: string, overrides: readonly Override[]): Project {
  const all = [...secretsOf(resolve(dir), stack), ...overrides];
  return readProject(dir, stack, { overrides: all, replacesEncrypted: true });
}

function secretsOf(dir: string, stack: string): Override[] {
  const file = join(dir, secretsFileOf(stack));
  if (!/^[\w.-]+$/.test(stack) || !existsSync(file)) return [];
  return Object.entries(readYaml(file)).map(([key, value]) => {
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
      throw new UserError(`${file}: the value of ${key} must be text`);
    }
    return { secret: `${key}=${String(value)}` };
  });
}
