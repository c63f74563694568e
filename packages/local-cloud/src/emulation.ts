import { inputsWithoutEffect, type InputLists } from "./kernel/inputs";
import type { Declared, EmulatedType } from "./kernel/resources";
import type { ServiceDefinition } from "./kernel/service";
import { services as allServices } from "./services";

/** How far a resource type is emulated. */
export type Extent = "emulated" | "outputs only" | "unknown";

/** Returns each emulated type with its definition. */
export function emulatedTypes(services: readonly ServiceDefinition[] = allServices): [type: string, EmulatedType][] {
  return services.flatMap(({ emulates }) => Object.entries(emulates));
}

/** Returns how far a resource is emulated. Pulumi's own types, such as providers, count as emulated. */
export function extentOf(
  { type, custom }: Pick<Declared, "type" | "custom">,
  services: readonly ServiceDefinition[] = allServices,
): Extent {
  if (!custom || /^pulumi(?:-nodejs)?:/.test(type)) return "emulated";
  if (services.some(({ emulates }) => type in emulates)) return "emulated";
  return services.some(({ names }) => names !== undefined && type in names) ? "outputs only" : "unknown";
}

/** An input of a program without an effect on the run. */
export interface WithoutEffect {
  readonly resource: Declared;
  /** Path of the input, such as `settings.x`. It includes the value if other values have an effect. */
  readonly input: string;
}

/** Returns the inputs of emulated resources that have no effect, except those that can be ignored. */
export function findInputsWithoutEffect(
  resources: readonly Declared[],
  services: readonly ServiceDefinition[] = allServices,
): WithoutEffect[] {
  const lists = new Map<string, InputLists & Pick<EmulatedType, "partsWithoutEffect">>(
    services.flatMap(({ emulates, constructs = {} }) => Object.entries({ ...emulates, ...constructs })),
  );
  return resources.flatMap((resource) => {
    const listed = lists.get(resource.type);
    if (listed === undefined) return [];
    const parts = listed.partsWithoutEffect?.(resource.inputs) ?? [];
    return [...inputsWithoutEffect(resource.inputs, listed), ...parts].map((input) => ({ resource, input }));
  });
}

/** Returns the table of docs/emulation.md in Markdown: all known types by module. */
export function typesTable(services: readonly ServiceDefinition[] = allServices): string {
  const emulated = services.flatMap(({ emulates, constructs }) => Object.keys({ ...emulates, ...constructs }));
  const named = services.flatMap(({ names }) => Object.keys(names ?? {})).filter((type) => !emulated.includes(type));
  const modules = [...new Set([...emulated, ...named].map(moduleOf))].sort();
  const rows = modules.map((module) => [`\`${module}\``, typesOf(module, emulated), typesOf(module, named)]);
  return markdownTable(["", "emulated", "outputs only: ids, names, ARNs and URLs as on AWS"], rows);
}

/** Returns a Markdown table of the inputs with an effect, and of those that can be ignored, for each emulated type. */
export function inputsTable(services: readonly ServiceDefinition[] = allServices): string {
  const rows = services
    .flatMap(({ emulates, constructs }) => Object.entries({ ...emulates, ...constructs }))
    .map(([type, { reads, ignores }]) => [
      `\`${moduleOf(type)}.${nameOf(type)}\``,
      listNames(reads),
      listNames(ignores),
    ])
    .sort(([a = ""], [b = ""]) => (a < b ? -1 : 1));
  return markdownTable(["type", "inputs with an effect", "inputs without one, which are not reported"], rows);
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function listNames(inputs: readonly string[]): string {
  return [...inputs].sort().join(", ");
}

/** Returns the module of a type: `aws.lambda` for `aws:lambda/function:Function`. */
function moduleOf(type: string): string {
  const [pkg = "", module = ""] = type.split(":");
  return module === "index" ? pkg : `${pkg}.${module.split("/")[0]}`;
}

function nameOf(type: string): string {
  return type.split(":").at(-1)!;
}

function typesOf(module: string, types: readonly string[]): string {
  return types
    .filter((type) => moduleOf(type) === module)
    .map(nameOf)
    .sort()
    .join(", ");
}
