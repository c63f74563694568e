import type { DataCallFact, Fact, InvocationFact, RefusedCallFact, RequestFact } from "../kernel/facts/facts";
import type { RequestedFunction } from "../kernel/interfaces/functionUrls";
import type { MetricValue } from "../kernel/interfaces/monitoring";
import { asyncEventMetrics } from "./asyncEventMetrics";
import { edgeMetrics } from "./edgeMetrics";
import { embeddedMetrics } from "./embeddedMetrics";
import { executionMetrics } from "./executionMetrics";
import { queueMetrics, streamBatchMetrics } from "./queueMetrics";
import { rememberSets } from "./rememberedSets";
import { ruleMetrics } from "./ruleMetrics";
import { scheduleMetrics } from "./scheduleMetrics";
import { topicMetrics } from "./topicMetrics";

/** Returns whether a stage publishes metrics for each method (MethodSettings, metricsEnabled). */
export type HasDetailedMetrics = (apiId: string, stage: string) => boolean;

/**
 * Returns the metrics that AWS publishes for a fact, with the same dimension sets. An alarm on any other set therefore
 * has no data, as on AWS.
 */
export function metricsOf(fact: Fact, hasDetails: HasDetailedMetrics): MetricValue[] {
  switch (fact.kind) {
    case "request":
      return requestMetrics(fact, hasDetails);
    case "invocation":
    case "refusedCall":
      return lambdaMetrics(fact);
    case "asyncEvent":
      return asyncEventMetrics(fact).map((datum) => ({ ...datum, at: fact.at }));
    case "dataCall":
      return dynamoDbMetrics(fact);
    case "streamBatch":
      return streamBatchMetrics(fact).map((datum) => ({ ...datum, at: fact.at }));
    case "queue":
    case "queueLevel":
      return queueMetrics(fact).map((datum) => ({ ...datum, at: fact.at }));
    case "notification":
    case "topicDelivery":
      return topicMetrics(fact).map((datum) => ({ ...datum, at: fact.at }));
    case "event":
    case "ruleDelivery":
      return ruleMetrics(fact).map((datum) => ({ ...datum, at: fact.at }));
    case "schedule":
      return scheduleMetrics(fact).map((datum) => ({ ...datum, at: fact.at }));
    case "execution":
      return executionMetrics(fact).map((datum) => ({ ...datum, at: fact.at }));
    case "edgeRequest":
      return edgeMetrics(fact).map((datum) => ({ ...datum, at: fact.at }));
    case "log":
      // Embedded metrics are read from log groups only. These include access logs.
      return fact.inGroup === true ? embeddedMetrics(fact.text, fact.at) : [];
    default:
      return [];
  }
}

/** A fact with its time. */
type At<F> = F & Pick<Fact, "at">;

function requestMetrics(fact: At<RequestFact>, hasDetails: HasDetailedMetrics): MetricValue[] {
  return fact.functionUrl === undefined ? gatewayMetrics(fact, hasDetails) : urlMetrics(fact, fact.functionUrl);
}

/** Lambda Developer Guide, "Monitoring Lambda function URLs". */
function urlMetrics({ status, millis, at }: At<RequestFact>, requested: RequestedFunction): MetricValue[] {
  const { functionName, qualifier = "$LATEST", executedVersion } = requested;
  const sets = functionSets(functionName, `${functionName}:${qualifier}`, executedVersion);
  return publisherOf("AWS/Lambda", at)(sets, {
    UrlRequestCount: 1,
    Url4xxCount: status >= 400 && status < 500 ? 1 : 0,
    Url5xxCount: status >= 500 ? 1 : 0,
    UrlRequestLatency: millis,
  });
}

/**
 * API Gateway Developer Guide, "Amazon API Gateway dimensions and metrics". The average of an error metric is its rate.
 */
function gatewayMetrics(fact: At<RequestFact>, hasDetails: HasDetailedMetrics): MetricValue[] {
  const { apiId, apiName, stage, status, resourcePath, method, integrationMillis, cache } = fact;
  if (stage === undefined) return [];
  const detailed = resourcePath !== undefined && hasDetails(apiId, stage);
  const sets = rememberSets(["stage", apiName, stage, ...(detailed ? [resourcePath, method] : [])], () => [
    { ApiName: apiName },
    { ApiName: apiName, Stage: stage },
    ...(detailed ? [{ ApiName: apiName, Stage: stage, Resource: resourcePath, Method: method }] : []),
  ]);
  const values = {
    Count: 1,
    "4XXError": status >= 400 && status < 500 ? 1 : 0,
    "5XXError": status >= 500 ? 1 : 0,
    Latency: fact.millis,
    ...(integrationMillis === undefined ? {} : { IntegrationLatency: integrationMillis }),
    // The average of these metrics is a rate over all requests, so each request adds a value.
    ...(cache === undefined
      ? {}
      : { CacheHitCount: cache === "hit" ? 1 : 0, CacheMissCount: cache === "miss" ? 1 : 0 }),
  };
  return publisherOf("AWS/ApiGateway", fact.at)(sets, values);
}

