import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RouteFunction } from "./routeFunction";
import { concurrencyOf, type Settings } from "./settings";

/** Keeps environments of each function's alias ready: a fixed number, or one that follows utilization. */
export function provisionConcurrency(functions: readonly RouteFunction[], settings: Settings): void {
  for (const fn of functions) {
    const { provisionedConcurrency, autoscaling } = concurrencyOf(settings, fn.route.name);
    if (autoscaling !== undefined) {
      const start = provision(fn, autoscaling.min, ["provisionedConcurrentExecutions"]);
      scale(fn, autoscaling, start);
    } else if (provisionedConcurrency !== undefined) {
      provision(fn, provisionedConcurrency, []);
    }
  }
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
