import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadTypeScript, type Declared } from "@onemachine/local-cloud";

/** Returns the IAM actions that deploying resources requires, with the ARN pattern of each group. */
export type ActionsFor = (
  resources: readonly Declared[],
) => readonly { readonly actions: readonly string[]; readonly on: string }[];

/** Loads `actionsFor` of the project's bootstrap/deployerActions.ts. Projects without that file require no actions. */
export function loadDeployerActions(dir: string): ActionsFor {
  const file = join(dir, "bootstrap", "deployerActions.ts");
  if (!existsSync(file)) return () => [];
  return (loadTypeScript(dir, file) as { actionsFor: ActionsFor }).actionsFor;
}
