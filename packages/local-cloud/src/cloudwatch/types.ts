import { arn, declaredName, digest } from "../kernel/identity";
import type { EmulatedTypes, Providers } from "../kernel/resources";

export const types: EmulatedTypes = {
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    reads: [
      "actionsEnabled",
      "alarmActions",
      "alarmDescription",
      "comparisonOperator",
      "datapointsToAlarm",
      "dimensions",
      "evaluateLowSampleCountPercentiles",
      "evaluationPeriods",
      "extendedStatistic",
      "insufficientDataActions",
      "metricName",
      "metricQueries.expression",
      "metricQueries.id",
      "metricQueries.metric.dimensions",
      "metricQueries.metric.metricName",
      "metricQueries.metric.namespace",
      "metricQueries.metric.period",
      "metricQueries.metric.stat",
      "metricQueries.returnData",
      "name",
      "namespace",
      "okActions",
      "period",
      "statistic",
      "threshold",
      "treatMissingData",
    ],
    ignores: ["metricQueries.label"],
    provide: ({ type, name, inputs }, location) => {
      const alarm = declaredName({ type, name, inputs }, location);
      return { id: alarm, state: { name: alarm, arn: arn(location, "cloudwatch", `alarm:${alarm}`) } };
    },
  },
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": {
    reads: [
      "actionsEnabled",
      "alarmActions",
      "alarmDescription",
      "alarmName",
      "alarmRule",
      "insufficientDataActions",
      "okActions",
    ],
    ignores: [],
    provide: ({ inputs }, location) => {
      const alarm = String(inputs["alarmName"]);
      return { id: alarm, state: { name: alarm, arn: arn(location, "cloudwatch", `alarm:${alarm}`) } };
    },
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    reads: ["dashboardBody", "dashboardName"],
    ignores: [],
    provide: ({ inputs }, location) => {
      const dashboard = String(inputs["dashboardName"]);
      // Dashboards are global: their ARNs contain no region.
      return {
        id: dashboard,
        state: { dashboardArn: arn({ ...location, region: "" }, "cloudwatch", `dashboard/${dashboard}`) },
      };
    },
  },
};

/** Log groups and saved queries have names only: retention has no effect locally, and nothing runs the queries. */
export const names: Providers = {
  "aws:cloudwatch/queryDefinition:QueryDefinition": ({ type, name }, location) => {
    const id = digest(location, type, name);
    return { id, state: { queryDefinitionId: id } };
  },
  "aws:cloudwatch/logGroup:LogGroup": ({ type, name, inputs }, location) => {
    const group = declaredName({ type, name, inputs }, location);
    return { id: group, state: { name: group, arn: arn(location, "logs", `log-group:${group}`) } };
  },
};
