import { knownNumber, knownText, objectOf, objectsOf, type Check, type TypeChecks } from "../kernel/checks";
import { parsePattern, PatternError } from "../kernel/eventPattern";
import { ofType, type Properties } from "../kernel/resources";
import { unknownOutputIn } from "../kernel/unknownOutputs";
import { nameOf } from "./functionNames";
import { isFifoArn, isQueueArn, isStreamArn, isTableStreamArn, mappingType as type } from "./mapping";

const sourceOf = (state: Properties) => knownText(state, "eventSourceArn") ?? "";

/** Returns whether the provider sends a setting. It treats false, 0 and empty values as not set. */
function isSet(state: Properties, property: string): boolean {
  const value = state[property];
  if (typeof value === "object" && value !== null) {
    return Object.keys(value).some((key) => isSet(value as Properties, key));
  }
  return value !== undefined && value !== null && value !== "" && value !== false && value !== 0;
}

const unsupported = (member: string) => `Unsupported ${member} parameter for given event source mapping type.`;

/** Settings of clusters and brokers by the API's member. */
const clusterSettings: Readonly<Record<string, string>> = {
  queues: "Queues",
  sourceAccessConfigurations: "SourceAccessConfigurations",
  topics: "Topics",
};

/** Settings of streams by the API's member (Lambda Developer Guide, "Lambda parameters for Amazon SQS event source mappings"). */
const streamSettings: Readonly<Record<string, string>> = {
  bisectBatchOnFunctionError: "BisectBatchOnFunctionError",
  maximumRecordAgeInSeconds: "MaximumRecordAgeInSeconds",
  maximumRetryAttempts: "MaximumRetryAttempts",
  parallelizationFactor: "ParallelizationFactor",
  tumblingWindowInSeconds: "TumblingWindowInSeconds",
};

/** Settings of queues by the API's member. */
const queueSettings: Readonly<Record<string, string>> = {
  provisionedPollerConfig: "ProvisionedPollerConfig",
  scalingConfig: "ScalingConfig",
};

/** Rejects settings of another kind of source (recorded: event-source-mappings/sqs-destination-config). */
const settingRefusal: Check = (state) => {
  const isQueue = isQueueArn(sourceOf(state));
  const destinations = objectOf(state, "destinationConfig");
  if (isQueue ? isSet(state, "destinationConfig") : isSet(destinations, "onSuccess")) {
    return unsupported("DestinationConfig");
  }
  if (!isQueue && !isTableStreamArn(sourceOf(state))) return undefined;
  const others = { ...clusterSettings, ...(isQueue ? streamSettings : queueSettings) };
  const wrong = Object.entries(others).find(([property]) => isSet(state, property));
  return wrong && unsupported(wrong[1]);
};

/** Services whose mappings the local cloud does not emulate. */
const otherSource = /^arn:[^:]+:(?:kinesis|kafka|mq|rds|docdb):/;

const isUnknown = (state: Properties) => unknownOutputIn(JSON.stringify(state["eventSourceArn"] ?? "")) !== undefined;

/** Rejects a missing source, and one that no mapping can have. A self-managed cluster has no ARN. */
const sourceRefusal: Check = (state) => {
  const source = sourceOf(state);
  if (isUnknown(state) || isSet(state, "selfManagedEventSource") || otherSource.test(source)) return undefined;
  return isQueueArn(source) || isTableStreamArn(source) ? undefined : "Unrecognized event source.";
};

const positions = ["LATEST", "AT_TIMESTAMP", "TRIM_HORIZON"];

const positionValueRefusal: Check = (state) => {
  const position = knownText(state, "startingPosition");
  return position === undefined || positions.includes(position)
    ? undefined
    : `1 validation error detected: Value '${position}' at 'startingPosition' failed to satisfy constraint: Member must satisfy enum value set: [${positions.join(", ")}]`;
};

/**
 * Checks the starting position in the order of Lambda (recorded by LocalStack, 2025-02-17,
 * test_create_starting_position_validation_exceptions).
 */
