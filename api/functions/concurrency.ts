import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RouteFunction } from "./routeFunction";
import { concurrencyOf, type Concurrency, type Settings } from "../settings";

/** Sums of the functions' concurrency settings, in concurrent executions. */
export interface ConcurrencySum {
  readonly reserved: number;
  /** Counts the maximum of functions with autoscaling. */
  readonly provisioned: number;
  /**
   * A sentence about the account limit that the stack requires, for readers of a preview; absent if nothing is
   * reserved.
   */
  readonly needs?: string;
}

/** Executions that Lambda always leaves unreserved (Lambda Developer Guide, "Configuring reserved concurrency"). */
const unreservedMinimum = 100;

/**
 * Declares provisioned concurrency of each function's alias: a fixed number, or one that follows utilization.
 *
 * @param others concurrency that other functions of the stack reserve.
 * @returns the sums. If the account's limit is lower, the deployment fails at the first function that exceeds it.
 */
export function provisionConcurrency(
  functions: readonly RouteFunction[],
  settings: Settings,
  others = 0,
): ConcurrencySum {
  for (const fn of functions) {
    const { provisionedConcurrency, autoscaling } = concurrencyOf(settings, fn.unitName);
    if (autoscaling !== undefined) {
      const start = provision(fn, autoscaling.min, ["provisionedConcurrentExecutions"]);
      scale(fn, autoscaling, start);
    } else if (provisionedConcurrency !== undefined) {
      provision(fn, provisionedConcurrency, []);
    }
  }
  return sumConcurrency(
    functions.map((fn) => fn.unitName),
    settings,
    others,
  );
}

function sumConcurrency(names: readonly string[], settings: Settings, others: number): ConcurrencySum {
  const all = names.map((name) => concurrencyOf(settings, name));
  const reservedOf = ({ reservedConcurrency = 0 }: Concurrency) => reservedConcurrency;
  const provisionedOf = ({ provisionedConcurrency = 0, autoscaling }: Concurrency) =>
    autoscaling?.max ?? provisionedConcurrency;
  const sum = (of: (concurrency: Concurrency) => number) => all.reduce((total, each) => total + of(each), 0);
  // Provisioned environments count towards the reservation of their function.
  const taken = others + sum((each) => reservedOf(each) || provisionedOf(each));
  return {
    reserved: others + sum(reservedOf),
    provisioned: sum(provisionedOf),
    ...(taken === 0 ? {} : { needs: describeNeed(taken) }),
  };
}

function describeNeed(taken: number): string {
  return (
    `a limit of ${taken + unreservedMinimum} concurrent executions in this account and region: ${taken} for these ` +
    `functions, and ${unreservedMinimum} that Lambda leaves unreserved. If npx api-tools doctor reports a lower limit, ` +
    "request an increase (Service Quotas, Lambda, Concurrent executions) or lower reservedConcurrency and provisionedConcurrency"
  );
}

/** @param ignoreChanges properties that later deployments do not reset, because Application Auto Scaling sets them. */
function provision(fn: RouteFunction, environments: number, ignoreChanges: string[]) {
  return new aws.lambda.ProvisionedConcurrencyConfig(
    `${fn.unitName}-provisioned`,
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
    `${fn.unitName}-scaling`,
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
    `${fn.unitName}-utilization`,
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
