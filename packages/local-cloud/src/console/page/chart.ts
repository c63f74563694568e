import uPlot from "uplot";
import { timeText } from "./format";

export interface ChartData {
  readonly title: string;
  /** Epoch milliseconds. */
  readonly times: readonly number[];
  readonly series: readonly { readonly label: string; readonly values: readonly (number | null | undefined)[] }[];
  /** Horizontal lines. */
  readonly lines: readonly { readonly label: string; readonly value: number }[];
}

const height = 160;

/** Colours of the series, in order. The style sheet defines them for light and dark themes. */
const colours = ["--c1", "--c2", "--c3", "--c4", "--c5", "--c6"];

/** `<run-chart .data=${…}>`: a chart over time, with a text alternative. */
class RunChart extends HTMLElement {
  private plot: uPlot | undefined;
  private shape = "";

  private latest: ChartData | undefined;

  set data(data: ChartData) {
    this.latest = data;
    // A detached element has no width and no computed colours.
    if (this.isConnected) this.draw(data);
  }

  connectedCallback(): void {
    if (this.latest !== undefined) this.draw(this.latest);
  }

  private draw(data: ChartData): void {
    this.setAttribute("role", "img");
    this.setAttribute("aria-label", describe(data));
    const rows = rowsOf(data);
    const shape = JSON.stringify([
      data.title,
      data.series.map(({ label }) => label),
      data.lines,
      widthOf(this),
      isDark(),
    ]);
    if (this.plot !== undefined && shape === this.shape) {
      this.plot.setData(rows);
      return;
    }
    this.plot?.destroy();
    this.shape = shape;
    this.plot = new uPlot(optionsOf(data, this), rows, this);
  }

  disconnectedCallback(): void {
    this.plot?.destroy();
    this.plot = undefined;
  }
}

customElements.define("run-chart", RunChart);

function widthOf(element: HTMLElement): number {
  return Math.max(200, element.clientWidth || 400);
}

function isDark(): boolean {
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

function rowsOf({ times, series, lines }: ChartData): uPlot.AlignedData {
  return [
    times.map((time) => time / 1000),
    ...series.map(({ values }) => values.map((value) => value ?? null)),
    ...lines.map(({ value }) => times.map(() => value)),
  ];
}

/**
 * Returns the current value of a colour property as `rgb(…)`. The property itself contains `light-dark(…)`, which
 * canvas
 * does not support; only properties of the CSS type colour are resolved.
 */
function resolveColour(element: HTMLElement, name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function optionsOf({ series, lines }: ChartData, element: HTMLElement): uPlot.Options {
  const colour = (name: string) => resolveColour(element, name);
  const width = widthOf(element);
  const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false } };
  return {
    width,
    height,
    cursor: { show: false },
    legend: { show: series.length > 1, live: false },
    axes: [
      { ...axis, values: (_, seconds) => seconds.map(clockOf) },
      { ...axis, size: 60 },
    ],
    series: [
      {},
      ...series.map(({ label }, index) => {
        const stroke = colour(colours[index % colours.length]!);
        return { label, stroke, width: 2, points: { size: 5, fill: stroke }, spanGaps: false };
      }),
      ...lines.map(({ label }) => ({
        label,
        stroke: colour("--bad"),
        dash: [6, 4],
        width: 1,
        points: { show: false },
      })),
    ],
  };
}

/** Formats `12:05` in UTC, like all times of the console. */
function clockOf(epochSeconds: number): string {
  return timeText(epochSeconds * 1000).slice(0, 5);
}

function describe({ title, series, lines }: ChartData): string {
  const lasts = series.map(({ label, values }) => {
    const last = values.findLast((value) => value !== null && value !== undefined);
    return `${label} ${last === undefined || last === null ? "has no values" : `was last ${Number(last.toPrecision(4))}`}`;
  });
  const thresholds = lines.map(({ label, value }) => `${label} ${value}`);
  return [`${title}:`, [...lasts, ...thresholds].join(", ")].join(" ");
}
