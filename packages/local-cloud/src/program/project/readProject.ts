import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { setConfigPath, type Override } from "./configPath";
import { entryOf, type Entry } from "./entry";
import { UserError } from "../../kernel/errors";
import { configuredStacks, isOfOtherStack, type StackOutputs } from "./stackOutputs";
import { readYaml, type Yaml } from "./yamlFile";

/** A Pulumi project and one of its stacks. */
export interface Project {
  readonly name: string;
  readonly stack: string;
  readonly dir: string;
  readonly entry: Entry;
  /** Absolute path of tsconfig.json. If it does not exist, Pulumi's defaults apply. */
  readonly tsconfig: string;
  /** Values by full key, such as `aws:region`. As in Pulumi, all values are strings, and objects are JSON. */
  readonly config: Readonly<Record<string, string>>;
  /** Keys of secret values. */
  readonly secretKeys: readonly string[];
  /** Outputs of other stacks from overrides, by stack name. */
  readonly stacks: Readonly<Record<string, StackOutputs>>;
}

/** Sources of a stack's configuration. */
export interface ConfigSources {
  /** `KEY=VALUE`. The key may be a path, as in `pulumi config set --path`. */
  readonly overrides: readonly Override[];
  /** File to read instead of `Pulumi.<stack>.yaml`, as with `--config-file` of the Pulumi CLI. */
  readonly configFile?: string | undefined;
  /** True to replace encrypted values without an override by a text, for tools that only read the declaration. */
  readonly replacesEncrypted?: boolean | undefined;
}

/** Text that replaces an encrypted value. Its 64 characters satisfy the `minLength` of most keys. */
const encryptedText = "placeholder-of-an-encrypted-value-0123456789-0123456789-01234567";

/**
 * Reads `Pulumi.yaml` and, if it exists, `Pulumi.<stack>.yaml`. Overrides are not written back.
 *
 * @param given overrides alone, or all sources.
 * @throws UserError for a missing or malformed file, an encrypted value without override, or a malformed override.
 */
export function readProject(dir: string, stack: string, given: readonly Override[] | ConfigSources): Project {
  const sources: ConfigSources = "overrides" in given ? given : { overrides: given };
  const { overrides, configFile, replacesEncrypted = false } = sources;
  const root = resolve(dir);
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(`--program ${root}: not a folder; pass the folder that contains Pulumi.yaml`);
  }
  const file = join(root, "Pulumi.yaml");
  if (!existsSync(file)) throw new UserError(`no Pulumi.yaml in ${root}`);
  const project = readYaml(file);
  const name = project["name"];
  if (typeof name !== "string") throw new UserError(`${file}: name must be text`);
  const values = {
    ...projectDefaults(name, (project["config"] ?? {}) as Yaml),
    ...(configFile === undefined ? stackValues(root, name, stack) : fileValues(resolve(configFile), name)),
  };
  const readable = replacesEncrypted ? (replaceEncrypted(values) as typeof values) : values;
  const config = Object.fromEntries(Object.entries(readable).map(([key, value]) => [key, toText(value)]));
  const encrypted = Object.keys(values).filter((key) => encryptedPath(values[key]) !== undefined);
  const secretOverrides = overrides.flatMap((override) => {
    const key = setConfigPath(config, name, override);
    return typeof override === "string" ? [] : [key];
  });
  checkEncrypted(config, stack);
  checkRegion(config["aws:region"]);
  const secretKeys = [...new Set([...encrypted, ...secretOverrides])];
  const own = Object.fromEntries(Object.entries(config).filter(([key]) => !isOfOtherStack(key)));
  return {
    name,
    stack,
    dir: root,
    ...programOf(root, project),
    config: own,
    secretKeys: secretKeys.filter((key) => key in own),
    stacks: configuredStacks(config, secretKeys),
  };
}

/** @throws UserError if a value is still encrypted after the overrides are applied. */
function checkEncrypted(config: Readonly<Record<string, string>>, stack: string): void {
  for (const [key, text] of Object.entries(config)) {
    const path = text.includes('"secure"') ? encryptedPath(parseJson(text)) : undefined;
    if (path === undefined) continue;
    throw new UserError(
      `${key}${path} is encrypted in Pulumi.${stack}.yaml, and a local run holds no key: set it with --secret ${key}${path}=VALUE, or in .secrets.${stack}.yaml`,
    );
  }
}

