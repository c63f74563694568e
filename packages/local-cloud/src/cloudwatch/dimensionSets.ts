import type { MetricQuery } from "../kernel/interfaces/monitoring";

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

/** SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS". */
const ofQueue = [
  "ApproximateAgeOfOldestMessage",
  "ApproximateNumberOfMessagesDelayed",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesVisible",
  "NumberOfEmptyReceives",
  "NumberOfMessagesDeleted",
  "NumberOfMessagesReceived",
  "NumberOfMessagesSent",
  "SentMessageSize",
];

/** Dimension sets with which AWS publishes each metric, by namespace and name. */
const published: ReadonlyMap<string, Sets> = new Map([
  ...dimensionEntries("AWS/ApiGateway", ["Count", "4XXError", "5XXError", "Latency", "IntegrationLatency"], gateway),
  ...dimensionEntries("AWS/ApiGateway", ["CacheHitCount", "CacheMissCount"], gateway),
  ...dimensionEntries("AWS/Lambda", ["Invocations", "Errors", "Duration", "Throttles", "ConcurrentExecutions"], lambda),
  ...dimensionEntries("AWS/Lambda", provisioned, lambda.slice(1)),
  ...dimensionEntries("AWS/Lambda", ["IteratorAge", "AsyncEventAge"], lambda.slice(1)),
  ...dimensionEntries("AWS/SQS", ofQueue, [["QueueName"]]),
  ...dimensionEntries("AWS/DynamoDB", ["ThrottledRequests", "SystemErrors", "SuccessfulRequestLatency"], perOperation),
  ...dimensionEntries("AWS/DynamoDB", ["ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"], perTable),
  ...dimensionEntries("AWS/DynamoDB", ["ReadThrottleEvents", "WriteThrottleEvents"], perTable),
  ...dimensionEntries("AWS/DynamoDB", ["UserErrors"], [[]]),
]);

function dimensionEntries(namespace: string, names: readonly string[], sets: Sets): [string, Sets][] {
  return names.map((name) => [`${namespace} ${name}`, sets]);
}

/**
 * Returns why a metric never has a value, on AWS as locally: AWS publishes it, but never with these dimensions. Returns
 * undefined for other metrics.
 */
export function unpublishedReason({ namespace, name, dimensions }: MetricQuery): string | undefined {
  const sets = published.get(`${namespace} ${name}`);
  if (sets === undefined || isPublished({ namespace, name, dimensions })) return undefined;
  const given = Object.keys(dimensions).sort();
  const known = sets.map((set) => (set.length === 0 ? "none" : set.join(", "))).join("; or ");
  return `${namespace} ${name} is never published with ${given.join(", ") || "no dimensions"}: it has ${known}`;
}

/** Returns whether AWS publishes a metric with these dimensions. */
export function isPublished({
  namespace,
  name,
  dimensions,
}: Pick<MetricQuery, "namespace" | "name" | "dimensions">): boolean {
  const given = Object.keys(dimensions).sort().join();
  return published.get(`${namespace} ${name}`)?.some((set) => set.join() === given) === true;
}
