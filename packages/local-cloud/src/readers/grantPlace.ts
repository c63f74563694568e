import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { functions } from "../kernel/interfaces/functions";
import type { ServiceRegistry } from "../kernel/serviceRegistry";
import { ofType, type Program } from "../kernel/resources";

/**
 * Returns the source line that grants a function its permissions, such as `api/items/routes.ts:18`. This is `access` of
 * the route with the function's name, or else the declaration of its role's policy. Undefined if neither is found.
 */
export function grantPlace(program: Program, label: string, registry: ServiceRegistry): string | undefined {
  return accessPlace(program, label) ?? policyPlace(program, label, registry);
}

/** Maximum number of lines between the name of a route and its `access`. */
const maxLines = 40;

function accessPlace({ dir, files }: Program, label: string): string | undefined {
  if (dir === undefined || files === undefined) return undefined;
  for (const file of files()) {
    const line = accessLine(linesOf(file), label);
    if (line !== undefined) return `${relative(dir, file)}:${line}`;
  }
  return undefined;
}

/** Returns the 1-based line of `access:` between `name: "LABEL"` and the next name. */
function accessLine(lines: readonly string[], label: string): number | undefined {
  const named = (line: string) => /^\s*name:\s*["'`]([^"'`]*)["'`]/.exec(line)?.[1];
  const start = lines.findIndex((line) => named(line) === label);
  if (start < 0) return undefined;
  const rest = lines.slice(start + 1, start + 1 + maxLines);
  const next = rest.findIndex((line) => named(line) !== undefined);
  const entry = next < 0 ? rest : rest.slice(0, next);
  const offset = entry.findIndex((line) => /^\s*access:/.test(line));
  return offset < 0 ? undefined : start + offset + 2;
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    // The file may have been removed since it was loaded.
    return [];
  }
}

const policies = ["aws:iam/rolePolicy:RolePolicy", "aws:iam/rolePolicyAttachment:RolePolicyAttachment"];

function policyPlace({ resources, sourceOf }: Program, label: string, registry: ServiceRegistry): string | undefined {
  const roleArn = registry.use(functions).descriptions.find((each) => each.label === label)?.roleArn;
  const role = ofType(resources, "aws:iam/role:Role").find(({ state }) => state["arn"] === roleArn);
  if (role === undefined) return undefined;
  const isOfRole = ({ state }: { readonly state: Readonly<Record<string, unknown>> }) =>
    [role.state["name"], role.id, roleArn].includes(state["role"]);
  const place = policies.flatMap((type) => ofType(resources, type)).find(isOfRole) ?? role;
  return place.constructedAt && sourceOf?.(place.constructedAt);
}
