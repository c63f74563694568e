import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadTypeScript, type Declared } from "@onemachine/local-cloud";

/** The actions that a deployer needs for resources, each with the ARNs that they are on. */
export type ActionsFor = (
  resources: readonly Declared[],
) => readonly { readonly actions: readonly string[]; readonly on: string }[];

/** The function of a project's bootstrap; none is needed in a project without one. */
export function deployerActionsOf(dir: string): ActionsFor {
  const file = join(dir, "bootstrap", "deployerActions.ts");
  if (!existsSync(file)) return () => [];
  return (loadTypeScript(dir, file) as { actionsFor: ActionsFor }).actionsFor;
}
