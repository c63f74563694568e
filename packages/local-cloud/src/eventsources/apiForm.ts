/** Event source mappings in the members of Lambda's API, and in the properties of the provider. */
import { knownNumber, objectOf, objectsOf } from "../kernel/checks";
import { arn, type StackLocation } from "../kernel/identity";
import { isObject } from "../kernel/json";
import { ServiceError, type JsonInput } from "../kernel/protocols/jsonService";
import type { Properties } from "../kernel/resources";
import { nameOf, qualifierOf } from "./functionNames";
import { batchSizes, filtersOf, isQueueArn, sentNumber } from "./mapping";

/** Members whose values are the same in both forms, by the provider's property. */
const sameMembers: Readonly<Record<string, string>> = {
  batchSize: "BatchSize",
  bisectBatchOnFunctionError: "BisectBatchOnFunctionError",
  enabled: "Enabled",
  eventSourceArn: "EventSourceArn",
  functionName: "FunctionName",
  functionResponseTypes: "FunctionResponseTypes",
  kmsKeyArn: "KMSKeyArn",
  maximumBatchingWindowInSeconds: "MaximumBatchingWindowInSeconds",
  maximumRecordAgeInSeconds: "MaximumRecordAgeInSeconds",
  maximumRetryAttempts: "MaximumRetryAttempts",
  parallelizationFactor: "ParallelizationFactor",
  queues: "Queues",
  selfManagedEventSource: "SelfManagedEventSource",
  sourceAccessConfigurations: "SourceAccessConfigurations",
  startingPosition: "StartingPosition",
  startingPositionTimestamp: "StartingPositionTimestamp",
  topics: "Topics",
  tumblingWindowInSeconds: "TumblingWindowInSeconds",
};

/** Members by the type of their values; other members are objects and texts. */
const typedMembers: readonly (readonly [type: "Integer" | "Boolean", members: readonly string[]])[] = [
  [
    "Integer",
    [
      ...["BatchSize", "MaximumBatchingWindowInSeconds", "MaximumRecordAgeInSeconds", "MaximumRetryAttempts"],
      ...["ParallelizationFactor", "TumblingWindowInSeconds"],
    ],
  ],
  ["Boolean", ["BisectBatchOnFunctionError", "Enabled"]],
];

/** @throws ServiceError for a value of another type than that of the API model */
export function checkTypes(input: JsonInput): void {
  for (const [type, members] of typedMembers) {
    const isOfType = type === "Integer" ? Number.isInteger : (value: unknown) => typeof value === "boolean";
    const wrong = members.find((member) => (input[member] ?? null) !== null && !isOfType(input[member]));
    if (wrong === undefined) continue;
    const message = `${wrong}: ${JSON.stringify(input[wrong])} can not be converted to ${type === "Integer" ? "an" : "a"} ${type}`;
    throw new ServiceError("SerializationException", message);
  }
}

/** Returns the properties that an input of CreateEventSourceMapping or UpdateEventSourceMapping sets. */
export function propertiesOf(input: JsonInput): Properties {
  const properties: Record<string, unknown> = {};
  for (const [property, member] of Object.entries(sameMembers)) {
    if (input[member] !== undefined && input[member] !== null) properties[property] = input[member];
  }
  const { FilterCriteria, DestinationConfig, ScalingConfig, MetricsConfig, ProvisionedPollerConfig, Tags } = input;
  if (isObject(FilterCriteria)) {
    const filters = objectsOf(FilterCriteria, "Filters").map(({ Pattern }) => ({ pattern: Pattern }));
    properties["filterCriteria"] = { filters };
  }
  if (isObject(DestinationConfig)) properties["destinationConfig"] = destinationsOf(DestinationConfig);
  if (isObject(ScalingConfig)) {
    const { MaximumConcurrency } = ScalingConfig;
    properties["scalingConfig"] = MaximumConcurrency === undefined ? {} : { maximumConcurrency: MaximumConcurrency };
  }
  if (isObject(MetricsConfig)) properties["metricsConfig"] = { metrics: MetricsConfig["Metrics"] ?? [] };
  if (isObject(ProvisionedPollerConfig)) {
    const { MinimumPollers: minimumPollers, MaximumPollers: maximumPollers } = ProvisionedPollerConfig;
    properties["provisionedPollerConfig"] = { minimumPollers, maximumPollers };
  }
  if (isObject(Tags)) properties["tags"] = Tags;
  return properties;
}