/** Returns the path of the first `{ secure: … }` in a value; undefined if the value contains no such object. */
function encryptedPath(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (Object.keys(value).join() === "secure" && typeof (value as Yaml)["secure"] === "string") return "";
  for (const [key, inner] of Object.entries(value)) {
    const path = encryptedPath(inner);
    if (path !== undefined) return `${Array.isArray(value) ? `[${key}]` : `.${key}`}${path}`;
  }
  return undefined;
}

/** Returns a value in which a text replaces each `{ secure: … }`. */
function replaceEncrypted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (encryptedPath(value) === "") return encryptedText;
  if (Array.isArray(value)) return value.map(replaceEncrypted);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaceEncrypted(inner)]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Checks the form of a region (AWS General Reference, "AWS service endpoints"). @throws UserError */
function checkRegion(region: string | undefined): void {
  if (region === undefined || /^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region)) return;
  throw new UserError(`aws:region is ${JSON.stringify(region)}: it must be a region such as eu-central-1`);
}

function stackValues(root: string, name: string, stack: string): Record<string, unknown> {
  const file = join(root, `Pulumi.${stack}.yaml`);
  if (!/^[\w.-]+$/.test(stack) || !existsSync(file)) {
    const known = readdirSync(root).flatMap((entry) => /^Pulumi\.(.+)\.yaml$/.exec(entry)?.[1] ?? []);
    // Pulumi needs no file for a stack without settings. If other stacks have files, a mistyped name is more likely.
    if (known.length === 0 && /^[\w.-]+$/.test(stack)) return {};
    throw new UserError(`there is no stack ${stack}: ${root} has ${known.join(", ") || "none"}`);
  }
  return fileValues(file, name);
}

/** Returns the `config` of a stack's file by full key. @throws UserError for a missing or malformed file */
function fileValues(file: string, name: string): Record<string, unknown> {
  if (!existsSync(file)) throw new UserError(`there is no configuration file ${file}`);
  const config = readYaml(file)["config"] ?? {};
  if (typeof config !== "object" || Array.isArray(config))
    throw new UserError(`${file}: config must hold keys and values`);
  return qualifyKeys(name, config as Yaml);
}

/** Returns the `config` of Pulumi.yaml, whose entries are plain values, `{ value }` or `{ default }`. */
function projectDefaults(name: string, config: Yaml): Record<string, unknown> {
  const values = Object.entries(config).map(([key, declared]) => {
    if (typeof declared !== "object" || declared === null || Array.isArray(declared)) return [key, declared];
    const { value, default: fallback } = declared as { value?: unknown; default?: unknown };
    return [key, value ?? fallback];
  });
  return qualifyKeys(name, Object.fromEntries(values.filter(([, value]) => value !== undefined)) as Yaml);
}

/** Adds the project's namespace to keys without one. */
function qualifyKeys(name: string, config: Yaml): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key.includes(":") ? key : `${name}:${key}`, value]),
  );
}

function toText(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

/**
 * Returns the tsconfig path in a folder's Pulumi.yaml. Without a Pulumi.yaml, it is the folder's tsconfig.json.
 *
 * @throws UserError if Pulumi.yaml cannot be read.
 */
export function tsconfigOf(dir: string): string {
  const root = resolve(dir);
  const file = join(root, "Pulumi.yaml");
  return existsSync(file) ? programOf(root, readYaml(file)).tsconfig : join(root, "tsconfig.json");
}

function programOf(root: string, { main, runtime }: Yaml): Pick<Project, "entry" | "tsconfig"> {
  const { name, options } = (typeof runtime === "object" ? (runtime ?? {}) : { name: runtime }) as Yaml;
  if (name !== "nodejs") throw new UserError(`${join(root, "Pulumi.yaml")}: runtime must be nodejs to run here`);
  const { tsconfig = "tsconfig.json" } = (options ?? {}) as Yaml;
  const entry = entryOf(root, typeof main === "string" ? main : undefined);
  return { entry, tsconfig: resolve(entry.workingDir, String(tsconfig)) };
}
