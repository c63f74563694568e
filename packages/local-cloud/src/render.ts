import { providersOf } from "./cloud";
import { distributions, type Distributions } from "./kernel/interfaces/distributions";
import { defaultRegion } from "./kernel/identity";
import { apis, type Apis } from "./kernel/interfaces/apis";
import { functions, type Functions } from "./kernel/interfaces/functions";
import { loadProgram } from "./program/load";
import { ServiceRegistry } from "./kernel/serviceRegistry";
import { readProject } from "./program/project/readProject";
import { readDeclaredProject } from "./program/project/secretsFile";
import type { Program, Providers } from "./kernel/resources";

export interface RenderOptions {
  /** Folder of the program's Pulumi.yaml. */
  readonly dir: string;
  readonly stack: string;
  /** Configuration overrides, `KEY=VALUE`. */
  readonly config?: readonly string[];
  /** The same, for values that the program gets as secrets. */
  readonly secrets?: readonly string[];
  /** File to read instead of `Pulumi.<stack>.yaml`. */
  readonly configFile?: string;
  /** True to accept encrypted values: those of the file of secrets, or a text. */
  readonly replacesEncrypted?: boolean;
  readonly preview?: boolean;
  readonly stuckMillis?: number;
  /** Providers of ids and names; defaults to those of the local cloud. */
  readonly providers?: Providers;
  /** Returns the version that a function's code and configuration are published as; defaults to version 1. */
  readonly publishedVersion?: Functions["publishedVersion"];
}

/**
 * Returns all resources that a program declares on a stack, with ids, names and ARNs as AWS returns them. It runs the
 * program under mocks, and needs neither credentials nor the Pulumi CLI.
 *
 * @throws UserError for a mistake in the program or its settings.
 */
export function render(options: RenderOptions): Promise<Program> {
  const {
    dir,
    stack,
    config = [],
    secrets = [],
    configFile,
    replacesEncrypted = false,
    preview = false,
    providers = providersOf(),
    publishedVersion,
    ...rest
  } = options;
  const overrides = [...config, ...secrets.map((secret) => ({ secret }))];
  const project = replacesEncrypted
    ? readDeclaredProject(dir, stack, overrides)
    : readProject(dir, stack, { overrides, configFile });
  const region = project.config["aws:region"] ?? defaultRegion;
  const context = { project: project.name, stack, region, registry: awsRegistry(region, publishedVersion) };
  return loadProgram({ ...project, ...rest, providers, context, preview });
}

/** Returns a registry in which APIs have AWS's endpoints, and functions are published as version 1 by default. */
export function awsRegistry(
  region: string,
  publishedVersion: Functions["publishedVersion"] = () => "1",
): ServiceRegistry {
  const registry = new ServiceRegistry();
  registry.offer(apis, { endpoint: (id: string) => `https://${id}.execute-api.${region}.amazonaws.com` } as Apis);
  registry.offer(distributions, {
    endpoint: (id: string) => `https://d${id.slice(1).toLowerCase()}.cloudfront.net`,
  } as Distributions);
  registry.offer(functions, { publishedVersion } as unknown as Functions);
  return registry;
}
