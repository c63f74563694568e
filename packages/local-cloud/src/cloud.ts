import { checkConstraints } from "./constraints/check";
import { shortNames } from "./constraints/shortNames";
import { findInputsWithoutEffect, emulatedTypes, extentOf, type Extent, type WithoutEffect } from "./emulation";
import { checkEach } from "./kernel/checks";
import { systemClock, type Clock } from "./kernel/clock";
import { Facts, type Reader } from "./kernel/facts/facts";
import { Faults } from "./kernel/faults";
import { defaultRegion, type StackLocation } from "./kernel/identity";
import { resourceChecks, unemulatedResources } from "./kernel/interfaces/descriptions";
import { duringLoad } from "./kernel/loadScope";
import { functions, type InvokeAnswer, type InvokeRequest } from "./kernel/interfaces/functions";
import { loadProgram } from "./program/load";
import { ServiceRegistry } from "./kernel/serviceRegistry";
import type { Project } from "./program/project/readProject";
import type { Declared, Program, ProviderContext, Providers } from "./kernel/resources";
import type { Run, Service, ServiceDefinition } from "./kernel/service";
import { services as allServices } from "./services";

export interface CloudOptions {
  readonly host: string;
  readonly port: number;
  /** Folder of persistent tables; undefined keeps them in memory. */
  readonly dataDir?: string;
  /** Readers of all facts. */
  readonly readers?: readonly Reader[];
  /** Clock of quotas, token buckets and retries; defaults to the system clock. */
  readonly clock?: Clock;
  /** Path of the file of `--answers`. */
  readonly answersFile?: string | undefined;
  /** True if HTTP integrations may call other hosts. */
  readonly allowNetwork?: boolean;
  /** Defaults to no faults. */
  readonly faults?: Faults;
  /** Defaults to all services of the local cloud. */
  readonly services?: readonly ServiceDefinition[];
}

/** Returns the providers of all resource types that the services know. */
export function providersOf(services: readonly ServiceDefinition[] = allServices): Providers {
  const emulated = emulatedTypes(services).map(([type, { provide }]) => [type, provide] as const);
  return { ...Object.assign({}, ...services.map(({ names }) => names)), ...Object.fromEntries(emulated) } as Providers;
}

/** A running program in this process. */
export class LocalCloud {
  private readonly running: readonly Service[];
  private applied: Program | undefined;

  private constructor(
    private readonly run: Run,
    private readonly services: readonly ServiceDefinition[],
    private readonly answersFile: string | undefined,
  ) {
    run.registry.offer(unemulatedResources, () => this.notEmulated);
    run.registry.offer(resourceChecks, (resource, others) => this.checkOne(resource, others));
    this.running = services.flatMap(({ create }) => (create === undefined ? [] : [create(run)]));
  }

  /**
   * Loads a program and starts its resources. Resolves once requests are answered and provisioned environments are
   * ready.
   *
   * @throws UserError for a mistake in the program, its settings or the options.
   */
  static async start(project: Project, options: CloudOptions): Promise<LocalCloud> {
    const { name, stack, config } = project;
    const location = { project: name, stack, region: config["aws:region"] ?? defaultRegion };
    const cloud = await LocalCloud.open(location, options);
    try {
      await cloud.reload(project);
      return cloud;
    } catch (error) {
      await cloud.stop();
      throw error;
    }
  }

  /** Starts the services without a program. @throws UserError if a port is not available. */
  static async open(location: StackLocation, options: CloudOptions): Promise<LocalCloud> {
    const cloud = new LocalCloud(runOf(location, options), options.services ?? allServices, options.answersFile);
    try {
      for (const service of cloud.running) await service.start?.();
      return cloud;
    } catch (error) {
      await cloud.stop();
      throw error;
    }
  }

  get registry(): ServiceRegistry {
    return this.run.registry;
  }

  get facts(): Facts {
    return this.run.facts;
  }

  /** Returns the context of the providers of ids and names. */
  get context(): ProviderContext {
    return { ...this.run.location, registry: this.run.registry };
  }

  /**
   * Loads the program again and applies its declaration. Data, keys, ports and the counts of throttles and quotas stay.
   *
   * @throws any error of the program; the previous program then keeps running.
   */
  async reload(project: Project): Promise<void> {
    const { context, answersFile } = this;
    const components = Object.fromEntries(
      this.services.flatMap(({ constructs = {} }) =>
        Object.entries(constructs).map(([type, { construct }]) => [type, construct] as const),
      ),
    );
    const providers = providersOf(this.services);
    await duringLoad(async () =>
      this.apply(await loadProgram({ ...project, providers, components, context, answersFile })),
    );
  }

  /** Applies a declaration. @throws UserError for a declaration that AWS would reject, before anything changes. */
  async apply(program: Program): Promise<void> {
    checkConstraints(program.resources);
    for (const { refuses = [] } of this.services) checkEach(program.resources, refuses);
    for (const { resource, variable } of shortNames(program.resources)) {
      const text = `function ${resource}: AWS refuses the variable ${variable}, because a name has at least two characters`;
      this.run.log({ source: "lambda", text });
    }
    await this.takeOver(program);
  }

  /** Applies a declaration whose single resources have been checked. @throws Refusal from the services' checks. */
  async takeOver(program: Program): Promise<void> {
    for (const service of this.running) service.check?.(program);
    this.applied = program;
    for (const service of this.running) await service.declare?.(program);
  }

  private checkOne(resource: Declared, others: readonly Declared[]): void {
    checkConstraints([resource], true);
    const rest = this.program.resources.filter(({ type }) => type !== resource.type);
    const all = [...rest, ...others, resource];
    for (const { refuses = [] } of this.services) {
      checkEach(
        all,
        refuses.filter(({ type }) => type === resource.type),
      );
    }
  }

  get program(): Program {
    if (this.applied === undefined) throw new Error("no program has been applied");
    return this.applied;
  }

  /** Declared resources that are not emulated. */
  get notEmulated(): readonly Declared[] {
    return this.program.resources.filter((resource) => this.extentOf(resource) !== "emulated");
  }

  /** Inputs of the program without an effect on the run. */
  get withoutEffect(): readonly WithoutEffect[] {
    return findInputsWithoutEffect(this.program.resources, this.services);
  }

  /** Returns how far a declared resource is emulated. */
  extentOf(resource: Declared): Extent {
    return extentOf(resource, this.services);
  }

  get allowNetwork(): boolean {
    return this.run.allowNetwork;
  }

  /** Calls a function as AWS's Invoke does for an authorized caller. @throws InvokeRefused */
  invoke(request: InvokeRequest): Promise<InvokeAnswer> {
    return this.registry.use(functions).invoke(request);
  }

  /** Finishes requests in progress, then stops all services. */
  async stop(): Promise<void> {
    for (const service of [...this.running].reverse()) await service.stop?.();
  }
}

function runOf(location: StackLocation, options: CloudOptions): Run {
  const {
    host,
    port,
    dataDir,
    allowNetwork = false,
    readers = [],
    clock = systemClock,
    faults = new Faults(),
  } = options;
  const facts = new Facts(clock);
  for (const reader of readers) facts.read(reader);
  return {
    location,
    clock,
    faults,
    facts,
    log: (event) => facts.report(() => ({ kind: "log", ...event })),
    registry: new ServiceRegistry(),
    functionVariables: {},
    listen: { host, port },
    dataDir,
    allowNetwork,
  };
}
