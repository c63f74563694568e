import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { functions } from "../kernel/interfaces";
import type { ServiceRegistry } from "../kernel/serviceRegistry";
import { ofType, type Program } from "../kernel/resources";

/**
 * The line that says what a function may do, `api/items/routes.ts:18`: `access` of the entry that has the function's name,
 * else where the program declares the policy of its role. Undefined where neither is known.
 */
export function grantPlace(program: Program, label: string, registry: ServiceRegistry): string | undefined {
  return accessPlace(program, label) ?? policyPlace(program, label, registry);
}

/** How many lines behind its name an entry's `access` is looked for. */
const mostLines = 40;

function accessPlace({ dir, files }: Program, label: string): string | undefined {
  if (dir === undefined || files === undefined) return undefined;
  for (const file of files()) {
    const line = accessLine(linesOf(file), label);
    if (line !== undefined) return `${relative(dir, file)}:${line}`;
  }
  return undefined;
}

/** 1-based line of `access:` between `name: "LABEL"` and the next entry's name. */
function accessLine(lines: readonly string[], label: string): number | undefined {
  const named = (line: string) => /^\s*name:\s*["'`]([^"'`]*)["'`]/.exec(line)?.[1];
  const start = lines.findIndex((line) => named(line) === label);
  if (start < 0) return undefined;
  const rest = lines.slice(start + 1, start + 1 + mostLines);
  const next = rest.findIndex((line) => named(line) !== undefined);
  const entry = next < 0 ? rest : rest.slice(0, next);
  const offset = entry.findIndex((line) => /^\s*access:/.test(line));
  return offset < 0 ? undefined : start + offset + 2;
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    // It may have been removed since it was loaded.
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
