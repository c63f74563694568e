import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RouteFunction } from "./routeFunction";
import { concurrencyOf, type Concurrency, type Settings } from "../settings";

/** Concurrent executions of the account that all functions take together. */
export interface ConcurrencySum {
  readonly reserved: number;
  /** At the most, where it follows utilization. */
  readonly provisioned: number;
  /** What the account must have to give, for the person who reads a preview; absent where nothing is taken. */
  readonly needs?: string;
}

/** What Lambda keeps for functions that reserve nothing (Lambda Developer Guide, "Configuring reserved concurrency"). */
const keptUnreserved = 100;

/**
 * Keeps environments of each function's alias ready: a fixed number, or one that follows utilization.
 *
 * @param others executions that further functions of the stack reserve.
 * @returns what that takes: an account that has less to give ends the deployment at the function that meets it.
 */
export function provisionConcurrency(
  functions: readonly RouteFunction[],
  settings: Settings,
  others = 0,
): ConcurrencySum {
  for (const fn of functions) {
    const { provisionedConcurrency, autoscaling } = concurrencyOf(settings, fn.route.name);
    if (autoscaling !== undefined) {
      const start = provision(fn, autoscaling.min, ["provisionedConcurrentExecutions"]);
      scale(fn, autoscaling, start);
    } else if (provisionedConcurrency !== undefined) {
      provision(fn, provisionedConcurrency, []);
    }
  }
  return sumOf(
    functions.map((fn) => fn.route.name),
    settings,
    others,
  );
}

function sumOf(names: readonly string[], settings: Settings, others: number): ConcurrencySum {
  const all = names.map((name) => concurrencyOf(settings, name));
  const reservedOf = ({ reservedConcurrency = 0 }: Concurrency) => reservedConcurrency;
  const provisionedOf = ({ provisionedConcurrency = 0, autoscaling }: Concurrency) =>
    autoscaling?.max ?? provisionedConcurrency;
  const sum = (of: (concurrency: Concurrency) => number) => all.reduce((total, each) => total + of(each), 0);
  // What is provisioned is part of what is reserved.
  const taken = others + sum((each) => reservedOf(each) || provisionedOf(each));
  return {
    reserved: others + sum(reservedOf),
    provisioned: sum(provisionedOf),
    ...(taken === 0 ? {} : { needs: needs(taken) }),
  };
}

function needs(taken: number): string {
  return (
    `a limit of ${taken + keptUnreserved} concurrent executions in this account and region: ${taken} for these ` +
    `functions and ${keptUnreserved} that Lambda keeps for others. Where npx api-tools doctor finds less, ask for more ` +
    "(Service Quotas, Lambda, Concurrent executions) or lower reservedConcurrency and provisionedConcurrency"
  );
}

/** @param ignoreChanges what a later deploy leaves as it is: a scaled value must not be reset. */
function provision(fn: RouteFunction, environments: number, ignoreChanges: string[]) {
  return new aws.lambda.ProvisionedConcurrencyConfig(
    `${fn.route.name}-provisioned`,
    {
      functionName: fn.function.name,
      qualifier: fn.alias.name,
      provisionedConcurrentExecutions: environments,
    },
    { parent: fn, ignoreChanges },
  );
}

function scale(
  fn: RouteFunction,
  { min, max, targetUtilization }: NonNullable<Settings["autoscaling"]>,
  start: aws.lambda.ProvisionedConcurrencyConfig,
): void {
  const target = new aws.appautoscaling.Target(
    `${fn.route.name}-scaling`,
    {
      serviceNamespace: "lambda",
      scalableDimension: "lambda:function:ProvisionedConcurrency",
      resourceId: pulumi.interpolate`function:${fn.function.name}:${fn.alias.name}`,
      minCapacity: min,
      maxCapacity: max,
    },
    { parent: fn, dependsOn: [start] },
  );
  new aws.appautoscaling.Policy(
    `${fn.route.name}-utilization`,
    {
      policyType: "TargetTrackingScaling",
      serviceNamespace: target.serviceNamespace,
      scalableDimension: target.scalableDimension,
      resourceId: target.resourceId,
      targetTrackingScalingPolicyConfiguration: {
        targetValue: targetUtilization,
        predefinedMetricSpecification: {
          predefinedMetricType: "LambdaProvisionedConcurrencyUtilization",
        },
      },
    },
    { parent: fn },
  );
}
