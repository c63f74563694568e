import { functions } from "../../kernel/interfaces/functions";
import type { ServiceRegistry } from "../../kernel/serviceRegistry";
import type { Declared, Program } from "../../kernel/resources";
import type { Usage } from "../../readers/usage";
import type { Secrets } from "./secrets";
import type { Declaration } from "../wire";

interface Context {
  readonly registry: ServiceRegistry;
  readonly usage: Usage;
  readonly secrets: Secrets;
  readonly sourceOf: Program["sourceOf"];
}

/** Describes a declared resource. For a function, it includes the grants of its role and whether each was used. */
export function declaration(
  { type, name, urn, id, inputs, constructedAt }: Declared,
  { registry, usage, secrets, sourceOf }: Context,
): Declaration {
  const label = registry.use(functions).descriptions.find((described) => described.name === id)?.label;
  return {
    type,
    name,
    urn,
    id,
    source: constructedAt && sourceOf?.(constructedAt),
    inputs: secrets.hide(JSON.stringify(inputs, withoutArchives, 2)),
    grants: label === undefined ? [] : (usage.grants(registry)[label] ?? []),
  };
}

/** JSON replacer that omits archives, which are megabytes, and parses documents and policies. */
function withoutArchives(key: string, value: unknown): unknown {
  if (key === "code") return "(archive)";
  if (typeof value !== "string" || !/^[{[]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
