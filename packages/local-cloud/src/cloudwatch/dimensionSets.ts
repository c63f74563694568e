import type { MetricQuery } from "../kernel/monitoring";

type Sets = readonly (readonly string[])[];

/** API Gateway Developer Guide, "Amazon API Gateway dimensions and metrics". */
const gateway: Sets = [["ApiName"], ["ApiName", "Stage"], ["ApiName", "Method", "Resource", "Stage"]];

/** Lambda Developer Guide, "Types of metrics for Lambda functions". */
const lambda: Sets = [
  [],
  ["FunctionName"],
  ["FunctionName", "Resource"],
  ["ExecutedVersion", "FunctionName", "Resource"],
];

const provisioned = [
  "ProvisionedConcurrencyInvocations",
  "ProvisionedConcurrencySpilloverInvocations",
  "ProvisionedConcurrentExecutions",
  "ProvisionedConcurrencyUtilization",
];

/** DynamoDB Developer Guide, "DynamoDB metrics and dimensions". */
const perOperation: Sets = [["Operation", "TableName"]];
const perTable: Sets = [["TableName"], ["GlobalSecondaryIndexName", "TableName"]];

/** With which sets of dimensions AWS publishes each metric, by namespace and name. */
const published: ReadonlyMap<string, Sets> = new Map([
  ...named("AWS/ApiGateway", ["Count", "4XXError", "5XXError", "Latency", "IntegrationLatency"], gateway),
  ...named("AWS/ApiGateway", ["CacheHitCount", "CacheMissCount"], gateway),
  ...named("AWS/Lambda", ["Invocations", "Errors", "Duration", "Throttles", "ConcurrentExecutions"], lambda),
  ...named("AWS/Lambda", provisioned, lambda.slice(1)),
  ...named("AWS/DynamoDB", ["ThrottledRequests", "SystemErrors", "SuccessfulRequestLatency"], perOperation),
  ...named("AWS/DynamoDB", ["ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"], perTable),
  ...named("AWS/DynamoDB", ["ReadThrottleEvents", "WriteThrottleEvents"], perTable),
  ...named("AWS/DynamoDB", ["UserErrors"], [[]]),
]);

function named(namespace: string, names: readonly string[], sets: Sets): [string, Sets][] {
  return names.map((name) => [`${namespace} ${name}`, sets]);
}

/**
 * Why a metric never has a value, on AWS as here: it is published, but never with these dimensions. Undefined for one that
 * has, and for one that is not known.
 */
export function neverPublished({ namespace, name, dimensions }: MetricQuery): string | undefined {
  const sets = published.get(`${namespace} ${name}`);
  if (sets === undefined || isPublished({ namespace, name, dimensions })) return undefined;
  const given = Object.keys(dimensions).sort();
  const known = sets.map((set) => (set.length === 0 ? "none" : set.join(", "))).join("; or ");
  return `${namespace} ${name} is never published with ${given.join(", ") || "no dimensions"}: it has ${known}`;
}

/** Whether AWS publishes a metric with these dimensions. */
export function isPublished({
  namespace,
  name,
  dimensions,
}: Pick<MetricQuery, "namespace" | "name" | "dimensions">): boolean {
  const given = Object.keys(dimensions).sort().join();
  return published.get(`${namespace} ${name}`)?.some((set) => set.join() === given) === true;
}
