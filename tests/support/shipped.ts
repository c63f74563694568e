import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { reviewSettings } from "@onemachine/api-tools";
import { routes } from "../../api/routes";
import { settingsSchema } from "../../api/settings/schema";
import { configOf, placeholderSecrets, root, type YamlConfig } from "./ownerStack";

/**
 * A stack with the shipped settings and the owner's values. Tests of the framework use it, because the owner may change
 * every setting of the project's own stacks.
 */
export interface ShippedStack {
  readonly stack: string;
  /** Instead of the owner's `Pulumi.<stack>.yaml`. */
  readonly configFile: string;
  /** Values of secrets that the owner's file encrypts. */
  readonly secrets: readonly string[];
}

/** Shipped stack files. */
const folder = join(root, "tests", "support", "stacks");

const stacks = new Map<string, ShippedStack>();
let files: string | undefined;

/** Returns the options that declare or start the program with the shipped settings of a stack. */
export function shippedStack(stack: "dev" | "prod"): ShippedStack {
  const known = stacks.get(stack);
  if (known !== undefined) return known;
  const configFile = writeFile(stack, stringify({ config: configWith(stack) }));
  const made = { stack, configFile, secrets: placeholderSecrets(stack) };
  stacks.set(stack, made);
  return made;
}

/** Routes with scopes require the setting `identity`, which the shipped stacks do not have. Other routes need a key alone. */
function identity(): { readonly identity?: object } {
  const scoped = routes.filter(({ scopes }) => scopes !== undefined).map(({ name }) => [name, "userPool"] as const);
  if (scoped.length === 0) return {};
  const callbackUrls = ["https://app.example.com"];
  return { identity: { by: "key", routes: Object.fromEntries(scoped), callbackUrls } };
}

function configWith(stack: string): YamlConfig {
  const { name: project } = parse(readFileSync(join(folder, "Pulumi.yaml"), "utf8")) as { readonly name: string };
  const isSetting = (key: string) => Object.hasOwn(settingsSchema.shape, key.replace(`${project}:`, ""));
  const values = Object.entries(configOf(root, stack)).filter(([key]) => !isSetting(key));
  const added = Object.entries(identity()).map(([name, value]) => [`${project}:${name}`, value] as const);
  return { ...Object.fromEntries(values), ...configOf(folder, stack), ...Object.fromEntries(added) };
}

/** Returns the options that declare the stack of a pull request as `npx api-tools review` does. */
export function reviewStack(boundary: string): ShippedStack {
  const stack = "pr-12";
  return {
    stack,
    configFile: writeFile(stack, reviewSettings(root, stack, boundary)),
    secrets: placeholderSecrets("dev"),
  };
}

function writeFile(stack: string, text: string): string {
  files ??= temporaryFolder();
  const file = join(files, `Pulumi.${stack}.yaml`);
  writeFileSync(file, text);
  return file;
}

function temporaryFolder(): string {
  const made = mkdtempSync(join(tmpdir(), "shipped-"));
  process.once("exit", () => existsSync(made) && rmSync(made, { recursive: true }));
  return made;
}
