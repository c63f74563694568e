import { checkConstraints } from "./constraints/check";
import { shortNames } from "./constraints/shortNames";
import { declaredWithoutEffect, emulatedTypes, extentOf, type Extent, type WithoutEffect } from "./emulation";
import { checkEach } from "./kernel/checks";
import { systemClock, type Clock } from "./kernel/clock";
import { Facts, type Reader } from "./kernel/facts";
import { Faults } from "./kernel/faults";
import { defaultRegion, type StackLocation } from "./kernel/identity";
import { unemulatedResources } from "./kernel/descriptions";
import { functions, type InvokeAnswer, type InvokeRequest } from "./kernel/interfaces";
import { loadProgram } from "./program/load";
import { ServiceRegistry } from "./kernel/serviceRegistry";
import type { Project } from "./program/project";
import type { Declared, Program, ProviderContext, Providers } from "./kernel/resources";
import type { Run, Service, ServiceDefinition } from "./kernel/service";
import { services as allServices } from "./services";

export interface CloudOptions {
  readonly host: string;
  readonly port: number;
  /** Folder for tables; in memory without one. */
  readonly dataDir?: string;
  /** Who reads what happens. */
  readonly readers?: readonly Reader[];
  /** Of buckets, quotas and retries; the real one without it. */
  readonly clock?: Clock;
  /** A file that says what a local run cannot know. */
  readonly answersFile?: string | undefined;
  /** Lets integrations over HTTP leave this machine. */
  readonly allowNetwork?: boolean;
  /** None without them. */
  readonly faults?: Faults;
  /** All of the local cloud's without them. */
  readonly services?: readonly ServiceDefinition[];
}

/** What the services give each resource type that they know. */
export function providersOf(services: readonly ServiceDefinition[] = allServices): Providers {
  const emulated = emulatedTypes(services).map(([type, { provide }]) => [type, provide] as const);
  return { ...Object.assign({}, ...services.map(({ names }) => names)), ...Object.fromEntries(emulated) } as Providers;
}

/** A program's resources, alive in this process. */
export class LocalCloud {
  private readonly running: readonly Service[];
  private applied: Program | undefined;

  private constructor(
    private readonly run: Run,
    private readonly services: readonly ServiceDefinition[],
    private readonly answersFile: string | undefined,
  ) {
    run.registry.offer(unemulatedResources, () => this.notEmulated);
    this.running = services.flatMap(({ create }) => (create === undefined ? [] : [create(run)]));
  }

  /**
   * Loads a program and brings its resources to life; resolves once requests are answered and provisioned
   * environments are ready.
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

  /** An empty cloud that listens. @throws UserError when it cannot. */
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

  /** What providers need to give resources their ids and names. */
  get context(): ProviderContext {
    return { ...this.run.location, registry: this.run.registry };
  }

  /**
   * Loads the program again and takes over what it declares now; data, keys, ports, and what throttles and quotas have
   * counted stay. @throws whatever the program throws; the one before goes on answering.
   */
  async reload(project: Project): Promise<void> {
    const { context, answersFile } = this;
    const components = Object.fromEntries(
      this.services.flatMap(({ constructs = {} }) =>
        Object.entries(constructs).map(([type, { construct }]) => [type, construct] as const),
      ),
    );
    const providers = providersOf(this.services);
    await this.apply(await loadProgram({ ...project, providers, components, context, answersFile }));
  }

  /** Takes over what a program declares. @throws UserError for what AWS would refuse, before anything changes. */
  async apply(program: Program): Promise<void> {
    checkConstraints(program.resources);
    for (const { refuses = [] } of this.services) checkEach(program.resources, refuses);
    for (const { resource, variable } of shortNames(program.resources)) {
      const text = `function ${resource}: AWS refuses the variable ${variable}, because a name has at least two characters`;
      this.run.log({ source: "lambda", text });
    }
    await this.takeOver(program);
  }

  /** The same for a program of which each resource has been checked by itself. @throws Refusal for the whole. */
  async takeOver(program: Program): Promise<void> {
    for (const service of this.running) service.check?.(program);
    this.applied = program;
    for (const service of this.running) await service.declare?.(program);
  }

  get program(): Program {
    if (this.applied === undefined) throw new Error("no program has been applied");
    return this.applied;
  }

  /** Declared resources that nothing here brings to life. */
  get notEmulated(): readonly Declared[] {
    return this.program.resources.filter((resource) => this.extentOf(resource) !== "emulated");
  }

  /** Inputs that the program sets and that have no effect here. */
  get withoutEffect(): readonly WithoutEffect[] {
    return declaredWithoutEffect(this.program.resources, this.services);
  }

  /** How far a declared resource goes here. */
  extentOf(resource: Declared): Extent {
    return extentOf(resource, this.services);
  }

  get allowNetwork(): boolean {
    return this.run.allowNetwork;
  }

  /** Calls a function, as AWS's Invoke does for an allowed caller. @throws InvokeRefused */
  invoke(request: InvokeRequest): Promise<InvokeAnswer> {
    return this.registry.use(functions).invoke(request);
  }

  /** Finishes what is in flight, then closes everything. */
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
