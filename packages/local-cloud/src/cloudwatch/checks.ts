import { knownNumber, knownText, objectsOf, refuseSame, type Check, type TypeChecks } from "../kernel/checks";
import type { Declared, Properties } from "../kernel/resources";
import { unknownOutputIn } from "../kernel/unknownOutputs";
import { parseRule } from "./alarmRule";

/** Maximum evaluation window in seconds, depending on the period (CloudWatch API reference, PutMetricAlarm, Period). */
const day = 86_400;
const week = 604_800;

function periodsOf(state: Properties): number[] {
  const queries = objectsOf(state, "metricQueries");
  const metrics = queries.flatMap(({ metric }) => (metric === undefined ? [] : [metric as Properties]));
  return [state, ...queries, ...metrics]
    .map((each) => knownNumber(each, "period") ?? 0)
    .filter((period) => period !== 0);
}

const periodRefusal: Check = (state) => {
  const wrong = periodsOf(state).find((period) => ![10, 20, 30].includes(period) && (period < 60 || period % 60 !== 0));
  return wrong === undefined ? undefined : `Period must be 10, 20, 30 or a multiple of 60 (period ${wrong})`;
};

const windowRefusal: Check = (state) => {
  const count = knownNumber(state, "evaluationPeriods") ?? 0;
  const period = Math.max(0, ...periodsOf(state));
  const [most, span] = period >= 3600 ? [week, "week"] : [day, "day"];
  return count * period <= most
    ? undefined
    : `Metrics cannot be checked across more than a ${span} (EvaluationPeriods * Period must be <= ${most}; ${count} * ${period} is ${count * period}).`;
};

const datapointsRefusal: Check = (state) => {
  const datapoints = knownNumber(state, "datapointsToAlarm") ?? 0;
  const count = knownNumber(state, "evaluationPeriods");
  return count === undefined || datapoints <= count
    ? undefined
    : `DatapointsToAlarm cannot be greater than EvaluationPeriods (datapointsToAlarm ${datapoints}, evaluationPeriods ${count})`;
};

const bandOperators = [
  "LessThanLowerOrGreaterThanUpperThreshold",
  "LessThanLowerThreshold",
  "GreaterThanUpperThreshold",
];

const thresholdRefusal: Check = (state) => {
  const hasThreshold = state["threshold"] !== undefined;
  const hasBand = state["thresholdMetricId"] !== undefined;
  if (hasThreshold && hasBand) return "Threshold and ThresholdMetricId cannot both be specified";
  const operator = knownText(state, "comparisonOperator");
  if (operator === undefined) return undefined;
  const needsBand = bandOperators.includes(operator);
  if (needsBand && !hasBand) return `ThresholdMetricId is required for the comparison operator ${operator}`;
  return needsBand || hasThreshold || hasBand
    ? undefined
    : "PutMetricAlarm request should have valid Threshold parameter";
};

/** An alarm watches one metric, the result of metric queries, or a PromQL query. */
const metricRefusal: Check = (state) => {
  const queries = objectsOf(state, "metricQueries");
  const isMetric = state["metricName"] !== undefined;
  if (state["evaluationCriteria"] !== undefined) return undefined;
  if (isMetric && queries.length > 0) return "metricName and metricQueries cannot both be specified";
  if (!isMetric)
    return queries.length > 0
      ? queriesRefusal(queries)
      : "one of metricName and metricQueries must be set for an alarm";
  const missing = ["namespace", "period"].find((property) => (state[property] ?? 0) === 0);
  if (missing !== undefined) return `${missing} must be set for an alarm on the metric ${String(state["metricName"])}`;
  return statisticRefusal(state);
};

/** CloudWatch User Guide, "CloudWatch statistics definitions". */
const extendedStatistic = /^(?:(?:p|tm|tc|ts|wm)(?:100(?:\.0+)?|\d{1,2}(?:\.\d+)?)|IQM|(?:PR|TC|TM|TS|WM)\([^()]*\))$/i;

function statisticRefusal(state: Properties): string | undefined {
  const plain = knownText(state, "statistic");
  const extended = knownText(state, "extendedStatistic");
  if (plain === undefined && extended === undefined) {
    return state["statistic"] === undefined && state["extendedStatistic"] === undefined
      ? "one of statistic and extendedStatistic must be set for an alarm on a metric"
      : undefined;
  }
  if (plain !== undefined && extended !== undefined) return "Statistic and ExtendedStatistic cannot both be specified";
  if (extended !== undefined) {
    return extendedStatistic.test(extended)
      ? undefined
      : `The value ${extended} for parameter ExtendedStatistic is not supported.`;
  }
  return knownText(state, "evaluateLowSampleCountPercentiles") === undefined
    ? undefined
    : `Option evaluateLowSampleCountPercentile can not be applied with statistic ${plain}.`;
}

