import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ApiGatewayService } from "./apigateway/service";
import { DynamoDbService } from "./dynamodb/service";
import { emulatedTypes } from "./emulated";
import { systemClock } from "./engine/clock";
import { UserError } from "./engine/errors";
import type { Place } from "./engine/identity";
import { loadProgram } from "./engine/load";
import type { Project } from "./engine/project";
import type { Declared, Program } from "./engine/resources";
import type { LogSink } from "./engine/services";
import { IamService } from "./iam/service";
import { LambdaService } from "./lambda/service";
import type { Provisioned } from "./lambda/pool";
import { providers } from "./providers";

export interface CloudOptions {
  readonly host: string;
  readonly port: number;
  /** Folder for tables; in memory without one. */
  readonly dataDir?: string;
  readonly log: LogSink;
}

/** Default region where the stack names none: what the AWS documentation's examples use. */
const defaultRegion = "us-east-1";

/** A program's resources, alive in this process. */
export class LocalCloud {
  private constructor(
    readonly program: Program,
    private readonly services: {
      readonly apis: ApiGatewayService;
      readonly lambda: LambdaService;
      readonly dynamodb: DynamoDbService;
    },
  ) {}

  /**
   * Loads a program and brings its resources to life; resolves once requests are answered and provisioned
   * environments are ready.
   *
   * @throws UserError for a mistake in the program, its settings or the options.
   */
  static async start(project: Project, options: CloudOptions): Promise<LocalCloud> {
    const { log, host, port } = options;
    const place: Place = {
      project: project.name,
      stack: project.stack,
      region: project.config["aws:region"] ?? defaultRegion,
    };
    const apis = new ApiGatewayService({ host, port, clock: systemClock, log });
    const iam = new IamService(log);
    const dynamodb = new DynamoDbService(place, iam, { ...pathOf(options.dataDir) });
    const endpoints = { AWS_ENDPOINT_URL_DYNAMODB: await dynamodb.start() };
    const lambda = new LambdaService({ place, authorizer: iam, log, endpoints });
    try {
      await apis.open();
      const context = { ...place, endpoint: (apiId: string) => apis.endpoint(apiId) };
      const program = await loadProgram({ ...project, providers, context });
      iam.declare(program.resources);
      await dynamodb.declare(program.resources);
      await lambda.declare(program.resources);
      apis.declare(program.resources, { place, functions: lambda });
      return new LocalCloud(program, { apis, lambda, dynamodb });
    } catch (error) {
      await Promise.all([apis.stop(), lambda.stop(), dynamodb.stop()]);
      throw error;
    }
  }

  /** Provisioned concurrency by function. */
  get provisioned(): Readonly<Record<string, Readonly<Provisioned>>> {
    return this.services.lambda.provisioned;
  }

  /** Declared resources that nothing here brings to life. */
  get notEmulated(): readonly Declared[] {
    return this.program.resources.filter(({ custom, type }) => custom && !emulatedTypes.has(type));
  }

  /** Finishes what is in flight, then closes everything. */
  async stop(): Promise<void> {
    await this.services.apis.stop();
    await this.services.lambda.stop();
    await this.services.dynamodb.stop();
  }
}

function pathOf(dataDir: string | undefined): { path?: string } {
  if (dataDir === undefined) return {};
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (error) {
    throw new UserError(`--data ${dataDir}: it cannot be used as a folder (${(error as { code?: string }).code})`);
  }
  return { path: join(dataDir, "dynamodb") };
}
