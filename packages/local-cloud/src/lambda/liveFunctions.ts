import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { traceOf, type RefusedCallFact } from "../kernel/facts/facts";
import { arn, inRegionOf } from "../kernel/identity";
import type { FunctionDescription, ProvisionedConcurrency } from "../kernel/interfaces/descriptions";
import {
  InvokeRefused,
  type Concurrency,
  type Functions,
  type InvokeAnswer,
  type InvokeRequest,
} from "../kernel/interfaces/functions";
import type { PolicyCall } from "../kernel/interfaces/policyCall";
import type { Run } from "../kernel/service";
import { ArchiveFolders } from "./archives/archive";
import { accountConcurrency, checkAccount, checkFunction } from "./refusals";
import { dropEvent, queueEvent } from "./calls/asyncCall";
import { EventQueue } from "./events";
import { newEnvironment } from "./environments/newEnvironment";
import { environmentsOf, type FunctionDeclaration } from "./declared";
import { runInvocation, type Invocation } from "./calls/invocation";
import { nodeVersionOf } from "./archives/layers";
import { LiveFunction, type Snapshot } from "./liveFunction";
import { findPermission, permissionFor } from "./permissions";
import { enterChain, loopRefusal } from "./calls/recursion";
import { ConcurrencyLimit, throttled } from "./environments/concurrency";
import { checkPayload, notEmulated, notFound, qualifierOf } from "./calls/requests";
import { functionNameOf } from "../kernel/functionName";
import { limitsOf, Starts } from "./environments/starts";
import { Telemetry } from "./environments/telemetry";

/** An authorized call. */
type Call = Pick<Invocation, "requestId" | "qualifier" | "version" | "request" | "permission">;

interface Parked {
  readonly label: string;
  readonly reason: string;
}

/** All functions with their versions, aliases and environments. */
export class LiveFunctions implements Functions {
  private readonly functions = new Map<string, LiveFunction>();
  /** Functions that cannot run locally, keyed by name. */
  private readonly parked = new Map<string, Parked>();
  readonly archives = new ArchiveFolders();
  /** Limit that functions without a reservation share. */
  private readonly unreserved = new ConcurrencyLimit(accountConcurrency, "ConcurrentInvocationLimitExceeded");
  private readonly starts = new Starts(limitsOf(availableParallelism()));
  private readonly events: EventQueue;
  private readonly telemetry: Telemetry;
  /** Number of running calls. */
  private running = 0;

  constructor(private readonly own: Run) {
    const { clock, log } = own;
    this.events = new EventQueue(clock, (text) => log({ source: "lambda", text }));
    this.telemetry = new Telemetry(own);
  }

  /** Returns the version that publishing a function now would create. */
  publishedVersion(functionName: string, revision: string): string {
    return this.functions.get(functionName)?.publishedVersion(revision) ?? "1";
  }

  /** @throws Refusal for declarations that Lambda would reject. */
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
   * Replaces the declared functions and starts their provisioned environments. Resolves when all have started or
   * failed. Until then, calls reach the previous functions. Unchanged code keeps its environments.
   */
  async declare(declarations: readonly FunctionDeclaration[]): Promise<void> {
    this.parked.clear();
    for (const { configuration, parked } of declarations) {
      if (parked !== undefined) this.parked.set(configuration.name, { label: configuration.label, reason: parked });
    }
    const running = declarations.filter(({ parked }) => parked === undefined);
    const next = await Promise.all(running.map((declaration) => this.prepare(declaration)));
    await Promise.all(next.map(({ live, declaration }) => live.allocate(declaration)));
    const shared = declarations.map(({ reserved, provisioned }) => reserved ?? environmentsOf(provisioned));
    this.unreserved.executions = accountConcurrency - shared.reduce((sum, executions) => sum + executions, 0);
    for (const { live, declaration, snapshot } of next) live.become(declaration, snapshot);
    const declared = new Set(running.map(({ configuration }) => configuration.name));
    for (const [name, live] of this.functions) {
      if (declared.has(name)) continue;
      live.retire();
      this.functions.delete(name);
    }
  }

  /** Provisioned concurrency, keyed by function label. Functions without it are omitted. */
  get provisioned(): Readonly<Record<string, ProvisionedConcurrency>> {
    return Object.fromEntries(
      [...this.functions.values()].flatMap((live) =>
        [...live.provisioned.values()].map((state) => [live.label, state] as const),
      ),
    );
  }

  get environments(): number {
    return [...this.functions.values()].reduce((sum, live) => sum + live.environments, 0);
  }

  get descriptions(): FunctionDescription[] {
    return [...this.functions.values()].filter(({ declared }) => declared).map(({ description }) => description);
  }

  roleArn = (name: string): string | undefined => this.functions.get(name)?.roleArn;

  parkedReason(functionName: string): string | undefined {
    return this.parked.get(functionNameOf(functionName))?.reason;
  }