/** The set of metrics of the account. */
const noDimensions: Dimensions = {};

/** Metrics of refused calls by Lambda's error code. */
const refusalMetrics: Readonly<Record<string, string>> = {
  TooManyRequestsException: "Throttles",
  RecursiveInvocationException: "RecursiveInvocationsDropped",
};

/**
 * Lambda Developer Guide, "Types of metrics for Lambda functions". A throttled call does not count as an invocation.
 */
function lambdaMetrics(fact: At<InvocationFact | RefusedCallFact>): MetricValue[] {
  const { functionName, qualifier } = fact;
  const version = fact.kind === "invocation" ? fact.version : undefined;
  const sets = rememberSets(["function", functionName, qualifier, version], () => [
    noDimensions,
    ...calledSets(functionName, qualifier, version),
  ]);
  const each = publisherOf("AWS/Lambda", fact.at);
  if (fact.kind === "refusedCall") {
    const name = refusalMetrics[fact.code];
    return name === undefined ? [] : each(sets, { [name]: 1 });
  }
  const { account, function: ofFunction, provisioned, allocated } = fact.concurrency;
  const byFunction = sets.slice(1);
  return [
    ...each(sets, {
      Invocations: 1,
      Errors: fact.error === undefined ? 0 : 1,
      Throttles: 0,
      Duration: fact.millis,
    }),
    ...each([noDimensions], { ConcurrentExecutions: account }),
    ...each(byFunction, { ConcurrentExecutions: ofFunction }),
    ...(allocated === 0
      ? []
      : each(byFunction, {
          [fact.provisioned ? "ProvisionedConcurrencyInvocations" : "ProvisionedConcurrencySpilloverInvocations"]: 1,
          ProvisionedConcurrentExecutions: provisioned,
          ProvisionedConcurrencyUtilization: provisioned / allocated,
        })),
  ];
}

/** Returns the sets of a called function. Only a call of an alias has an executed version. */
function calledSets(name: string, qualifier: string | undefined, version: string | undefined): Dimensions[] {
  const isAlias = qualifier !== undefined && !/^(?:\d+|\$LATEST)$/.test(qualifier);
  return functionSets(name, qualifier === undefined ? name : `${name}:${qualifier}`, isAlias ? version : undefined);
}

function functionSets(FunctionName: string, Resource: string, ExecutedVersion: string | undefined): Dimensions[] {
  return [
    { FunctionName },
    { FunctionName, Resource },
    ...(ExecutedVersion === undefined ? [] : [{ FunctionName, Resource, ExecutedVersion }]),
  ];
}

/**
 * DynamoDB Developer Guide, "DynamoDB metrics and dimensions". Error metrics have values only if errors occur.
 * Throttled
 * requests and system errors are published for each operation of a table, user errors for the account.
 */
function dynamoDbMetrics(fact: At<DataCallFact>): MetricValue[] {
  const { operation, tables, status, errorType, millis, consumed, at } = fact;
  const each = publisherOf("AWS/DynamoDB", at);
  const ofOperation = tables.flatMap((TableName) =>
    rememberSets(["operation", TableName, operation], () => [{ TableName, Operation: operation }]),
  );
  const ofTable = tables.flatMap(setsOfTable);
  const reads = /^(?:GetItem|Query|Scan|BatchGetItem)$/.test(operation);
  if (status === 200) {
    const capacity = reads ? "ConsumedReadCapacityUnits" : "ConsumedWriteCapacityUnits";
    return [
      ...each(ofOperation, { SuccessfulRequestLatency: millis }),
      ...Object.entries(consumed).flatMap(([TableName, units]) => each(setsOfTable(TableName), { [capacity]: units })),
    ];
  }
  if (status >= 500) return each(ofOperation, { SystemErrors: 1 });
  if (errorType === "ProvisionedThroughputExceededException" || errorType === "ThrottlingException") {
    return [
      ...each(ofOperation, { ThrottledRequests: 1 }),
      ...each(ofTable, { [reads ? "ReadThrottleEvents" : "WriteThrottleEvents"]: 1 }),
    ];
  }
  if (errorType === "ConditionalCheckFailedException") {
    return each(ofTable, { ConditionalCheckFailedRequests: 1 });
  }
  return each([noDimensions], { UserErrors: 1 });
}

function setsOfTable(TableName: string): readonly Dimensions[] {
  return rememberSets(["table", TableName], () => [{ TableName }]);
}

type Dimensions = MetricValue["dimensions"];

/** Returns a function that publishes values with each of the dimension sets. It runs several times for each request. */
function publisherOf(namespace: string, at: number) {
  return (sets: readonly Dimensions[], values: Readonly<Record<string, number>>): MetricValue[] => {
    const published: MetricValue[] = [];
    const names = Object.keys(values);
    for (const dimensions of sets) {
      for (const name of names) published.push({ namespace, name, dimensions, value: values[name]!, at });
    }
    return published;
  };
}
