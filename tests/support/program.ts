import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ofType as resourcesOfType, readProject, type Declared, type Program } from "@onemachine/local-cloud";
import { declareProgram, type DeclareOptions } from "@onemachine/local-cloud/testing";
import { placeholderSecrets, root } from "./ownerStack";
import { shippedStack } from "./shipped";

export { root };

/** A program with configuration values, and the values of a stack. */
export const valuesProgram = {
  program: join(root, "tests", "program", "values"),
  config: ["currency=EUR"],
  secrets: ["signingKey=hush-0123456789"],
};

/** A program that declares each kind of resource. */
export const bookingProgram = { program: join(root, "tests", "program", "booking") };

/** A program with two routes of a group, and one route alone. */
export const groupsProgram = { program: join(root, "tests", "program", "groups") };

/** A program with a consumer of each kind of source. */
export const sourcesProgram = { program: join(root, "tests", "program", "sources") };

/** Runs a program and returns its declared resources, with ids, names and ARNs in the form of AWS. */
export async function declare({ program = root, ...rest }: DeclareOptions = {}): Promise<Program> {
  const made = await declareProgram({ program, ...rest });
  if (rest.configFile !== undefined) configFiles.set(made, rest.configFile);
  return made;
}

/** Files with the settings of programs that were declared with another file than that of their stack. */
const configFiles = new WeakMap<Program, string>();

/** Returns the file with a program's settings if it is not that of its stack. */
export function configFileOf(program: Program): string | undefined {
  return configFiles.get(program);
}

/**
 * Like `declare`, but each archive contains an empty callback, because serialization takes most of the time. For tests of
 * settings, which read no archive. One call at a time.
 */
export async function declareWithoutCode(options: DeclareOptions = {}): Promise<Program> {
  const runtime = pulumi.runtime as { serializeFunction: typeof pulumi.runtime.serializeFunction };
  const { serializeFunction } = runtime;
  const text = "exports.handler = () => undefined;\n";
  runtime.serializeFunction = () =>
    Promise.resolve({ text, exportName: "handler", isFactoryFunction: false, containsSecrets: false });
  try {
    return await declare(options);
  } finally {
    runtime.serializeFunction = serializeFunction;
  }
}

/** A program with two workflows. */
export const workflowsProgram = { program: join(root, "tests", "program", "workflows") };

const loaded = new Map<string, Promise<Program>>();

/** Returns the program of a stack with the settings of its owner. All tests share the result. */
export function declared(stack: string, preview = false): Promise<Program> {
  return share({ stack, preview, secrets: placeholderSecrets(stack) });
}

/** Returns the program of a stack with the shipped settings, whatever its owner has set. All tests share the result. */
export function shipped(stack: "dev" | "prod"): Promise<Program> {
  return share({ preview: false, ...shippedStack(stack) });
}

interface StackOptions {
  readonly stack: string;
  readonly preview: boolean;
  readonly configFile?: string;
  readonly secrets: readonly string[];
}

/** Declares a stack once for equal settings: until an owner changes a stack, its settings are the shipped ones. */
function share(options: StackOptions): Promise<Program> {
  const { stack, preview, configFile, secrets } = options;
  const overrides = secrets.map((secret) => ({ secret }));
  const { config, secretKeys } = readProject(root, stack, { overrides, configFile });
  const sorted = Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1));
  const key = JSON.stringify([stack, preview, sorted, secretKeys]);
  const program = loaded.get(key) ?? declare(options);
  loaded.set(key, program);
  return program;
}

export function ofType({ resources }: Program, type: string): Declared[] {
  return resourcesOfType(resources, type);
}

/** Returns the only resource of a type and, if given, logical name. @throws Error if there is not exactly one. */
export function only(program: Program, type: string, name?: string): Declared {
  const found = ofType(program, type).filter((resource) => name === undefined || resource.name === name);
  if (found.length !== 1) throw new Error(`${found.length} resources ${type} ${name ?? ""}`);
  return found[0]!;
}
