import type { Declared } from "./kernel/resources";
import type { ServiceDefinition } from "./kernel/service";
import { services as allServices } from "./services";

/** How far a resource type goes here. */
export type Extent = "emulated" | "outputs only" | "unknown";

/** What a resource is here; Pulumi's own, such as providers, are what they are on AWS. */
export function extentOf(
  { type, custom }: Pick<Declared, "type" | "custom">,
  services: readonly ServiceDefinition[] = allServices,
): Extent {
  if (!custom || /^pulumi(?:-nodejs)?:/.test(type)) return "emulated";
  if (services.some(({ emulates }) => type in emulates)) return "emulated";
  return services.some(({ names }) => names !== undefined && type in names) ? "outputs only" : "unknown";
}

/** The table of docs/emulation.md: each type that the services know, in Markdown, by the module that it is of. */
export function typesTable(services: readonly ServiceDefinition[] = allServices): string {
  const emulated = services.flatMap(({ emulates, constructs }) => Object.keys({ ...emulates, ...constructs }));
  const named = services.flatMap(({ names }) => Object.keys(names ?? {})).filter((type) => !emulated.includes(type));
  const modules = [...new Set([...emulated, ...named].map(moduleOf))].sort();
  const rows = modules.map((module) => [`\`${module}\``, typesOf(module, emulated), typesOf(module, named)]);
  const head = ["", "emulated", "outputs only: ids, names, ARNs and URLs as on AWS"];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** `aws:lambda/function:Function` is of `aws.lambda`. */
function moduleOf(type: string): string {
  const [pkg = "", module = ""] = type.split(":");
  return module === "index" ? pkg : `${pkg}.${module.split("/")[0]}`;
}

function typesOf(module: string, types: readonly string[]): string {
  return types
    .filter((type) => moduleOf(type) === module)
    .map((type) => type.split(":").at(-1)!)
    .sort()
    .join(", ");
}
