import type { AlarmRow, AlarmWindow } from "./alarms";
import {
  callCount,
  errorRate,
  methodMetric,
  ofCanary,
  ofFunction,
  slowestCalls,
  stageMetric,
  sumOverOperations,
} from "./metrics";
import type { WatchedApi, WatchedCanary, WatchedFunction, WatchedMethod, WatchedTable } from "./watched";

const once: AlarmWindow = { evaluationPeriods: 1 };
const twiceInARow: AlarmWindow = { evaluationPeriods: 2 };
const threeOfFive: AlarmWindow = { evaluationPeriods: 5, datapointsToAlarm: 3 };
/** For percentiles. The p99 of a few calls is the duration of one call, which must not cause an alarm. */
const ignoreFewSamples = { evaluateLowSampleCountPercentiles: "ignore" } as const;

/**
 * Alarms of each function.
 *
 * They use `aws.cloudwatch.MetricAlarm`, because an alarm of `awsx.classic` takes five times as long to declare
 * (docs/decisions.md).
 */
export const functionAlarms: readonly AlarmRow<WatchedFunction>[] = [
  {
    name: (fn) => `errors-${fn.name}`,
    runbookEntry: "function-errors",
    threshold: "errors",
    sentence: (fn, errors) => `${fn.name} failed more than ${errors} times in 5 minutes, twice in a row`,
    metric: (fn) => callCount(ofFunction(fn), "Errors", 300),
    window: twiceInARow,
  },
  {
    name: (fn) => `error-rate-${fn.name}`,
    runbookEntry: "function-errors",
    threshold: "errorRatePercent",
    sentence: (fn, percent) => `More than ${percent} % of the calls of ${fn.name} fail, in 3 of 5 minutes`,
    metric: (fn) => errorRate(ofFunction(fn)),
    window: threeOfFive,
  },
  {
    name: (fn) => `duration-${fn.name}`,
    runbookEntry: "slow-functions",
    threshold: "durationP99Millis",
    sentence: (fn, millis) => `The slowest 1 % of the calls of ${fn.name} take over ${millis} ms, in 3 of 5 minutes`,
    metric: (fn) => slowestCalls(ofFunction(fn)),
    window: { ...threeOfFive, ...ignoreFewSamples },
  },
  {
    name: (fn) => `throttles-${fn.name}`,
    runbookEntry: "throttled-functions",
    threshold: "throttles",
    sentence: (fn, throttles) => `Lambda throttled more than ${throttles} calls of ${fn.name} in a minute`,
    metric: (fn) => callCount(ofFunction(fn), "Throttles", 60),
    window: once,
  },
];

/** Alarms of each new version that receives a share of the calls. They fire after two minutes of data. */
export const canaryAlarms: readonly AlarmRow<WatchedCanary>[] = [
  {
    name: (fn) => `canary-error-rate-${fn.name}`,
    runbookEntry: "a-new-version-fails",
    threshold: "errorRatePercent",
    sentence: (fn, percent) =>
      `More than ${percent} % of the calls of the new version of ${fn.name} fail, in 2 minutes`,
    metric: (fn) => errorRate(ofCanary(fn)),
    window: twiceInARow,
  },
  {
    name: (fn) => `canary-duration-${fn.name}`,
    runbookEntry: "a-new-version-fails",
    threshold: "durationP99Millis",
    sentence: (fn, millis) => `The slowest 1 % of the calls of the new version of ${fn.name} take over ${millis} ms`,
    metric: (fn) => slowestCalls(ofCanary(fn)),
    window: { ...twiceInARow, ...ignoreFewSamples },
  },
];

/** Alarms of the stage; unusual traffic has an alarm in `trafficAlarm.ts`. */
export const apiAlarms: readonly AlarmRow<WatchedApi>[] = [
  {
    name: () => "server-errors",
    runbookEntry: "server-errors",
    threshold: "serverErrorRatePercent",
    // The average of 5XXError is the share of failed requests (API Gateway Developer Guide, "Metrics and dimensions").
    thresholdDivisor: 100,
    sentence: (_, percent) => `More than ${percent} % of the answers are 5XX, in 3 of 5 minutes`,
    metric: (api) => stageMetric(api, "5XXError", { statistic: "Average" }),
    window: threeOfFive,
  },
  {
    name: () => "latency",
    runbookEntry: "slow-requests",
    threshold: "latencyP99Millis",
    sentence: (_, millis) => `The slowest 1 % of requests take over ${millis} ms, in 3 of 5 minutes`,
    metric: (api) => stageMetric(api, "Latency", { extendedStatistic: 99 }),
    window: { ...threeOfFive, ...ignoreFewSamples },
  },
];

/** Alarms of each route of a group. Lambda's metrics do not distinguish the routes, and those of API Gateway do. */
export const groupedRouteAlarms: readonly AlarmRow<WatchedMethod>[] = [
  {
    name: ({ route }) => `server-errors-${route.name}`,
    runbookEntry: "server-errors",
    threshold: "serverErrorRatePercent",
    thresholdDivisor: 100,
    sentence: ({ route }, percent) =>
      `More than ${percent} % of the answers of ${route.name} are 5XX, in 3 of 5 minutes`,
    metric: (watched) => methodMetric(watched, "5XXError", { statistic: "Average" }),
    window: threeOfFive,
  },
  {
    name: ({ route }) => `latency-${route.name}`,
    runbookEntry: "slow-requests",
    threshold: "latencyP99Millis",
    sentence: ({ route }, millis) =>
      `The slowest 1 % of requests to ${route.name} take over ${millis} ms, in 3 of 5 minutes`,
    metric: (watched) => methodMetric(watched, "Latency", { extendedStatistic: "p99" }),
    window: { ...threeOfFive, ...ignoreFewSamples },
  },
];

/** Alarms of each table. */
export const tableAlarms: readonly AlarmRow<WatchedTable>[] = [
  {
    name: (table) => `${table.name}-throttled-requests`,
    runbookEntry: "throttled-tables",
    threshold: "tableThrottledRequests",
    sentence: (_, requests) => `DynamoDB throttled more than ${requests} requests in a minute`,
    metric: (table) => sumOverOperations(table, "ThrottledRequests"),
    window: once,
  },
  {
    name: (table) => `${table.name}-system-errors`,
    runbookEntry: "table-errors",
    threshold: "tableSystemErrors",
    sentence: (_, requests) => `More than ${requests} requests failed with a system error of DynamoDB in a minute`,
    metric: (table) => sumOverOperations(table, "SystemErrors"),
    window: once,
  },
];
