import { parse } from "yaml";
import { readProject, type Program } from "@onemachine/local-cloud";
import type { Settings } from "../../api/settings";
import { checkOf, type TokenCheck } from "../../api/settings/identity";
import { settingsSchema } from "../../api/settings/schema";
import { root } from "./program";

/** Returns the settings in the program's own file `Pulumi.<stack>.yaml`, with their defaults. */
export function stackSettings({ location: { project, stack } }: Program): Settings {
  const texts = Object.entries(readProject(root, stack, []).config).map(
    ([key, text]) => [key.replace(`${project}:`, ""), text] as const,
  );
  const known = texts.filter(([name]) => Object.hasOwn(settingsSchema.shape, name));
  return settingsSchema.parse(
    Object.fromEntries(known.map(([name, text]) => [name, name === "stageName" ? text : (parse(text) as unknown)])),
  );
}

/** Returns what checks the tokens of a route in a stack. */
export function tokenCheckOf(program: Program, routeName: string): TokenCheck {
  return checkOf(stackSettings(program).identity, routeName);
}