function destinationsOf(config: Properties): Properties {
  const entries = (["OnFailure", "OnSuccess"] as const).flatMap((member): [string, Properties][] => {
    const destination = objectOf(config, member)["Destination"];
    if (destination === undefined) return [];
    return [[member === "OnFailure" ? "onFailure" : "onSuccess", { destinationArn: destination }]];
  });
  return Object.fromEntries(entries);
}

/** Returns the outputs of the provider for the inputs of a mapping. */
export function outputsOf(uuid: string, inputs: Properties, location: StackLocation): Properties {
  const functionName = String(inputs["functionName"]);
  const qualifier = qualifierOf({ functionName });
  const named = nameOf({ functionName }) + (qualifier === undefined ? "" : `:${qualifier}`);
  const functionArn = functionName.startsWith("arn:") ? functionName : arn(location, "lambda", `function:${named}`);
  return { uuid, arn: arn(location, "lambda", `event-source-mapping:${uuid}`), functionArn };
}

/** Returns the members of an answer that describe a mapping's settings (recorded: event-source-mappings/dynamodb-disable). */
export function configurationOf(state: Properties): JsonInput {
  const isQueue = isQueueArn(String(state["eventSourceArn"]));
  const filters = filtersOf(state);
  const concurrency = objectOf(state, "scalingConfig")["maximumConcurrency"];
  return {
    UUID: state["uuid"],
    EventSourceArn: state["eventSourceArn"],
    EventSourceMappingArn: state["arn"],
    FunctionArn: state["functionArn"],
    BatchSize: sentNumber(state, "batchSize") ?? batchSizes[isQueue ? "queue" : "stream"],
    MaximumBatchingWindowInSeconds: knownNumber(state, "maximumBatchingWindowInSeconds") ?? 0,
    FunctionResponseTypes: state["functionResponseTypes"] ?? [],
    ...(filters.length === 0 ? {} : { FilterCriteria: { Filters: filters.map((Pattern) => ({ Pattern })) } }),
    ...(concurrency === undefined ? {} : { ScalingConfig: { MaximumConcurrency: concurrency } }),
    ...polling(state),
    ...(state["kmsKeyArn"] === undefined ? {} : { KMSKeyArn: state["kmsKeyArn"] }),
    ...(isQueue ? {} : streamSettings(state)),
  };
}

/** Returns settings that have no effect in the local cloud. */
function polling(state: Properties): JsonInput {
  const { metrics } = objectOf(state, "metricsConfig");
  const { minimumPollers, maximumPollers } = objectOf(state, "provisionedPollerConfig");
  const pollers = {
    ...(minimumPollers === undefined ? {} : { MinimumPollers: minimumPollers }),
    ...(maximumPollers === undefined ? {} : { MaximumPollers: maximumPollers }),
  };
  return {
    ...(metrics === undefined ? {} : { MetricsConfig: { Metrics: metrics } }),
    ...(Object.keys(pollers).length === 0 ? {} : { ProvisionedPollerConfig: pollers }),
  };
}

function streamSettings(state: Properties): JsonInput {
  const destination = objectOf(objectOf(state, "destinationConfig"), "onFailure")["destinationArn"];
  return {
    BisectBatchOnFunctionError: state["bisectBatchOnFunctionError"] === true,
    DestinationConfig: { OnFailure: destination === undefined ? {} : { Destination: destination } },
    MaximumRecordAgeInSeconds: knownNumber(state, "maximumRecordAgeInSeconds") ?? -1,
    MaximumRetryAttempts: knownNumber(state, "maximumRetryAttempts") ?? -1,
    ParallelizationFactor: sentNumber(state, "parallelizationFactor") ?? 1,
    StartingPosition: state["startingPosition"],
    TumblingWindowInSeconds: knownNumber(state, "tumblingWindowInSeconds") ?? 0,
  };
}
