import { isJson } from "../kernel/json";
import type { Declared } from "../kernel/resources";

/** Counts an alarm's metrics. An anomaly detection band counts as three (CloudWatch pricing, "Anomaly detection"). */
export function countAlarmMetrics({ inputs }: Declared): { readonly metrics: number; readonly fast: boolean } {
  const queries = (inputs["metricQueries"] ?? []) as {
    expression?: string;
    metric?: { period: number };
  }[];
  const periods = queries.flatMap(({ metric }) => (metric === undefined ? [] : [metric.period]));
  const fast = [Number(inputs["period"] ?? 60), ...periods].some((period) => period < 60);
  if (queries.length === 0) return { metrics: 1, fast };
  const bands = queries.filter(({ expression }) => expression?.startsWith("ANOMALY_DETECTION_BAND") === true).length;
  return { metrics: periods.length + 2 * bands, fast };
}

/** Counts the distinct metrics of a dashboard, without expressions. */
export function countDashboardMetrics({ inputs }: Declared): number {
  const body = String(inputs["dashboardBody"]);
  // A body that is not known before the deployment counts as a small one.
  const { widgets = [] } = (isJson(body) ? JSON.parse(body) : {}) as { widgets?: readonly DashboardWidget[] };
  const shown = widgets.flatMap(({ properties: { metrics = [], region = "" } = {} }) =>
    expandDots(metrics.filter(([first]) => typeof first === "string")).map((metric) =>
      JSON.stringify([region, ...metric]),
    ),
  );
  return new Set(shown).size;
}

interface DashboardWidget {
  readonly properties?: { readonly metrics?: readonly (readonly unknown[])[]; readonly region?: string };
}

/** Expands `.` to the previous metric's part and `...` to its leading parts (CloudWatch, "Dashboard Body Structure"). */
function expandDots(metrics: readonly (readonly unknown[])[]): (readonly unknown[])[] {
  const full: (readonly unknown[])[] = [];
  for (const metric of metrics) {
    const parts = metric.filter((part) => typeof part !== "object");
    const before = full.at(-1) ?? [];
    const rest = parts[0] === "..." ? parts.slice(1) : parts;
    const begin = parts[0] === "..." ? before.slice(0, before.length - rest.length) : [];
    full.push([...begin, ...rest].map((part, index) => (part === "." ? before[index] : part)));
  }
  return full;
}
