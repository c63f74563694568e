import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { aliasVersions, canaryOf, receivesShare, type Canary } from "./canary";
import { createLambdaFunction } from "./lambdaFunction";
import { aliasName, inputsOf, type Resources } from "./inputs";
import type { FunctionUnit } from "../route/functionUnit";
import type { Route } from "../route/resource";
import { concurrencyOf, functionSettingsOf } from "../settings";

export interface RouteFunctionArgs extends Resources {
  /** Its name is also the name of the component. */
  readonly unit: FunctionUnit;
  readonly code: pulumi.asset.Archive;
}

/** Lambda function of one route or of a group of routes, with log group, role, published version and alias. */
export class RouteFunction extends pulumi.ComponentResource {
  readonly unitName: string;
  readonly routes: readonly Route[];
  readonly function: aws.lambda.Function;
  readonly alias: aws.lambda.Alias;
  readonly logGroup: aws.cloudwatch.LogGroup;
  private readonly canary: Canary | undefined;

  constructor(name: string, args: RouteFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("rest-api:functions:RouteFunction", name, {}, opts);
    const { unit, stack } = args;
    const { settings } = stack;
    const { variables, grants } = inputsOf(unit, args);
    this.unitName = unit.name;
    this.routes = unit.routes;
    const { function: fn, logGroup } = createLambdaFunction(
      name,
      {
        code: args.code,
        variables: { ...variables, CORS_ORIGINS: settings.corsOrigins.join(" ") },
        grants,
        own: functionSettingsOf(settings, unit.name),
        reservedConcurrency: concurrencyOf(settings, unit.name).reservedConcurrency,
        publish: true,
        stack,
      },
      { parent: this },
    );
    this.function = fn;
    this.logGroup = logGroup;
    this.canary = canaryOf(settings, unit.name);
    this.alias = new aws.lambda.Alias(
      `${name}-live`,
      { name: aliasName, functionName: fn.name, ...aliasVersions(fn.version, this.canary) },
      { parent: this },
    );
    this.registerOutputs({ functionName: fn.name, aliasArn: this.alias.arn });
  }

  /** The function in the form that `Monitoring` takes. */
  get watched() {
    const routes = this.routes.map(({ name, method, path }) => ({ name, method, path }));
    const canary = { alias: this.alias.name, version: this.function.version };
    return {
      name: this.unitName,
      routes,
      functionName: this.function.name,
      logGroupName: this.logGroup.name,
      ...(receivesShare(this.canary) ? { canary } : {}),
    };
  }
}
