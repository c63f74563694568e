import { deployedApis } from "./apigateway/deployed";
import type { DeployedApi } from "./apigateway/gateway";
import { ApiGatewayService } from "./apigateway/service";
import { localPage } from "./console/pages";
import { DynamoDbEngine } from "./dynamodb/engine";
import { DynamoDbService } from "./dynamodb/service";
import { emulatedTypes } from "./emulated";
import { systemClock, type Clock } from "./engine/clock";
import { Faults } from "./engine/faults";
import type { Place } from "./engine/identity";
import { loadProgram } from "./engine/load";
import type { Project } from "./engine/project";
import { ofType, type Declared, type Program, type ProviderContext } from "./engine/resources";
import type { InvokeAnswer, InvokeRequest, LogSink } from "./engine/services";
import { IamService } from "./iam/service";
import type { Grant } from "./iam/usage";
import { declaredFunctions } from "./lambda/functions";
import { LambdaService, type Concurrency } from "./lambda/service";
import type { Provisioned } from "./lambda/pool";
import { providers } from "./providers";
import { UnemulatedServices } from "./unemulated/service";

export interface CloudOptions {
  readonly host: string;
  readonly port: number;
  /** Folder for tables; in memory without one. */
  readonly dataDir?: string;
  readonly log: LogSink;
  /** Of buckets, quotas and retries; the real one without it. */
  readonly clock?: Clock;
  /** None without them. */
  readonly faults?: Faults;
}

/** Default region where the stack names none: what the AWS documentation's examples use. */
const defaultRegion = "us-east-1";

/** A program's document, with the URLs that its stages have here. */
function servedDocument({ document, resources }: Program): object | undefined {
  const stages = ofType(resources, "aws:apigateway/stage:Stage");
  return document && { ...document, servers: stages.map(({ state }) => ({ url: state["invokeUrl"] })) };
}

/** Ends what listens already where the data cannot be opened. @throws UserError */
async function openEngine(dataDir: string | undefined, apis: ApiGatewayService): Promise<DynamoDbEngine> {
  try {
    return await DynamoDbEngine.open(dataDir);
  } catch (error) {
    await apis.stop();
    throw error;
  }
}

/** A program's resources, alive in this process. */
export class LocalCloud {
  /** The APIs that answer now, in the order of their ports. */
  apis: readonly DeployedApi[] = [];
  private applied: Program | undefined;

  private constructor(
    private readonly place: Place,
    private readonly services: {
      readonly apis: ApiGatewayService;
      readonly lambda: LambdaService;
      readonly dynamodb: DynamoDbService;
      readonly iam: IamService;
      readonly unemulated: UnemulatedServices;
    },
  ) {}

  /**
   * Loads a program and brings its resources to life; resolves once requests are answered and provisioned
   * environments are ready.
   *
   * @throws UserError for a mistake in the program, its settings or the options.
   */
  static async start(project: Project, options: CloudOptions): Promise<LocalCloud> {
    const { name, stack, config } = project;
    const cloud = await LocalCloud.open(
      { project: name, stack, region: config["aws:region"] ?? defaultRegion },
      options,
    );
    try {
      await cloud.reload(project);
      return cloud;
    } catch (error) {
      await cloud.stop();
      throw error;
    }
  }

  /** An empty cloud that listens. @throws UserError when it cannot. */
  static async open(place: Place, options: CloudOptions): Promise<LocalCloud> {
    const { host, port, log, dataDir, clock = systemClock, faults = new Faults() } = options;
    const iam = new IamService(log);
    const apis = new ApiGatewayService({ host, port, clock, log });
    await apis.open();
    const dynamodb = new DynamoDbService(await openEngine(dataDir, apis), { place, authorizer: iam, faults, log });
    const unemulated = new UnemulatedServices(log);
    // A service's own endpoint goes before the one of all (AWS SDKs Reference Guide, "Service-specific endpoints").
    const endpoints = { AWS_ENDPOINT_URL: await unemulated.start(), AWS_ENDPOINT_URL_DYNAMODB: await dynamodb.start() };
    const lambda = new LambdaService({ place, authorizer: iam, log, endpoints, faults, clock });
    return new LocalCloud(place, { apis, lambda, dynamodb, iam, unemulated });
  }

  /** What providers need to give resources their ids and names. */
  get context(): ProviderContext {
    const { apis, lambda } = this.services;
    return {
      ...this.place,
      endpoint: (apiId) => apis.endpoint(apiId),
      publishedVersion: (functionName, revision) => lambda.publishedVersion(functionName, revision),
    };
  }

  /**
   * Loads the program again and takes over what it declares now; data, keys, ports, and what throttles and quotas have
   * counted stay. @throws whatever the program throws; the one before goes on answering.
   */
  async reload(project: Project): Promise<void> {
    await this.apply(await loadProgram({ ...project, providers, context: this.context }));
  }

  /** Takes over what a program declares. @throws UserError for what AWS would refuse, before anything changes. */
  async apply(program: Program): Promise<void> {
    const { apis, lambda, dynamodb, iam } = this.services;
    const { resources } = program;
    const functions = declaredFunctions(resources, this.place);
    const deployed = deployedApis(resources);
    lambda.check(functions);
    await dynamodb.declare(resources);
    iam.declare(resources);
    await lambda.declare(functions);
    const document = servedDocument(program);
    const page = (path: string) => localPage(path, document);
    apis.declare(resources, { deployed, place: this.place, functions: lambda, page });
    this.apis = [...deployed.values()];
    this.applied = program;
  }

  get program(): Program {
    if (this.applied === undefined) throw new Error("no program has been applied");
    return this.applied;
  }

  /** Provisioned concurrency by function label. */
  get provisioned(): Readonly<Record<string, Provisioned>> {
    return this.services.lambda.provisioned;
  }

  /** Reserved and provisioned concurrency of a function; undefined when it is not declared. */
  concurrency(functionName: string): Concurrency | undefined {
    return this.services.lambda.concurrency(functionName);
  }

  /** How many environments there are, of all functions. */
  get environments(): number {
    return this.services.lambda.environments;
  }

  /** How many requests functions have made to DynamoDB. */
  get dataRequests(): number {
    return this.services.dynamodb.requests;
  }

  /** What each function may do, by label, and whether it has done it since the run began. */
  get grants(): Readonly<Record<string, readonly Grant[]>> {
    const { iam, lambda } = this.services;
    return Object.fromEntries(Object.entries(lambda.roles).map(([label, roleArn]) => [label, iam.grants(roleArn)]));
  }

  /** Declared resources that nothing here brings to life. */
  get notEmulated(): readonly Declared[] {
    return this.program.resources.filter(({ custom, type }) => custom && !emulatedTypes.has(type));
  }

  /** Calls a function, as AWS's Invoke does for an allowed caller. @throws InvokeRefused */
  invoke(request: InvokeRequest): Promise<InvokeAnswer> {
    return this.services.lambda.invoke(request);
  }

  /** How many requests are being answered. */
  inFlight(): Promise<number> {
    return this.services.apis.inFlight();
  }

  /** Finishes what is in flight, then closes everything. */
  async stop(): Promise<void> {
    await this.services.apis.stop();
    await this.services.lambda.stop();
    await this.services.dynamodb.stop();
    await this.services.unemulated.stop();
  }
}
