import type { FunctionDescription } from "../kernel/interfaces/descriptions";
import type { ProvisionedConcurrency } from "../kernel/interfaces/descriptions";
import type { Environment } from "./environments/environment";
import { environmentsOf, type FunctionConfiguration, type FunctionDeclaration } from "./declared";
import { ConcurrencyLimit } from "./environments/concurrency";
import { defaultEventSettings, type EventSettings } from "./eventSettings";
import { EnvironmentPool } from "./environments/pool";
import type { Permission } from "./permissions";
import { notFound } from "./calls/requests";
import type { EnvironmentLease } from "./environments/slots";
import type { Starts } from "./environments/starts";
import type { InitializationType } from "./environments/variables";

/** Code and configuration of a version. */
export interface Snapshot {
  readonly configuration: FunctionConfiguration;
  /** Folder of the unpacked archive. */
  readonly taskRoot: string;
  /** Folder that the function sees as /opt; undefined without layers. */
  readonly opt: string | undefined;
  /** Folder of the modules that Lambda's runtime includes. */
  readonly modules: string;
}

type Create = (version: string, snapshot: Snapshot, type: InitializationType) => Environment;

/** A function across reloads of the program. Published versions are preserved; `$LATEST` and aliases change. */
export class LiveFunction {
  private readonly versions = new Map<string, Snapshot>();
  private readonly pool: EnvironmentPool;
  private declaration: FunctionDeclaration | undefined;
  private latest: Snapshot | undefined;
  /** Versions with provisioned concurrency, keyed by the declared qualifier. */
  private asked: ReadonlyMap<string, string> = new Map();

  /** @param unreserved limit that applies while the function has no reservation. */
  constructor(
    private readonly unreserved: ConcurrencyLimit,
    starts: Starts,
    create: Create,
  ) {
    this.pool = new EnvironmentPool(
      (version, type) => create(version, this.snapshot(version)!, type),
      starts,
      unreserved,
    );
  }

  /** False until the first declaration is applied. */
  get declared(): boolean {
    return this.declaration !== undefined;
  }

  get name(): string {
    return this.current.configuration.name;
  }

  get label(): string {
    return this.current.configuration.label;
  }

  get roleArn(): string {
    return this.current.configuration.roleArn;
  }

  get permissions(): readonly Permission[] {
    return this.current.permissions;
  }

  /** Returns the settings of asynchronous calls with a qualifier. */
  eventSettings(qualifier = "$LATEST"): EventSettings {
    return this.current.events.get(qualifier) ?? defaultEventSettings;
  }

  /** True if Lambda does not stop the function's loops. */
  get allowsLoops(): boolean {
    return this.current.allowsLoops === true;
  }

  get deadLetterArn(): string | undefined {
    return this.current.deadLetterArn;
  }

  get reserved(): number | undefined {
    return this.declaration?.reserved;
  }

  /** Keyed by the requested qualifier. The entry of an alias follows the alias to its new version. */
  get provisioned(): ReadonlyMap<string, ProvisionedConcurrency> {
    return new Map(
      [...this.asked].flatMap(([qualifier, version]): [string, ProvisionedConcurrency][] => {
        const state = this.pool.provisioned.get(version);
        return state === undefined ? [] : [[qualifier, state]];
      }),
    );
  }

  get description(): FunctionDescription {
    const { configuration, aliases } = this.current;
    const { name, label, roleArn, runtime, memorySize, timeout } = configuration;
    return {
      name,
      label,
      roleArn,
      runtime,
      memoryMegabytes: memorySize,
      timeoutSeconds: timeout,
      reserved: this.reserved,
      aliases: Object.fromEntries([...aliases].map(([alias, { version }]) => [alias, version])),
      versions: this.publishedVersions,
      environments: this.pool.counts,
      provisioned: this.provisioned,
    };
  }

  get provisionedEnvironments(): number {
    return [...this.pool.provisioned.values()].reduce((sum, { requested }) => sum + requested, 0);
  }

  get environments(): number {
    return this.pool.size;
  }

  get publishedVersions(): string[] {
    return [...this.versions.keys()];
  }

