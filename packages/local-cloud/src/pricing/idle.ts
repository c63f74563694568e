import { functionNameOf } from "../kernel/functionName";
import { UserError } from "../kernel/errors";
import { ofType, type Declared, type Properties } from "../kernel/resources";
import { hoursOfMonth, secondsOfMonth, type Amount } from "./amounts";
import { countAlarmMetrics, countDashboardMetrics } from "./metrics";
import { alarmOwners } from "./owners";
import { prices, type PriceName } from "./prices";

/** A quantity that is billed without any request. */
export interface IdleAmount extends Amount {
  /** Logical name of the function that causes it; absent if several do, or none. */
  readonly function?: string | undefined;
}

/** Returns what a program costs without any request and any stored data. @throws UserError for an unknown cache size */
export function idleAmounts(resources: readonly Declared[]): IdleAmount[] {
  const count = (type: string) => ofType(resources, type).length;
  const acls = ofType(resources, "aws:wafv2/webAcl:WebAcl");
  const amounts: IdleAmount[] = [
    ...provisionedAmounts(resources),
    ...alarmAmounts(resources),
    { price: "compositeAlarms", quantity: count("aws:cloudwatch/compositeAlarm:CompositeAlarm") },
    ...ofType(resources, "aws:cloudwatch/dashboard:Dashboard").map((dashboard): IdleAmount => {
      return { price: countDashboardMetrics(dashboard) > 50 ? "dashboards" : "smallDashboards", quantity: 1 };
    }),
    { price: "customerKeys", quantity: count("aws:kms/key:Key") },
    { price: "webAcls", quantity: acls.length },
    { price: "webAclRules", quantity: acls.reduce((sum, { inputs }) => sum + rulesOf(inputs["rules"]), 0) },
    ...ofType(resources, "aws:apigateway/stage:Stage").flatMap(cacheAmounts),
    { price: "secrets", quantity: count("aws:secretsmanager/secret:Secret") },
    ...pollingAmounts(resources),
  ];
  return amounts.filter(({ quantity }) => quantity > 0);
}

function rulesOf(rules: unknown): number {
  return Array.isArray(rules) ? rules.length : 0;
}

/** Autoscaling never goes below the provisioned minimum, so it does not count here. */
function provisionedAmounts(resources: readonly Declared[]): IdleAmount[] {
  const functions = ofType(resources, "aws:lambda/function:Function");
  return ofType(resources, "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig").map(({ inputs }) => {
    const fn = functions.find(({ state }) => state["name"] === functionNameOf(inputs["functionName"]));
    const { memorySize = 128, architectures = [] } = (fn?.inputs ?? {}) as {
      memorySize?: number;
      architectures?: string[];
    };
    return {
      price: architectures.includes("arm64") ? "provisionedArm" : "provisionedX86",
      quantity: Number(inputs["provisionedConcurrentExecutions"]) * (memorySize / 1024) * secondsOfMonth,
      function: fn?.name,
    };
  });
}

function alarmAmounts(resources: readonly Declared[]): IdleAmount[] {
  const ownerOf = alarmOwners(resources);
  return ofType(resources, "aws:cloudwatch/metricAlarm:MetricAlarm").map((alarm) => {
    const { metrics, fast } = countAlarmMetrics(alarm);
    return { price: fast ? "fastAlarmMetrics" : "alarmMetrics", quantity: metrics, function: ownerOf(alarm) };
  });
}

/**
 * Requests with which Lambda polls an empty queue for a mapping: five connections (Lambda Developer Guide, "Using Lambda
 * with Amazon SQS") that each wait for 20 seconds, the longest wait of ReceiveMessage.
 */
const pollsOfMonth = (5 * secondsOfMonth) / 20;

function pollingAmounts(resources: readonly Declared[]): IdleAmount[] {
  const functions = ofType(resources, "aws:lambda/function:Function");
  return ofType(resources, "aws:lambda/eventSourceMapping:EventSourceMapping").flatMap(({ state }): IdleAmount[] => {
    const queue = ofType(resources, "aws:sqs/queue:Queue").find(
      (each) => each.state["arn"] === state["eventSourceArn"],
    );
    if (queue === undefined || state["enabled"] === false) return [];
    const fn = functions.find((each) => each.state["name"] === functionNameOf(state["functionName"]));
    return [{ price: queueRequestPrice(queue.state), quantity: pollsOfMonth, function: fn?.name }];
  });
}

/** Returns the price of requests to a queue. */
export function queueRequestPrice(queue: Properties): PriceName {
  return queue["fifoQueue"] === true ? "fifoQueueRequests" : "queueRequests";
}

function cacheAmounts({ state }: Declared): IdleAmount[] {
  if (state["cacheClusterEnabled"] !== true) return [];
  const { cacheClusterSize = "0.5" } = state as { cacheClusterSize?: string };
  return [{ price: cachePrice(cacheClusterSize), quantity: hoursOfMonth }];
}

function cachePrice(size: string): PriceName {
  const name = `cache${size.replace(".", "_")}`;
  if (!Object.hasOwn(prices, name)) throw new UserError(`there is no price for a cache of ${size} GB`);
  return name as PriceName;
}
