import { parse } from "yaml";
import { readProject, type Program } from "@onemachine/local-cloud";
import type { Settings } from "../../api/settings";
import { checkOf, type TokenCheck } from "../../api/settings/identity";
import { settingsSchema } from "../../api/settings/schema";
import { placeholderSecrets } from "./ownerStack";
import { configFileOf, root } from "./program";

/** Returns the settings in the file that the program was declared with, with their defaults. */
export function stackSettings(program: Program): Settings {
  const { project, stack } = program.location;
  const overrides = placeholderSecrets(stack).map((secret) => ({ secret }));
  const { config } = readProject(root, stack, { overrides, configFile: configFileOf(program) });
  const texts = Object.entries(config).map(([key, text]) => [key.replace(`${project}:`, ""), text] as const);
  const known = texts.filter(([name]) => Object.hasOwn(settingsSchema.shape, name));
  return settingsSchema.parse(
    Object.fromEntries(known.map(([name, text]) => [name, name === "stageName" ? text : (parse(text) as unknown)])),
  );
}

/** Returns what checks the tokens of a route in a stack. */
export function tokenCheckOf(program: Program, routeName: string): TokenCheck {
  return checkOf(stackSettings(program).identity, routeName);
}
