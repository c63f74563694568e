import type { Declared } from "@onemachine/local-cloud";

/** Describes an alarm's condition in one line. */
export function alarmRule({ inputs }: Declared): string {
  const { metricName, namespace, statistic, extendedStatistic, period, threshold, metricQueries } = inputs;
  const queries = (metricQueries ?? []) as { expression?: string; metric?: { metricName: string; period: number } }[];
  const watched =
    typeof metricName !== "string"
      ? [
          ...new Set(
            queries.map(({ expression, metric }) => expression ?? `${metric!.metricName}/${metric!.period} s`),
          ),
        ].join("; ")
      : `${String(statistic ?? extendedStatistic)} of ${String(namespace)} ${metricName}/${String(period)} s`;
  const periods = Number(inputs["evaluationPeriods"]);
  const rule = `${String(inputs["comparisonOperator"])} ${String(threshold ?? inputs["thresholdMetricId"])}`;
  return `${watched} ${rule}, ${Number(inputs["datapointsToAlarm"] ?? periods)} of ${periods}, missing data ${String(inputs["treatMissingData"])}`;
}
