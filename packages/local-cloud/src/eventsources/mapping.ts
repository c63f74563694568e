import { knownNumber, objectOf, objectsOf } from "../kernel/checks";
import { parsePattern, type EventPattern } from "../kernel/eventPattern";
import { ofType, type Declared } from "../kernel/resources";
import type { StoredMapping } from "./store";

/** A declared event source mapping. */
export interface Mapping {
  readonly uuid: string;
  /** Logical name. */
  readonly label: string;
  readonly sourceArn: string;
  /** Name or ARN, with or without qualifier. */
  readonly functionName: string;
  readonly enabled: boolean;
  readonly batchSize: number;
  readonly windowMillis: number;
  /** A record must match one of them; empty accepts all. */
  readonly filters: readonly EventPattern[];
  readonly reportsItemFailures: boolean;
  /** Number of concurrent calls for a queue. */
  readonly maximumConcurrency: number;
  readonly startingPosition: string | undefined;
  /** Number of concurrent batches of a shard. */
  readonly parallelizationFactor: number;
  /** Undefined retries until records expire. */
  readonly maximumRetryAttempts: number | undefined;
  /** Undefined accepts records of any age. */
  readonly maximumAgeMillis: number | undefined;
  readonly bisects: boolean;
  /** ARN that receives messages about dropped batches. */
  readonly onFailure: string | undefined;
}

/** Default batch sizes (Lambda API reference, CreateEventSourceMapping). */
export const batchSizes = { queue: 10, stream: 100 } as const;

/** Concurrent calls for a queue without a maximum, as many as Lambda starts with (Lambda Developer Guide, "SQS scaling"). */
const defaultConcurrency = 5;

export function isQueueArn(arn: string): boolean {
  return /^arn:[^:]+:sqs:/.test(arn);
}

export function isFifoArn(arn: string): boolean {
  return isQueueArn(arn) && arn.endsWith(".fifo");
}

/** Returns whether a mapping of the source requires a starting position. */
export function isStreamArn(arn: string): boolean {
  return /^arn:[^:]+:(?:kinesis|dynamodb|kafka):/.test(arn);
}

export function isTableStreamArn(arn: string): boolean {
  return /^arn:[^:]+:dynamodb:[^:]*:\d*:table\/[^/]+\/stream\//.test(arn);
}

export const mappingType = "aws:lambda/eventSourceMapping:EventSourceMapping";

/** Returns the declared mappings of queues and table streams. */
export function declaredMappings(resources: readonly Declared[]): Declared[] {
  return ofType(resources, mappingType).filter(({ state }) =>
    [isQueueArn, isTableStreamArn].some((is) => is(String(state["eventSourceArn"]))),
  );
}

/** Returns the settings of a mapping. */
export function mappingOf({ label, state }: Pick<StoredMapping, "label" | "state">): Mapping {
  const sourceArn = String(state["eventSourceArn"]);
  const number = (property: string) => knownNumber(state, property);
  const [attempts = -1, age = -1] = [number("maximumRetryAttempts"), number("maximumRecordAgeInSeconds")];
  const destination = objectOf(objectOf(state, "destinationConfig"), "onFailure")["destinationArn"];
  const types = state["functionResponseTypes"];
  return {
    uuid: String(state["uuid"]),
    label,
    sourceArn,
    functionName: String(state["functionName"]),
    enabled: state["enabled"] !== false,
    batchSize: sentNumber(state, "batchSize") ?? batchSizes[isQueueArn(sourceArn) ? "queue" : "stream"],
    windowMillis: (number("maximumBatchingWindowInSeconds") ?? 0) * 1000,
    filters: filtersOf(state).map(parsePattern),
    reportsItemFailures: Array.isArray(types) && types.includes("ReportBatchItemFailures"),
    maximumConcurrency: sentNumber(objectOf(state, "scalingConfig"), "maximumConcurrency") ?? defaultConcurrency,
    startingPosition: state["startingPosition"] as string | undefined,
    parallelizationFactor: sentNumber(state, "parallelizationFactor") ?? 1,
    maximumRetryAttempts: attempts < 0 ? undefined : attempts,
    maximumAgeMillis: age < 0 ? undefined : age * 1000,
    bisects: state["bisectBatchOnFunctionError"] === true,
    onFailure: typeof destination === "string" && destination !== "" ? destination : undefined,
  };
}

/** Returns a number that the provider sends. It treats 0 as not set, and Lambda then uses its default. */
export function sentNumber(state: Declared["state"], property: string): number | undefined {
  const value = knownNumber(state, property);
  return value === 0 ? undefined : value;
}

/** Returns the pattern texts of the filter criteria. */
export function filtersOf(state: Declared["state"]): string[] {
  return objectsOf(objectOf(state, "filterCriteria"), "filters").flatMap(({ pattern }) =>
    typeof pattern === "string" ? [pattern] : [],
  );
}
