import type * as pulumi from "@pulumi/pulumi";

/** Which calls: those of a function, or of one of its versions. */
export type Dimensions = Readonly<Record<string, pulumi.Input<string>>>;

/** The part of an alarm that watches which share of calls fails, in percent of a minute. */
export function errorRate(dimensions: Dimensions, percent: number) {
  const query = (id: string, metricName: string) => ({
    id,
    metric: { namespace: "AWS/Lambda", metricName, dimensions, period: 60, stat: "Sum" },
  });
  return {
    metricQueries: [
      query("errors", "Errors"),
      query("invocations", "Invocations"),
      {
        id: "rate",
        label: "Error rate (%)",
        // Without IF, a minute without calls would divide by zero and drop its point.
        expression: "IF(invocations > 0, 100 * errors / invocations, 0)",
        returnData: true,
      },
    ],
    threshold: percent,
  };
}

/** The part of an alarm that watches how long the slowest calls of a minute take. */
export function slowestCalls(dimensions: Dimensions, millis: number) {
  return {
    namespace: "AWS/Lambda",
    metricName: "Duration",
    dimensions,
    period: 60,
    extendedStatistic: "p99",
    threshold: millis,
    // A p99 of a handful of calls is one call.
    evaluateLowSampleCountPercentiles: "ignore",
  };
}