function queriesRefusal(queries: readonly Properties[]): string | undefined {
  const ids = queries.map(({ id }) => String(id));
  const wrong = ids.find((id) => !/^[a-z]\w*$/.test(id));
  if (wrong !== undefined)
    return `Invalid metrics list: the id '${wrong}' must begin with a lowercase letter and contain letters, digits and underscores`;
  const repeated = ids.find((id, index) => ids.indexOf(id) < index);
  if (repeated !== undefined) return `Invalid metrics list: the id '${repeated}' is used twice`;
  const both = queries.find(({ expression, metric }) => (expression === undefined) === (metric === undefined));
  if (both !== undefined)
    return `Invalid metrics list: the query '${String(both["id"])}' must have either expression or metric`;
  const counts = [
    queries.filter(({ metric }) => metric !== undefined).length,
    queries.filter(({ expression }) => expression !== undefined).length,
  ];
  if (counts[0]! > 10) return `Too many metrics in alarm, maximum is 10 (${counts[0]} metrics)`;
  return counts[1]! > 10 ? `Too many expressions in alarm, maximum is 10 (${counts[1]} expressions)` : undefined;
}

/** Exactly one query returns data; with an anomaly detection band, the band returns data too. */
const returnedRefusal: Check = (state) => {
  const queries = objectsOf(state, "metricQueries");
  if (queries.length < 2) return undefined;
  const band = state["thresholdMetricId"];
  const returned = queries.filter(({ id, returnData }) => String(returnData) === "true" && id !== band).length;
  return returned === 1
    ? undefined
    : `Exactly one element of the metrics list should return data (${returned} have returnData)`;
};

const actionsRefusal: Check = (state) => {
  const actions = ["alarmActions", "okActions", "insufficientDataActions"].flatMap((property) => {
    const value = state[property];
    return Array.isArray(value) ? value.filter((action) => typeof action === "string") : [];
  });
  const wrong = actions.find((action) => !action.startsWith("arn:") && unknownOutputIn(action) === undefined);
  return wrong === undefined ? undefined : `Invalid arn syntax: ${wrong}`;
};

const bodyRefusal: Check = (state) => {
  const body = knownText(state, "dashboardBody");
  if (body === undefined) return undefined;
  try {
    const parsed = JSON.parse(body) as unknown;
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return undefined;
  } catch {
    // Rejected below.
  }
  return "The field DashboardBody must be a valid JSON object";
};

/** @throws UserError for an invalid rule. */
const ruleRefusal: Check = (state, { name }) => {
  parseRule(name, String(state["alarmRule"]));
  return undefined;
};

function arnOf({ state }: Declared): string {
  return String(state["arn"]);
}

/** CloudWatch Logs API reference, CreateLogGroup. */
const logGroupNameRefusal: Check = (state) => {
  const name = knownText(state, "name");
  return name?.startsWith("aws/") === true ? `Log group names can't start with aws/ (name '${name}')` : undefined;
};

const alarm = { type: "aws:cloudwatch/metricAlarm:MetricAlarm", label: "alarm", code: "ValidationError" };

/** CloudWatch's checks of alarms, dashboards and log groups. */
export const cloudwatchChecks: readonly TypeChecks[] = [
  {
    ...alarm,
    checks: [
      periodRefusal,
      windowRefusal,
      datapointsRefusal,
      metricRefusal,
      returnedRefusal,
      thresholdRefusal,
      actionsRefusal,
    ],
  },
  {
    type: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    label: "composite alarm",
    code: "ValidationError",
    checks: [actionsRefusal, ruleRefusal],
  },
  {
    type: "aws:cloudwatch/dashboard:Dashboard",
    label: "dashboard",
    code: "InvalidParameterInput",
    checks: [bodyRefusal],
  },
  {
    type: "aws:cloudwatch/logGroup:LogGroup",
    label: "log group",
    code: "ResourceAlreadyExistsException",
    checks: [refuseSame(arnOf, ({ state }) => `The specified log group already exists (${String(state["name"])})`)],
  },
  {
    type: "aws:cloudwatch/logGroup:LogGroup",
    label: "log group",
    code: "InvalidParameterException",
    checks: [logGroupNameRefusal],
  },
];
