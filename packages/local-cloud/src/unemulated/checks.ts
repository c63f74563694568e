import { knownNumber, knownText, objectOf, objectsOf, type Check, type TypeChecks } from "../kernel/checks";

const capacityRefusal: Check = (state) => {
  const [least, most] = ["minCapacity", "maxCapacity"].map((property) => knownNumber(state, property));
  return least === undefined || most === undefined || least <= most
    ? undefined
    : `Maximum capacity cannot be less than minimum capacity (minCapacity ${least}, maxCapacity ${most})`;
};

const actionRefusal: Check = (state, resource, resources) => {
  const action = objectOf(state, "scalableTargetAction");
  if (action["minCapacity"] === undefined && action["maxCapacity"] === undefined) {
    return "At least one of minimum capacity and maximum capacity should be provided";
  }
  return capacityRefusal(action, resource, resources);
};

const scheduleForm = /^(?:cron|rate|at)\(.+\)$/;

const scheduleRefusal: Check = (state) => {
  const schedule = knownText(state, "schedule");
  return schedule === undefined || scheduleForm.test(schedule) ? undefined : `Invalid schedule expression: ${schedule}`;
};

/** Form of the resource id by scalable dimension (Application Auto Scaling API reference). */
const resourceIds: Readonly<Record<string, RegExp>> = {
  "lambda:function:ProvisionedConcurrency": /^function:[^:]+:[^:]+$/,
  "dynamodb:table:ReadCapacityUnits": /^table\/[^/]+$/,
  "dynamodb:table:WriteCapacityUnits": /^table\/[^/]+$/,
  "dynamodb:index:ReadCapacityUnits": /^table\/[^/]+\/index\/[^/]+$/,
  "dynamodb:index:WriteCapacityUnits": /^table\/[^/]+\/index\/[^/]+$/,
};

const dimensionRefusal: Check = (state) => {
  const dimension = knownText(state, "scalableDimension");
  const namespace = knownText(state, "serviceNamespace");
  const id = knownText(state, "resourceId");
  if (dimension === undefined) return undefined;
  if (namespace !== undefined && !dimension.startsWith(`${namespace}:`)) {
    return `Unsupported service namespace, resource type or scalable dimension (serviceNamespace '${namespace}', scalableDimension '${dimension}')`;
  }
  const form = resourceIds[dimension];
  return id === undefined || form === undefined || form.test(id)
    ? undefined
    : `Unsupported service namespace, resource type or scalable dimension (resourceId '${id}', scalableDimension '${dimension}')`;
};

const stepsRefusal: Check = (state) => {
  const steps = objectsOf(objectOf(state, "stepScalingPolicyConfiguration"), "stepAdjustments");
  const wrong = steps.some((step) => {
    const [lower, upper] = ["metricIntervalLowerBound", "metricIntervalUpperBound"].map((bound) =>
      knownNumber(step, bound),
    );
    return lower !== undefined && upper !== undefined && lower >= upper;
  });
  return wrong ? "Lower bound must be less than upper bound for a step adjustment" : undefined;
};

const code = "ValidationException";

/** AWS's checks of types that have only outputs locally. */
export const unemulatedChecks: readonly TypeChecks[] = [
  {
    type: "aws:appautoscaling/target:Target",
    label: "scalable target",
    code,
    checks: [dimensionRefusal, capacityRefusal],
  },
  { type: "aws:appautoscaling/policy:Policy", label: "scaling policy", code, checks: [dimensionRefusal, stepsRefusal] },
  {
    type: "aws:appautoscaling/scheduledAction:ScheduledAction",
    label: "scheduled action",
    code,
    checks: [dimensionRefusal, scheduleRefusal, actionRefusal],
  },
];
