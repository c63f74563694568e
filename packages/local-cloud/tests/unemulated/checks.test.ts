import { unemulatedChecks } from "../../src/unemulated/checks";
import { describeChecks } from "../support/declared";

const code = "ValidationException: ";
const concurrency = { serviceNamespace: "lambda", scalableDimension: "lambda:function:ProvisionedConcurrency" };
const scaled = { ...concurrency, resourceId: "function:f:live" };
const unsupported = "Unsupported service namespace, resource type or scalable dimension";

describeChecks(
  unemulatedChecks,
  "aws:appautoscaling/target:Target",
  [
    [
      { ...scaled, minCapacity: 3, maxCapacity: 2 },
      `${code}Maximum capacity cannot be less than minimum capacity (minCapacity 3, maxCapacity 2)`,
    ],
    [
      { ...scaled, serviceNamespace: "dynamodb" },
      `${code}${unsupported} (serviceNamespace 'dynamodb', scalableDimension 'lambda:function:ProvisionedConcurrency')`,
    ],
    [
      { ...concurrency, resourceId: "function:f" },
      `${code}${unsupported} (resourceId 'function:f', scalableDimension 'lambda:function:ProvisionedConcurrency')`,
    ],
  ],
  [
    { ...scaled, minCapacity: 2, maxCapacity: 2 },
    {
      serviceNamespace: "dynamodb",
      scalableDimension: "dynamodb:index:ReadCapacityUnits",
      resourceId: "table/t/index/i",
    },
  ],
);

const action = { minCapacity: 1 };
describeChecks(
  unemulatedChecks,
  "aws:appautoscaling/scheduledAction:ScheduledAction",
  [
    [
      { ...scaled, schedule: "0 8 * * ? *", scalableTargetAction: action },
      `${code}Invalid schedule expression: 0 8 * * ? *`,
    ],
    [
      { ...scaled, schedule: "rate(1 hour)", scalableTargetAction: {} },
      `${code}At least one of minimum capacity and maximum capacity should be provided`,
    ],
  ],
  [{ ...scaled, schedule: "cron(0 8 * * ? *)", scalableTargetAction: action }],
);

const step = (metricIntervalLowerBound: string, metricIntervalUpperBound: string) => ({
  stepScalingPolicyConfiguration: { stepAdjustments: [{ metricIntervalLowerBound, metricIntervalUpperBound }] },
});
describeChecks(
  unemulatedChecks,
  "aws:appautoscaling/policy:Policy",
  [[{ ...scaled, ...step("10", "0") }, `${code}Lower bound must be less than upper bound for a step adjustment`]],
  [{ ...scaled, ...step("0", "10") }],
);