const positionRefusal: Check = (state) => {
  const source = sourceOf(state);
  const position = state["startingPosition"] ?? "";
  if (isQueueArn(source)) return position === "" ? undefined : "StartingPosition is not valid for SQS event sources.";
  if (!isStreamArn(source)) return undefined;
  if (position === "") {
    return "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.";
  }
  if (position !== "AT_TIMESTAMP") {
    return isSet(state, "startingPositionTimestamp")
      ? "Timestamp only valid with StartingPosition AT_TIMESTAMP"
      : undefined;
  }
  return isTableStreamArn(source) ? `Unsupported starting position for arn type: ${source}` : undefined;
};

/** Largest batch of a FIFO queue, and of a queue without a batching window. */
const maxBatch = 10;

/** Messages of Lambda: batches of standard queues are recorded, those of FIFO queues are from reports of users. */
const batchRefusal: Check = (state) => {
  const source = sourceOf(state);
  if (!isQueueArn(source)) return undefined;
  const batch = knownNumber(state, "batchSize") ?? 0;
  const window = knownNumber(state, "maximumBatchingWindowInSeconds") ?? 0;
  if (isFifoArn(source) && window > 0) return "Batching window is not supported for FIFO queues";
  if (batch <= maxBatch) return undefined;
  if (isFifoArn(source)) return `Maximum batch size must be between 1 and ${maxBatch} inclusive`;
  return window === 0
    ? `Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than ${maxBatch}`
    : undefined;
};

/** Smallest age of records in seconds, except -1 (CloudFormation, AWS::Lambda::EventSourceMapping). */
const minAge = 60;

const ageRefusal: Check = (state) => {
  const age = knownNumber(state, "maximumRecordAgeInSeconds") ?? 0;
  return age > 0 && age < minAge
    ? `MaximumRecordAgeInSeconds ${age} is not allowed: use -1, or ${minAge} to 604800`
    : undefined;
};

/** Most filters of a mapping (Lambda Developer Guide, "Event filtering basics"). */
const maxFilters = 5;

const filterRefusal: Check = (state) => {
  const filters = objectsOf(objectOf(state, "filterCriteria"), "filters");
  if (filters.length > maxFilters)
    return `A mapping has at most ${maxFilters} filters (FilterCriteria: ${filters.length})`;
  return filters.every(({ pattern }) => isPattern(pattern)) ? undefined : "Invalid filter pattern definition.";
};

function isPattern(pattern: unknown): boolean {
  if (typeof pattern !== "string") return unknownOutputIn(JSON.stringify(pattern ?? "")) !== undefined;
  try {
    parsePattern(pattern);
    return true;
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return false;
  }
}

const emulationRefusal: Check = (state) => {
  const tumbling = knownNumber(state, "tumblingWindowInSeconds") ?? 0;
  return tumbling > 0
    ? `the local cloud does not emulate tumbling windows (tumblingWindowInSeconds ${tumbling})`
    : undefined;
};

/** Rejects a second mapping of a source and a function. The words differ by source (recorded: dynamodb-duplicate). */
const conflictRefusal: Check = (state, resource, resources) => {
  const keyOf = (each: Properties) => `${String(each["eventSourceArn"])} ${String(each["functionArn"])}`;
  const key = keyOf(state);
  const first = ofType(resources, type).find(
    (other) => other.provider === resource.provider && keyOf(other.state) === key,
  );
  if (first === undefined || first === resource) return undefined;
  const [source, name] = [String(state["eventSourceArn"]), nameOf({ functionName: String(state["functionName"]) })];
  const advice = `Please update or delete the existing mapping with UUID ${String(first.state["uuid"])}`;
  return isQueueArn(source)
    ? `An event source mapping with SQS arn (" ${source} ") and function (" ${name} ") already exists. ${advice}`
    : `The event source arn (" ${source} ") and function (" ${name} ") provided mapping already exists. ${advice}`;
};

const label = "event source mapping";

/** Lambda's checks of event source mappings in its order: the settings, and then the function and the source. */
export const mappingChecks: readonly TypeChecks[] = [
  { type, label, code: "ValidationException", checks: [positionValueRefusal] },
  {
    ...{ type, label, code: "InvalidParameterValueException" },
    checks: [settingRefusal, sourceRefusal, positionRefusal, batchRefusal, ageRefusal, filterRefusal],
  },
  { type, label, code: "ResourceConflictException", statusCode: 409, checks: [conflictRefusal] },
  { type, label, code: "NotEmulatedException", statusCode: 501, checks: [emulationRefusal] },
];
