import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createLambdaFunction } from "./lambdaFunction";
import { tableVariable } from "../packaging/handlerFactory";
import type { Route } from "../route/resource";
import { concurrencyOf, type Settings } from "../settings";

/** The alias that the gateway calls, the permission names and provisioned concurrency is on. */
const aliasName = "live";

export interface RouteFunctionArgs {
  readonly route: Route;
  readonly code: pulumi.asset.Archive;
  /** Those that the route names, and others. */
  readonly tables: Readonly<Record<string, aws.dynamodb.Table>>;
  readonly settings: Settings;
  /** What encrypts its log; AWS's own key where undefined. */
  readonly key?: aws.kms.Key | undefined;
}

/** The function behind one route: log group, role, published version and alias. */
export class RouteFunction extends pulumi.ComponentResource {
  readonly route: Route;
  readonly function: aws.lambda.Function;
  readonly alias: aws.lambda.Alias;
  readonly logGroup: aws.cloudwatch.LogGroup;
  /** Whether its new version gets only a share of the calls. */
  readonly hasCanary: boolean;

  constructor(name: string, args: RouteFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("items-api:api:RouteFunction", name, {}, opts);
    const { route, settings } = args;
    const tables = Object.keys(route.access).map((key) => ({ key, table: args.tables[key]! }));
    this.route = route;
    const created = createLambdaFunction(
      name,
      {
        code: args.code,
        variables: {
          ...Object.fromEntries(tables.map(({ key, table }) => [tableVariable(key), table.name])),
          CORS_ORIGINS: settings.corsOrigins.join(" "),
        },
        grants: tables.map(({ key, table }) => ({
          declaration: route.tables[key]!,
          table,
          actions: route.access[key]!,
        })),
        reservedConcurrency: concurrencyOf(settings, route.name).reservedConcurrency,
        publish: true,
        settings,
        key: args.key,
      },
      { parent: this },
    );
    this.function = created.function;
    this.logGroup = created.logGroup;
    const { percent = 0, stable = {} } = settings.canary ?? {};
    this.hasCanary = percent > 0 && Object.hasOwn(stable, name);
    this.alias = new aws.lambda.Alias(
      `${name}-live`,
      { name: aliasName, functionName: this.function.name, ...this.versions(settings.canary) },
      { parent: this },
    );
    this.registerOutputs({ functionName: this.function.name, aliasArn: this.alias.arn });
  }

  /** What monitoring needs to know of it. */
  get watched() {
    const { name, method, path } = this.route;
    const canary = this.hasCanary ? { canary: { alias: this.alias.name, version: this.function.version } } : {};
    return { name, method, path, functionName: this.function.name, logGroupName: this.logGroup.name, ...canary };
  }

  /** The newest version, or the one of before with a share of the calls for the newest. */
  private versions(canary: Settings["canary"]): Pick<aws.lambda.AliasArgs, "functionVersion" | "routingConfig"> {
    const newest = this.function.version;
    const stable = canary?.stable[this.route.name];
    if (canary === undefined || stable === undefined) return { functionVersion: newest };
    if (!this.hasCanary) return { functionVersion: stable };
    return {
      functionVersion: stable,
      // A function that the release leaves as it is has no newer version, and AWS refuses one twice. Absent, and not {}:
      // the provider reads no weights back as none, and each update would set them again.
      routingConfig: newest.apply((version) =>
        version === stable ? undefined : { additionalVersionWeights: { [version]: canary.percent / 100 } },
      ),
    };
  }
}
