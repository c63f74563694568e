import { randomBytes, randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import type { Clock } from "../engine/clock";
import type { Faults } from "../engine/faults";
import { arn, roleSession, type Place } from "../engine/identity";
import type { Authorizer, FunctionInvoker, InvokeAnswer, InvokeRequest, LogSink } from "../engine/services";
import { ArchiveFolders } from "./archive";
import { accountConcurrency, checkAccount, checkFunction } from "./checks";
import { Environment } from "./environment";
import { EventQueue } from "./events";
import { environmentsOf, type FunctionDeclaration } from "./functions";
import { runInvocation } from "./invocation";
import { LiveFunction, type Snapshot } from "./liveFunction";
import { checkPermission } from "./permissions";
import { ConcurrencyLimit, throttled } from "./concurrency";
import type { Provisioned } from "./pool";
import { checkPayload, notFound, qualifierOf } from "./requests";
import { functionNameOf } from "./resources";
import { Starts } from "./starts";
import { Telemetry } from "./telemetry";
import { environmentVariables, type InitializationType } from "./variables";

export interface LambdaOptions {
  readonly place: Place;
  readonly authorizer: Authorizer;
  readonly log: LogSink;
  readonly faults: Faults;
  /** Of retries. */
  readonly clock: Clock;
  /** Endpoints for the functions' SDKs, by environment variable. */
  readonly endpoints: Readonly<Record<string, string>>;
}

/** Functions, their versions, aliases and environments. */
export class LambdaService implements FunctionInvoker {
  private readonly functions = new Map<string, LiveFunction>();
  private readonly archives = new ArchiveFolders();
  /** What functions without a reservation share. */
  private readonly unreserved = new ConcurrencyLimit(accountConcurrency, "ConcurrentInvocationLimitExceeded");
  private readonly starts = new Starts(availableParallelism());
  private readonly events: EventQueue;
  private readonly telemetry: Telemetry;

  constructor(private readonly options: LambdaOptions) {
    const { clock, log, place, authorizer } = options;
    this.events = new EventQueue(clock, (text) => log({ source: "lambda", text }));
    this.telemetry = new Telemetry(place, authorizer, log);
  }

  /** The number that publishing a function now gives. */
  publishedVersion(functionName: string, revision: string): string {
    return this.functions.get(functionName)?.publishedVersion(revision) ?? "1";
  }

  /** @throws Refusal for what Lambda would refuse. */
  check(declarations: readonly FunctionDeclaration[]): void {
    checkAccount(declarations);
    for (const declaration of declarations) {
      const { publishedVersion } = declaration;
      const live = this.functions.get(declaration.configuration.name);
      checkFunction(declaration, {
        versions: new Set([
          ...(live?.publishedVersions ?? []),
          ...(publishedVersion === undefined ? [] : [publishedVersion]),
        ]),
        provisioned: live?.provisionedEnvironments ?? 0,
      });
    }
  }

  /**
   * Takes over the declared functions and starts their provisioned environments; resolves when all are settled. Until
   * then calls are answered as before. Code that did not change keeps its environments.
   */
  async declare(declarations: readonly FunctionDeclaration[]): Promise<void> {
    const next = await Promise.all(declarations.map((declaration) => this.bring(declaration)));
    await Promise.all(next.map(({ live, declaration }) => live.allocate(declaration)));
    const shared = declarations.map(({ reserved, provisioned }) => reserved ?? environmentsOf(provisioned));
    this.unreserved.executions = accountConcurrency - shared.reduce((sum, executions) => sum + executions, 0);
    for (const { live, declaration, snapshot } of next) live.become(declaration, snapshot);
    const declared = new Set(declarations.map(({ configuration }) => configuration.name));
    for (const [name, live] of this.functions) {
      if (declared.has(name)) continue;
      live.retire();
      this.functions.delete(name);
    }
  }

  /** Provisioned concurrency by function label; functions without any are left out. */
  get provisioned(): Readonly<Record<string, Provisioned>> {
    return Object.fromEntries(
      [...this.functions.values()].flatMap((live) =>
        [...live.provisioned.values()].map((state) => [live.label, state] as const),
      ),
    );
  }

  /** How many environments there are, of all functions. */
  get environments(): number {
    return [...this.functions.values()].reduce((sum, live) => sum + live.environments, 0);
  }

  /** Roles of the functions, by label. */
  get roles(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.functions.values()].map((live) => [live.label, live.roleArn]));
  }

  /** Reserved and provisioned concurrency of one function, by version; undefined when it is not declared. */
  concurrency(functionName: string): Concurrency | undefined {
    const live = this.functions.get(functionName);
    return live && { reserved: live.reserved, provisioned: live.provisioned };
  }

  async invoke(request: InvokeRequest): Promise<InvokeAnswer> {
    const { place, faults } = this.options;
    const qualifier = qualifierOf(request, place);
    checkPayload(request);
    const live = this.find(request.functionName, qualifier);
    checkPermission(live, qualifier, request);
    const version = live.resolve(qualifier);
    const requestId = randomUUID();
    const attempt = () => {
      if (faults.strikes("lambda:throttle")) throw throttled();
      return this.run(live, { requestId, qualifier, version, request });
    };
    switch (request.invocationType ?? "RequestResponse") {
      case "RequestResponse":
        return attempt();
      case "DryRun":
        return { requestId, statusCode: 204, payload: "" };
      case "Event":
        this.events.deliver(requestId, live.events, async () => attempt());
        return { requestId, statusCode: 202, payload: "" };
    }
  }

  async stop(): Promise<void> {
    this.events.stop();
    await Promise.all([...this.functions.values()].map((live) => live.stop()));
    await this.archives.remove();
  }

  private run(
    live: LiveFunction,
    call: {
      readonly requestId: string;
      readonly qualifier: string | undefined;
      readonly version: string;
      readonly request: InvokeRequest;
    },
  ): Promise<InvokeAnswer> {
    const { faults } = this.options;
    const { requestId, version } = call;
    return live.run(version, (environment, type, configuration) => {
      const sink = this.telemetry.sink(configuration, environment.logStream, requestId);
      return runInvocation(environment, { ...call, type, configuration }, { sink, faults });
    });
  }

  /** Unpacks the code; what the declaration publishes is there from now on, though nothing leads to it yet. */
  private async bring(declaration: FunctionDeclaration) {
    const { configuration, code, publishedVersion } = declaration;
    const [taskRoot, modules] = await Promise.all([
      this.archives.unpack(configuration.name, code),
      this.archives.runtimeModules(),
    ]);
    const snapshot: Snapshot = { configuration, taskRoot, modules };
    const live =
      this.functions.get(configuration.name) ??
      new LiveFunction(this.unreserved, this.starts, (version, origin, type) =>
        this.environment(origin, { version, initializationType: type }),
      );
    if (publishedVersion !== undefined) live.publish(publishedVersion, snapshot);
    this.functions.set(configuration.name, live);
    return { live, declaration, snapshot };
  }

  private find(reference: string, qualifier = "$LATEST"): LiveFunction {
    const name = functionNameOf(reference);
    const found = this.functions.get(name);
    if (found?.declared !== true) {
      throw notFound(`Function not found: ${arn(this.options.place, "lambda", `function:${name}:${qualifier}`)}`);
    }
    return found;
  }

  private environment(
    { configuration, taskRoot, modules }: Snapshot,
    origin: { readonly version: string; readonly initializationType: InitializationType },
  ): Environment {
    const { authorizer, place, endpoints } = this.options;
    const day = new Date().toISOString().slice(0, 10).replaceAll("-", "/");
    const logStream = `${day}/[${origin.version}]${randomBytes(16).toString("hex")}`;
    const credentials = authorizer.credentialsFor(roleSession(configuration.roleArn, configuration.name));
    const identity = { ...origin, taskRoot, modules, logStream, credentials };
    return new Environment(
      {
        taskRoot,
        handler: configuration.handler,
        runtime: configuration.runtime,
        memorySize: configuration.memorySize,
        variables: environmentVariables(configuration, identity, { place, endpoints }),
      },
      this.telemetry.sink(configuration, logStream),
    );
  }
}

/** What a function has of the account's concurrent executions. */
export interface Concurrency {
  readonly reserved: number | undefined;
  /** By qualifier. */
  readonly provisioned: ReadonlyMap<string, Provisioned>;
}