  get parkedFunctions(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.parked.values()].map(({ label, reason }) => [label, reason]));
  }

  get roles(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.functions.values()].map((live) => [live.label, live.roleArn]));
  }

  permission(functionName: string, call: PolicyCall): string | undefined {
    return findPermission(this.functions.get(functionName)?.permissions ?? [], call)?.name;
  }

  concurrency(functionName: string): Concurrency | undefined {
    const live = this.functions.get(functionName);
    return live && { reserved: live.reserved, provisioned: live.provisioned };
  }

  async invoke(request: InvokeRequest): Promise<InvokeAnswer> {
    const { location } = this.own;
    const { caller } = request;
    const qualifier = qualifierOf(request, caller === undefined ? location : inRegionOf(location, caller.sourceArn));
    checkPayload(request);
    const live = this.find(request.functionName, qualifier);
    const permission = permissionFor(live, qualifier, request);
    const { requestId = randomUUID() } = request;
    const chained = enterChain(request, live);
    const call = { requestId, qualifier, version: live.resolve(qualifier), request: chained.request, permission };
    if (chained.isLoop && request.invocationType !== "DryRun") return this.stopLoop(live, call);
    switch (request.invocationType ?? "RequestResponse") {
      case "RequestResponse":
        return this.attempt(live, call);
      case "DryRun":
        return { requestId: call.requestId, statusCode: 204, payload: "" };
      case "Event":
        queueEvent(this.own, this.events, { live, call, attempt: () => this.attempt(live, call) });
        return { requestId: call.requestId, statusCode: 202, payload: "" };
    }
  }

  async stop(): Promise<void> {
    this.events.stop();
    await Promise.all([...this.functions.values()].map((live) => live.stop()));
    await this.archives.remove();
  }

  /** Stops a call in a loop. The event of an asynchronous one goes to the destinations. @throws InvokeRefused */
  private stopLoop(live: LiveFunction, call: Call): InvokeAnswer {
    const text = `${live.label} called itself 16 times in one chain of requests: Lambda stops this call`;
    this.own.log({ source: "lambda", requestId: call.requestId, text });
    const refusal = loopRefusal();
    this.reportRefusal(live, call, { code: refusal.code });
    if (call.request.invocationType !== "Event") throw refusal;
    dropEvent(this.own, { live, call });
    return { requestId: call.requestId, statusCode: 202, payload: "" };
  }

  private reportRefusal(
    { name: functionName, label }: LiveFunction,
    { qualifier, request }: Call,
    refusal: Pick<RefusedCallFact, "code" | "fault">,
  ): void {
    const trace = traceOf(request.traceId);
    this.own.facts.report(() => ({ kind: "refusedCall", trace, functionName, label, qualifier, ...refusal }));
  }

  /** Runs one attempt. Reports a throttled one as a fact. @throws InvokeRefused if it is throttled. */
  private async attempt(live: LiveFunction, call: Call): Promise<InvokeAnswer> {
    const { faults, facts } = this.own;
    const { requestId, version } = call;
    const fault = faults.strikes("lambda:throttle") ? "lambda:throttle" : undefined;
    try {
      if (fault !== undefined) throw throttled();
      return await live.run(version, (use, configuration) => {
        const openLog = () => this.telemetry.sink(configuration, use.environment.logStream, requestId);
        this.running += 1;
        const account = this.running;
        return runInvocation({ ...call, use, account, configuration }, { openLog, faults, facts }).finally(
          () => (this.running -= 1),
        );
      });
    } catch (error) {
      if (error instanceof InvokeRefused) this.reportRefusal(live, call, { code: error.code, fault });
      throw error;
    }
  }

  /** Unpacks the code and publishes the declared version. Aliases do not change yet. */
  private async prepare(declaration: FunctionDeclaration) {
    const { configuration, code, publishedVersion } = declaration;
    const layers = await this.archives.layers(
      declaration.layers ?? [],
      nodeVersionOf(configuration.runtime),
      (layer) => {
        const text = `${configuration.label} runs without the layer ${layer}, which this program does not declare`;
        this.own.log({ source: "lambda", text });
      },
    );
    const [taskRoot, modules] = await Promise.all([
      this.archives.prepare(configuration.name, code, layers?.home),
      this.archives.runtimeModules(),
    ]);
    const snapshot: Snapshot = { configuration, taskRoot, opt: layers?.opt, modules };
    const live =
      this.functions.get(configuration.name) ??
      new LiveFunction(this.unreserved, this.starts, (version, origin, type) => {
        this.archives.complete(origin.taskRoot);
        return newEnvironment(this.own, this.telemetry, { snapshot: origin, version, initializationType: type });
      });
    if (publishedVersion !== undefined) live.publish(publishedVersion, snapshot);
    this.functions.set(configuration.name, live);
    return { live, declaration, snapshot };
  }

  private find(reference: string, qualifier = "$LATEST"): LiveFunction {
    const name = functionNameOf(reference);
    const parked = this.parked.get(name);
    if (parked !== undefined) throw notEmulated(parked);
    const found = this.functions.get(name);
    if (found?.declared !== true) {
      throw notFound(`Function not found: ${arn(this.own.location, "lambda", `function:${name}:${qualifier}`)}`);
    }
    return found;
  }
}
