import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { aliasVersions, canaryOf, receivesShare, type Canary } from "./canary";
import { createLambdaFunction } from "./lambdaFunction";
import { kindOf } from "../kinds";
import type { Created } from "../kinds/kind";
import type { FunctionUnit } from "../route/functionUnit";
import type { Route } from "../route/resource";
import { concurrencyOf, functionSettingsOf } from "../settings";
import type { Stack } from "../shared/stack";
import { readStatements } from "../parameters/create";
import type { CreatedValue } from "../values/create";
import { valueVariable } from "../values/declaration";

/** The alias that API Gateway calls. The permission and provisioned concurrency refer to it. */
const aliasName = "live";

export interface RouteFunctionArgs {
  /** Its name is also the name of the component. */
  readonly unit: FunctionUnit;
  readonly code: pulumi.asset.Archive;
  /** All declared resources of the program. The function gets the names of those that the routes' `access` names. */
  readonly declared: Readonly<Record<string, Created>>;
  /** All values of the program. The function gets those that the routes name. */
  readonly values: Readonly<Record<string, CreatedValue>>;
  readonly stack: Stack;
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
    const accessed = Object.entries(unit.declarations).map(([key, declaration]) => ({
      variable: kindOf(declaration).variable(key),
      actions: unit.access[key]!,
      created: args.declared[key]!,
    }));
    const values = unit.values.map((declaration) => ({ declaration, created: args.values[declaration.name]! }));
    this.unitName = unit.name;
    this.routes = unit.routes;
    const { function: fn, logGroup } = createLambdaFunction(
      name,
      {
        code: args.code,
        variables: {
          ...Object.fromEntries(accessed.map(({ variable, created }) => [variable, created.name])),
          ...Object.fromEntries(
            values.map(({ declaration, created }) => [
              valueVariable(declaration),
              "text" in created ? created.text : created.parameter.name,
            ]),
          ),
          CORS_ORIGINS: settings.corsOrigins.join(" "),
        },
        grants: [
          ...accessed.map(({ created, actions }) => created.statements(actions)),
          pulumi
            .all(values.flatMap(({ created }) => ("parameter" in created ? [created.parameter.arn] : [])))
            .apply(readStatements),
        ],
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
