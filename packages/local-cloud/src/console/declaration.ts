import { functions } from "../kernel/interfaces";
import type { ServiceRegistry } from "../kernel/serviceRegistry";
import type { Declared, Program } from "../kernel/resources";
import type { Usage } from "../readers/usage";
import type { Secrets } from "./secrets";
import type { Declaration } from "./wire";

interface Context {
  readonly registry: ServiceRegistry;
  readonly usage: Usage;
  readonly secrets: Secrets;
  readonly sourceOf: Program["sourceOf"];
}

/** A declared resource, for who asks what it is; a function with what its role grants and whether that was used. */
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

/** Archives are megabytes; documents and policies are JSON in a text. */
function withoutArchives(key: string, value: unknown): unknown {
  if (key === "code") return "(archive)";
  if (typeof value !== "string" || !/^[{[]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
