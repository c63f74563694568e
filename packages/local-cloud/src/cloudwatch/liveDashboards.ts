import type { DashboardDescription, Dashboards, Series, Widget } from "../kernel/interfaces/monitoring";
import { ofType, type Declared } from "../kernel/resources";
import type { Run } from "../kernel/service";
import { widgetsOf, type ChartLine, type WidgetDeclaration } from "./dashboardBody";
import { parseExpression, UnknownExpression } from "./expression";
import type { MetricStore } from "./metricStore";

/** Number of periods in a chart. Values are stored for at least this time. */
const maxPeriods = 60;

interface Dashboard {
  readonly label: string;
  readonly name: string;
  readonly widgets: readonly WidgetDeclaration[];
}

/** The dashboards of a run. Their data comes from the metrics that alarms read. */
export class LiveDashboards implements Dashboards {
  private dashboards: readonly Dashboard[] = [];

  constructor(
    private readonly run: Pick<Run, "clock" | "log">,
    private readonly metrics: MetricStore,
  ) {}

  declare(resources: readonly Declared[]): void {
    this.dashboards = ofType(resources, "aws:cloudwatch/dashboard:Dashboard").map(({ name, state }) => ({
      label: name,
      name: String(state["dashboardName"]),
      widgets: this.widgets(name, String(state["dashboardBody"])),
    }));
  }

  get descriptions(): DashboardDescription[] {
    return this.dashboards.map(({ label, name, widgets }) => ({
      label,
      name,
      widgets: widgets.map((widget) => this.drawn(widget)),
    }));
  }

  private widgets(label: string, body: string): WidgetDeclaration[] {
    try {
      return widgetsOf(body);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.run.log({ source: "cloudwatch", text: `the body of dashboard ${label} is not JSON` });
      return [];
    }
  }

  private drawn({ chart, period, ...widget }: WidgetDeclaration): Widget {
    const step = period * 1000;
    const now = this.run.clock.now();
    const first = now - (now % step) - (maxPeriods - 1) * step;
    const times = Array.from({ length: maxPeriods }, (_, index) => first + index * step);
    return {
      ...widget,
      times,
      series: chart.filter(({ visible }) => visible).map((line) => this.series(line, chart, times)),
    };
  }

  private series(line: ChartLine, chart: readonly ChartLine[], times: readonly number[]): Series {
    const { query, expression, label = expression ?? "" } = line;
    if (query !== undefined) {
      return { label, values: times.map((time) => this.metrics.statistic(query, time)), notEvaluated: undefined };
    }
    try {
      const evaluate = parseExpression(expression!);
      const ids = chart.flatMap(({ id, query: of }) => (id === undefined || of === undefined ? [] : [{ id, of }]));
      const valuesAt = (time: number) =>
        Object.fromEntries(ids.map(({ id, of }) => [id, this.metrics.statistic(of, time)]));
      return { label, values: times.map((time) => evaluate(valuesAt(time))), notEvaluated: undefined };
    } catch (error) {
      if (!(error instanceof UnknownExpression)) throw error;
      return { label, values: [], notEvaluated: `the expression ${error.message} is not supported locally` };
    }
  }
}
