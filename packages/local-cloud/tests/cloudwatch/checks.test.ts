import { expect } from "chai";
import { cloudwatchChecks } from "../../src/cloudwatch/checks";
import { checkEach } from "../../src/kernel/checks";
import { declared, describeChecks } from "../support/declared";

const rule = { comparisonOperator: "GreaterThanThreshold", threshold: 1, evaluationPeriods: 2 };
const watched = { namespace: "AWS/Lambda", metricName: "Errors", period: 60 };
const alarm = { ...rule, ...watched, statistic: "Sum" };
const percentile = { ...rule, ...watched, extendedStatistic: "p99.9", evaluateLowSampleCountPercentiles: "ignore" };
const metric = (id: string, more: object = {}) => ({ id, metric: { ...watched, stat: "Sum" }, ...more });
const shown = { id: "e1", expression: "m1 * 2", returnData: true };
const error = "ValidationError: ";

describeChecks(
  cloudwatchChecks,
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  [
    ...[5, 45, 61, 90].map(
      (period) =>
        [{ ...alarm, period }, `${error}Period must be 10, 20, 30 or a multiple of 60 (period ${period})`] as const,
    ),
    [
      { ...rule, metricQueries: [{ id: "m1", metric: { ...watched, period: 7 } }] },
      `${error}Period must be 10, 20, 30 or a multiple of 60 (period 7)`,
    ],
    [
      { ...alarm, evaluationPeriods: 1_441 },
      `${error}Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400; 1441 * 60 is 86460).`,
    ],
    [
      { ...alarm, period: 3_600, evaluationPeriods: 169 },
      `${error}Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800; 169 * 3600 is 608400).`,
    ],
    [
      { ...alarm, datapointsToAlarm: 3 },
      `${error}DatapointsToAlarm cannot be greater than EvaluationPeriods (datapointsToAlarm 3, evaluationPeriods 2)`,
    ],
    [{ ...rule }, `${error}one of metricName and metricQueries must be set for an alarm`],
    [{ ...alarm, metricQueries: [metric("m1")] }, `${error}metricName and metricQueries cannot both be specified`],
    [{ ...alarm, namespace: undefined }, `${error}namespace must be set for an alarm on the metric Errors`],
    [{ ...alarm, period: undefined }, `${error}period must be set for an alarm on the metric Errors`],
    [
      { ...alarm, statistic: undefined },
      `${error}one of statistic and extendedStatistic must be set for an alarm on a metric`,
    ],
    [{ ...alarm, extendedStatistic: "p99" }, `${error}Statistic and ExtendedStatistic cannot both be specified`],
    [
      { ...percentile, extendedStatistic: "99" },
      `${error}The value 99 for parameter ExtendedStatistic is not supported.`,
    ],
    [
      { ...alarm, evaluateLowSampleCountPercentiles: "ignore" },
      `${error}Option evaluateLowSampleCountPercentile can not be applied with statistic Sum.`,
    ],
    [{ ...alarm, threshold: undefined }, `${error}PutMetricAlarm request should have valid Threshold parameter`],
    [
      { ...alarm, comparisonOperator: "GreaterThanUpperThreshold" },
      `${error}ThresholdMetricId is required for the comparison operator GreaterThanUpperThreshold`,
    ],
    [
      { ...rule, metricQueries: [metric("M1")] },
      `${error}Invalid metrics list: the id 'M1' must begin with a lowercase letter and contain letters, digits and underscores`,
    ],
    [
      { ...rule, metricQueries: [metric("m1"), metric("m1")] },
      `${error}Invalid metrics list: the id 'm1' is used twice`,
    ],
    [
      { ...rule, metricQueries: [metric("m1", { expression: "m2" })] },
      `${error}Invalid metrics list: the query 'm1' must have either expression or metric`,
    ],
    [
      { ...rule, metricQueries: [metric("m1"), { ...shown, returnData: false }] },
      `${error}Exactly one element of the metrics list should return data (0 have returnData)`,
    ],
    [
      { ...rule, metricQueries: [metric("m1", { returnData: true }), shown] },
      `${error}Exactly one element of the metrics list should return data (2 have returnData)`,
    ],
    [
      { ...rule, metricQueries: [...Array.from({ length: 11 }, (_, each) => metric(`m${each}`)), shown] },
      `${error}Too many metrics in alarm, maximum is 10 (11 metrics)`,
    ],
    [{ ...alarm, alarmActions: ["topic"] }, `${error}Invalid arn syntax: topic`],
  ],
  [
    ...[10, 20, 30, 60, 120, 86_400].map((period) => ({ ...alarm, period, evaluationPeriods: 1 })),
    { ...alarm, period: 3_600, evaluationPeriods: 168 },
    { ...alarm, datapointsToAlarm: 2, alarmActions: ["arn:aws:sns:us-east-1:123456789012:t"] },
    percentile,
    ...["p100", "tm99", "TM(2%:98%)", "IQM", "PR(:300)", "wm98", "tc90", "ts90"].map((extendedStatistic) => ({
      ...percentile,
      extendedStatistic,
    })),
    { ...rule, metricQueries: [metric("m1"), shown] },
    { ...rule, metricQueries: [metric("m1", { returnData: true })] },
    {
      comparisonOperator: "GreaterThanUpperThreshold",
      evaluationPeriods: 2,
      thresholdMetricId: "band",
      metricQueries: [
        metric("m1", { returnData: true }),
        { id: "band", expression: "ANOMALY_DETECTION_BAND(m1)", returnData: true },
      ],
    },
  ],
);

const dashboard = "InvalidParameterInput: The field DashboardBody must be a valid JSON object";
describeChecks(
  cloudwatchChecks,
  "aws:cloudwatch/dashboard:Dashboard",
  [
    [{ dashboardBody: "{" }, dashboard],
    [{ dashboardBody: "[]" }, dashboard],
  ],
  [{ dashboardBody: '{"widgets":[]}' }],
);

describeChecks(
  cloudwatchChecks,
  "aws:cloudwatch/logGroup:LogGroup",
  [
    [
      { name: "g", arn: "arn:g" },
      "ResourceAlreadyExistsException: The specified log group already exists (g)",
      declared("aws:cloudwatch/logGroup:LogGroup", { name: "g", arn: "arn:g" }),
    ],
  ],
  [{ name: "g", arn: "arn:g" }],
);

describe("CompositeAlarm, as AWS checks it", () => {
  it("is rejected with an invalid rule, before anything changes", () => {
    const composite = declared("aws:cloudwatch/compositeAlarm:CompositeAlarm", { alarmRule: "ALARM(a) AND" });
    expect(() => checkEach([composite], cloudwatchChecks)).to.throw(
      'composite alarm r: its rule "ALARM(a) AND" is not valid',
    );
  });
});

describeChecks(
  cloudwatchChecks,
  "aws:cloudwatch/logGroup:LogGroup",
  [[{ name: "aws/own" }, "InvalidParameterException: Log group names can't start with aws/ (name 'aws/own')"]],
  [{ name: "/aws/lambda/own" }, { name: "aws" }],
);

describeChecks(
  cloudwatchChecks,
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  ["p101", "p100.5", "tm999"].map((extendedStatistic) => [
    { ...percentile, extendedStatistic },
    `${error}The value ${extendedStatistic} for parameter ExtendedStatistic is not supported.`,
  ]),
  ["p0", "p100", "p100.0", "p99.99", "tm5"].map((extendedStatistic) => ({ ...percentile, extendedStatistic })),
);
