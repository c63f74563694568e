import { randomBytes, randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import type { Faults } from "../engine/faults";
import { arn, type Place } from "../engine/identity";
import { InvokeRefused } from "../engine/services";
import type { Authorizer, FunctionInvoker, InvokeAnswer, InvokeRequest, LogSink } from "../engine/services";
import { ArchiveFolders } from "./archive";
import { invokeAnswer, reportLine, withRequestId } from "./answers";
import { Environment, exited, type Outcome } from "./environment";
import type { FunctionDeclaration } from "./functions";
import { isPermitted } from "./permissions";
import { EnvironmentPool, limiter, throttled, type Provisioned } from "./pool";
import { functionNameOf } from "./resources";
import { environmentVariables, type InitializationType } from "./variables";

export interface LambdaOptions {
  readonly place: Place;
  readonly authorizer: Authorizer;
  readonly log: LogSink;
  readonly faults: Faults;
  /** Endpoints for the functions' SDKs, by environment variable. */
  readonly endpoints: Readonly<Record<string, string>>;
}

interface LiveFunction {
  readonly declaration: FunctionDeclaration;
  /** Code and configuration: what a new declaration must share to keep the environments. */
  readonly fingerprint: string;
  readonly pool: EnvironmentPool;
}

/** Functions, their aliases and environments. */
export class LambdaService implements FunctionInvoker {
  private functions: ReadonlyMap<string, LiveFunction> = new Map();
  private readonly archives = new ArchiveFolders();

  constructor(private readonly options: LambdaOptions) {}

  /**
   * Takes over the declared functions and starts their provisioned environments; resolves when all are settled. A
   * function that did not change keeps its environments; one that did is replaced once its successor is ready.
   */
  async declare(declarations: readonly FunctionDeclaration[]): Promise<void> {
    const next = new Map(await Promise.all(declarations.map(async (fn) => [fn.name, await this.bring(fn)] as const)));
    const before = [...this.functions.values()];
    const parallel = limiter(availableParallelism());
    await Promise.all(
      [...next.values()]
        .filter(({ pool }) => !before.some((old) => old.pool === pool))
        .flatMap(({ declaration, pool }) =>
          declaration.provisioned.map(({ qualifier, environments }) =>
            pool.allocate(declaration.aliases.get(qualifier)?.version ?? qualifier, environments, parallel),
          ),
        ),
    );
    this.functions = next;
    const kept = [...next.values()].map(({ pool }) => pool);
    await Promise.all(before.filter(({ pool }) => !kept.includes(pool)).map(({ pool }) => pool.retire()));
  }

  private async bring(declaration: FunctionDeclaration): Promise<LiveFunction> {
    const taskRoot = await this.archives.unpack(declaration.name, declaration.code);
    const { code: _code, permissions: _permissions, aliases: _aliases, ...configuration } = declaration;
    const fingerprint = JSON.stringify({ taskRoot, ...configuration });
    const live = this.functions.get(declaration.name);
    if (live?.fingerprint === fingerprint) return { ...live, declaration };
    const create = (version: string, initializationType: InitializationType) =>
      this.environment(declaration, { taskRoot, version, initializationType });
    return { declaration, fingerprint, pool: new EnvironmentPool(create, declaration.reserved) };
  }

  /** Provisioned concurrency by function label; functions without any are left out. */
  get provisioned(): Readonly<Record<string, Readonly<Provisioned>>> {
    return Object.fromEntries(
      [...this.functions.values()].flatMap(({ declaration, pool }) =>
        [...pool.provisioned.values()].map((state) => [declaration.label, state] as const),
      ),
    );
  }

  async invoke(request: InvokeRequest): Promise<InvokeAnswer> {
    const qualifier = request.qualifier ?? qualifierOf(request.functionName);
    const { declaration, pool } = this.find(request.functionName, qualifier);
    checkPermission(declaration, qualifier, request);
    if (this.options.faults.strikes("lambda:throttle")) throw throttled();
    const version = resolveVersion(declaration, qualifier);
    return pool.run(version, (environment, type) =>
      this.run(environment, { declaration, qualifier, version, type, request }),
    );
  }

  async stop(): Promise<void> {
    await Promise.all([...this.functions.values()].map(({ pool }) => pool.stop()));
    await this.archives.remove();
  }

  private find(reference: string, qualifier = "$LATEST"): LiveFunction {
    const name = functionNameOf(reference);
    const found = this.functions.get(name);
    if (found === undefined) throw notFound(arn(this.options.place, "lambda", `function:${name}:${qualifier}`));
    return found;
  }

  private environment(
    declaration: FunctionDeclaration,
    origin: { readonly taskRoot: string; readonly version: string; readonly initializationType: InitializationType },
  ): Environment {
    const { authorizer, place, endpoints } = this.options;
    const day = new Date().toISOString().slice(0, 10).replaceAll("-", "/");
    const logStream = `${day}/[${origin.version}]${randomBytes(16).toString("hex")}`;
    const credentials = authorizer.credentialsFor(declaration.roleArn, declaration.name);
    const identity = { ...origin, logStream, credentials };
    return new Environment(
      {
        taskRoot: origin.taskRoot,
        handler: declaration.handler,
        runtime: declaration.runtime,
        memorySize: declaration.memorySize,
        variables: environmentVariables(declaration, identity, { place, endpoints }),
      },
      (text) => this.options.log({ source: declaration.label, text }),
    );
  }

  private async run(environment: Environment, call: Call): Promise<InvokeAnswer> {
    const { declaration, version } = call;
    const requestId = randomUUID();
    const lines: string[] = [];
    const log = (text: string) => {
      lines.push(text);
      this.options.log({ source: declaration.label, requestId, text });
    };
    environment.onLog = log;
    log(`START RequestId: ${requestId} Version: ${version}\n`);
    const started = performance.now();
    const { outcome, initMillis } = await this.execute(environment, call, requestId);
    const millis = performance.now() - started - (initMillis ?? 0);
    log(`END RequestId: ${requestId}\n`);
    log(reportLine(requestId, declaration, { millis, initMillis, outcome }));
    return invokeAnswer(outcome, { requestId, version, logLines: lines });
  }

  private async execute(
    environment: Environment,
    { declaration, qualifier, version, type, request }: Call,
    requestId: string,
  ): Promise<{ outcome: Outcome; initMillis?: number }> {
    const cold = !environment.warm;
    if (cold) {
      await this.options.faults.delay("lambda:init");
      const failure = await environment.init();
      if (failure !== undefined) {
        return {
          outcome: { kind: "failure", failure: withRequestId(failure, requestId) },
          initMillis: environment.initMillis,
        };
      }
    }
    const timeoutMillis = declaration.timeout * 1000;
    if (this.options.faults.strikes("lambda:crash")) {
      await environment.stop();
      return { outcome: { kind: "failure", failure: withRequestId(exited, requestId) } };
    }
    const outcome = await environment.invoke(
      {
        requestId,
        payload: request.payload ?? "{}",
        deadline: Date.now() + timeoutMillis,
        traceId: request.traceId ?? "",
        context: {
          functionName: declaration.name,
          functionVersion: version,
          invokedFunctionArn: qualifier === undefined ? declaration.arn : `${declaration.arn}:${qualifier}`,
          memoryLimitInMB: String(declaration.memorySize),
          logGroupName: declaration.logGroup,
          logStreamName: environment.logStream,
        },
      },
      timeoutMillis,
    );
    const settled =
      outcome.kind === "failure" ? { ...outcome, failure: withRequestId(outcome.failure, requestId) } : outcome;
    return { outcome: settled, ...(cold && type === "on-demand" ? { initMillis: environment.initMillis } : {}) };
  }
}

interface Call {
  readonly declaration: FunctionDeclaration;
  readonly qualifier: string | undefined;
  readonly version: string;
  readonly type: InitializationType;
  readonly request: InvokeRequest;
}

/** The qualifier at the end of a function ARN, if it has one. */
function qualifierOf(reference: string): string | undefined {
  return /function:[^:]+:([^:]+)$/.exec(reference)?.[1];
}

function checkPermission(
  declaration: FunctionDeclaration,
  qualifier: string | undefined,
  { caller }: InvokeRequest,
): void {
  if (caller === undefined || isPermitted(declaration.permissions, { ...caller, qualifier })) return;
  const target = qualifier === undefined ? declaration.label : `${declaration.label}:${qualifier}`;
  throw new InvokeRefused({
    statusCode: 403,
    code: "AccessDeniedException",
    message: `${caller.principal} is not authorized to perform: lambda:InvokeFunction on ${target} from ${caller.sourceArn}`,
  });
}

function resolveVersion(
  { aliases, publishedVersion, arn: functionArn }: FunctionDeclaration,
  qualifier: string | undefined,
): string {
  if (qualifier === undefined || qualifier === "$LATEST") return "$LATEST";
  const alias = aliases.get(qualifier);
  const version = alias === undefined ? qualifier : weighted(alias.version, alias.weights);
  if (version === "$LATEST" || version === publishedVersion) return version;
  throw notFound(`${functionArn}:${qualifier}`);
}

function weighted(version: string, weights: Readonly<Record<string, number>>): string {
  const [[other, weight] = ["", 0]] = Object.entries(weights);
  return Math.random() < weight ? other : version;
}

function notFound(reference: string): InvokeRefused {
  return new InvokeRefused({
    statusCode: 404,
    code: "ResourceNotFoundException",
    message: `Function not found: ${reference}`,
  });
}
