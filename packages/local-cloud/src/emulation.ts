import { inputsWithoutEffect, type InputLists } from "./kernel/inputs";
import type { Declared, EmulatedType } from "./kernel/resources";
import type { ServiceDefinition } from "./kernel/service";
import { services as allServices } from "./services";

/** How far a resource type goes here. */
export type Extent = "emulated" | "outputs only" | "unknown";

/** Each emulated type with its definition. */
export function emulatedTypes(services: readonly ServiceDefinition[] = allServices): [type: string, EmulatedType][] {
  return services.flatMap(({ emulates }) => Object.entries(emulates));
}

/** What a resource is here; Pulumi's own, such as providers, are what they are on AWS. */
export function extentOf(
  { type, custom }: Pick<Declared, "type" | "custom">,
  services: readonly ServiceDefinition[] = allServices,
): Extent {
  if (!custom || /^pulumi(?:-nodejs)?:/.test(type)) return "emulated";
  if (services.some(({ emulates }) => type in emulates)) return "emulated";
  return services.some(({ names }) => names !== undefined && type in names) ? "outputs only" : "unknown";
}

/** An input that a program sets and that nothing here reads. */
export interface WithoutEffect {
  readonly resource: Declared;
  /** `snapStart`, `settings.x`; with its value where other values have an effect. */
  readonly input: string;
}

/** The inputs of a program's emulated resources that neither have an effect here nor can be ignored. */
export function declaredWithoutEffect(
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

/** The table of docs/emulation.md: each type that the services know, in Markdown, by the module that it is of. */
export function typesTable(services: readonly ServiceDefinition[] = allServices): string {
  const emulated = services.flatMap(({ emulates, constructs }) => Object.keys({ ...emulates, ...constructs }));
  const named = services.flatMap(({ names }) => Object.keys(names ?? {})).filter((type) => !emulated.includes(type));
  const modules = [...new Set([...emulated, ...named].map(moduleOf))].sort();
  const rows = modules.map((module) => [`\`${module}\``, typesOf(module, emulated), typesOf(module, named)]);
  return markdownTable(["", "emulated", "outputs only: ids, names, ARNs and URLs as on AWS"], rows);
}

/** The inputs of each emulated type that have an effect, and those that can be ignored, as a table in Markdown. */
export function inputsTable(services: readonly ServiceDefinition[] = allServices): string {
  const rows = services
    .flatMap(({ emulates, constructs }) => Object.entries({ ...emulates, ...constructs }))
    .map(([type, { reads, ignores }]) => [`\`${moduleOf(type)}.${nameOf(type)}\``, listed(reads), listed(ignores)])
    .sort(([a = ""], [b = ""]) => (a < b ? -1 : 1));
  return markdownTable(["type", "inputs with an effect", "inputs without one, which are not reported"], rows);
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function listed(inputs: readonly string[]): string {
  return [...inputs].sort().join(", ");
}

/** `aws:lambda/function:Function` is of `aws.lambda`. */
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
