import type { MetricQuery, Widget } from "../kernel/interfaces/monitoring";

/** A declared metric or expression of a chart. */
export interface ChartLine {
  readonly id: string | undefined;
  readonly label: string | undefined;
  readonly visible: boolean;
  readonly query: MetricQuery | undefined;
  readonly expression: string | undefined;
}

/** A declared widget. */
export interface WidgetDeclaration extends Omit<Widget, "times" | "series"> {
  readonly chart: readonly ChartLine[];
  /** Seconds. */
  readonly period: number;
}

/** Default period and statistic of a widget (CloudWatch API reference, "Dashboard Body Structure"). */
const defaultPeriod = 300;
const defaultStat = "Average";

interface Body {
  readonly widgets?: readonly {
    readonly type: string;
    readonly x?: number;
    readonly y?: number;
    readonly width?: number;
    readonly height?: number;
    readonly properties?: Properties;
  }[];
}

interface Properties {
  readonly title?: string;
  readonly markdown?: string;
  readonly alarms?: readonly string[];
  readonly metrics?: readonly (readonly unknown[])[];
  readonly period?: number;
  readonly stat?: string;
  readonly stacked?: boolean;
  readonly annotations?: { readonly horizontal?: readonly { readonly label?: string; readonly value: number }[] };
}

/** Returns the widgets of a dashboard body. @throws SyntaxError if it is not JSON. */
export function widgetsOf(body: string): WidgetDeclaration[] {
  return ((JSON.parse(body) as Body).widgets ?? []).map(
    ({ type, x = 0, y = 0, width = 6, height = 6, properties = {} }) => ({
      type,
      title: properties.title ?? "",
      position: { x, y, width, height },
      markdown: properties.markdown,
      alarms: properties.alarms ?? [],
      lines: (properties.annotations?.horizontal ?? []).map(({ label = "", value }) => ({ label, value })),
      stacked: properties.stacked === true,
      chart: chartOf(properties),
      period: properties.period ?? defaultPeriod,
    }),
  );
}

interface Options {
  readonly id?: string;
  readonly label?: string;
  readonly visible?: boolean;
  readonly stat?: string;
  readonly period?: number;
  readonly expression?: string;
}

function chartOf({ metrics = [], period = defaultPeriod, stat = defaultStat }: Properties): ChartLine[] {
  let before: readonly string[] = [];
  const lines = metrics.map((entry) => {
    const last = entry.at(-1);
    const options = (typeof last === "object" && last !== null ? last : {}) as Options;
    const texts = expandShorthand(
      entry.filter((part) => typeof part === "string"),
      before,
    );
    const { id, label, expression, visible = true } = options;
    if (expression !== undefined) return { id, label, visible, expression, query: undefined };
    before = texts;
    const [namespace = "", name = "", ...pairs] = texts;
    const dimensions = Object.fromEntries(
      Array.from({ length: pairs.length / 2 }, (_, at) => [pairs[2 * at]!, pairs[2 * at + 1]!]),
    );
    const query = { namespace, name, dimensions, period: options.period ?? period, stat: options.stat ?? stat };
    return { id, label, visible, expression: undefined, query };
  });
  return lines.map((line) => ({ ...line, label: line.label ?? defaultLabel(line, lines) }));
}

/**
 * Returns the name of a metric, with the dimensions that differ if several have this name; undefined for expressions.
 */
function defaultLabel({ query }: ChartLine, lines: readonly ChartLine[]): string | undefined {
  if (query === undefined) return undefined;
  const alike = lines.filter((line) => line.query?.name === query.name);
  const others = Object.entries(query.dimensions).filter(([dimension, value]) =>
    alike.some((line) => line.query?.dimensions[dimension] !== value),
  );
  return [query.name, ...others.map(([, value]) => value)].join(" ");
}

/** Expands the shorthand of a metric: `.` repeats a part of the previous metric, `...` all parts that are missing. */
function expandShorthand(texts: readonly string[], before: readonly string[]): string[] {
  const rest = texts.indexOf("...");
  const whole =
    rest < 0 ? texts : [...before.slice(0, before.length - (texts.length - rest - 1)), ...texts.slice(rest + 1)];
  return whole.map((text, index) => (text === "." ? (before[index] ?? text) : text));
}
