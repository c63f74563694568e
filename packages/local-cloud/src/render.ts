import { providersOf } from "./cloud";
import { defaultRegion } from "./kernel/identity";
import { apis, functions, type Apis, type Functions } from "./kernel/interfaces";
import { loadProgram } from "./program/load";
import { ServiceRegistry } from "./kernel/serviceRegistry";
import { readProject } from "./program/project";
import type { Program, Providers } from "./kernel/resources";

export interface RenderOptions {
  /** Folder of the program's Pulumi.yaml. */
  readonly dir: string;
  readonly stack: string;
  /** Settings of this rendering alone, `KEY=VALUE`. */
  readonly config?: readonly string[];
  readonly preview?: boolean;
  readonly stuckMillis?: number;
  /** Ids and names by resource type; those of the local cloud without it. */
  readonly providers?: Providers;
  /** Version that a function's code and configuration are published as; always 1 without it. */
  readonly publishedVersion?: Functions["publishedVersion"];
}

/**
 * What a program declares on a stack: all of its resources, under mocks, with ids, names and ARNs as AWS gives them.
 * Needs neither credentials nor the Pulumi CLI.
 *
 * @throws UserError for a mistake in the program or its settings.
 */
export function render(options: RenderOptions): Promise<Program> {
  const { dir, stack, config = [], preview = false, providers = providersOf(), publishedVersion, ...rest } = options;
  const project = readProject(dir, stack, config);
  const region = project.config["aws:region"] ?? defaultRegion;
  const context = { project: project.name, stack, region, registry: awsRegistry(region, publishedVersion) };
  return loadProgram({ ...project, ...rest, providers, context, preview });
}

/** Where APIs are on AWS, and what a deployment of a function publishes: the first one, unless told otherwise. */
export function awsRegistry(
  region: string,
  publishedVersion: Functions["publishedVersion"] = () => "1",
): ServiceRegistry {
  const registry = new ServiceRegistry();
  registry.offer(apis, { endpoint: (id: string) => `https://${id}.execute-api.${region}.amazonaws.com` } as Apis);
  registry.offer(functions, { publishedVersion } as unknown as Functions);
  return registry;
}