  /**
   * Returns the version that a publication creates. Lambda reuses the last version if nothing has changed (Lambda API
   * reference, PublishVersion).
   */
  publishedVersion(revision: string): string {
    const last = [...this.versions].at(-1);
    if (last === undefined) return "1";
    const [version, { configuration }] = last;
    return configuration.revision === revision ? version : String(Number(version) + 1);
  }

  /** Adds a published version, which can then be called by its number. */
  publish(version: string, snapshot: Snapshot): void {
    if (!this.versions.has(version)) this.versions.set(version, snapshot);
  }

  /** Starts the provisioned environments of a declaration. */
  async allocate({ provisioned, aliases }: FunctionDeclaration): Promise<void> {
    this.asked = new Map(provisioned.map(({ qualifier }) => [qualifier, versionOf(qualifier, aliases)]));
    await Promise.all(
      [...countsByVersion(provisioned, aliases)].map(([version, environments]) =>
        this.pool.allocate(version, environments),
      ),
    );
  }

  /** Applies a declaration. @param latest its unpacked code. */
  become(declaration: FunctionDeclaration, latest: Snapshot): void {
    const { revision } = declaration.configuration;
    if (this.latest?.configuration.revision !== revision) this.pool.retireVersion("$LATEST");
    this.latest = latest;
    const kept = countsByVersion(declaration.provisioned, declaration.aliases);
    for (const version of this.pool.provisioned.keys()) if (!kept.has(version)) this.pool.deallocate(version);
    this.reserve(declaration);
    this.declaration = declaration;
    // Other versions can only be called by their number, and start environments when they are called.
    const reached = [...declaration.aliases.values()].flatMap(({ version, weights }) => [
      version,
      ...Object.keys(weights),
    ]);
    this.pool.retireOthers(new Set(["$LATEST", ...kept.keys(), ...reached]));
  }

  run<T>(
    version: string,
    work: (use: EnvironmentLease, configuration: FunctionConfiguration) => Promise<T>,
  ): Promise<T> {
    const { configuration } = this.snapshot(version)!;
    return this.pool.run(version, (use) => work(use, configuration));
  }

  /**
   * Returns the version for a qualifier, by the weights of an alias.
   *
   * @throws InvokeRefused for an unknown qualifier.
   */
  resolve(qualifier = "$LATEST"): string {
    const alias = this.current.aliases.get(qualifier);
    const version = alias === undefined ? qualifier : chooseVersion(alias.version, alias.weights);
    if (this.snapshot(version) !== undefined) return version;
    throw notFound(`Function not found: ${this.current.configuration.arn}:${qualifier}`);
  }

  /** Ends the environments; busy ones finish their request first. */
  retire(): void {
    this.pool.retireOthers(new Set());
  }

  stop(): Promise<void> {
    return this.pool.stop();
  }

  /** Applies a reservation. A changed reservation still counts its running calls. */
  private reserve({ reserved, provisioned }: FunctionDeclaration): void {
    const { limit } = this.pool;
    if (reserved === undefined) {
      this.pool.limit = this.unreserved;
      return;
    }
    const executions = reserved - environmentsOf(provisioned);
    if (limit === this.unreserved) {
      this.pool.limit = new ConcurrencyLimit(executions, "ReservedFunctionConcurrentInvocationLimitExceeded");
    } else limit.executions = executions;
  }

  private snapshot(version: string): Snapshot | undefined {
    return version === "$LATEST" ? this.latest : this.versions.get(version);
  }

  private get current(): FunctionDeclaration {
    if (this.declaration === undefined) throw new Error("the function has not been declared yet");
    return this.declaration;
  }
}

/** Returns the number of provisioned environments, keyed by version. */
function countsByVersion(
  provisioned: FunctionDeclaration["provisioned"],
  aliases: FunctionDeclaration["aliases"],
): Map<string, number> {
  return new Map(provisioned.map(({ qualifier, environments }) => [versionOf(qualifier, aliases), environments]));
}

function versionOf(qualifier: string, aliases: FunctionDeclaration["aliases"]): string {
  return aliases.get(qualifier)?.version ?? qualifier;
}

function chooseVersion(version: string, weights: Readonly<Record<string, number>>): string {
  const [[other, weight] = ["", 0]] = Object.entries(weights);
  return Math.random() < weight ? other : version;
}
