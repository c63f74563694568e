import uPlot from "uplot";

export interface ChartData {
  readonly title: string;
  /** Epoch milliseconds. */
  readonly times: readonly number[];
  readonly series: readonly { readonly label: string; readonly values: readonly (number | null | undefined)[] }[];
  /** Drawn across. */
  readonly lines: readonly { readonly label: string; readonly value: number }[];
}

const height = 160;

/** Colours of the page, in the order of the series; the style sheet has them for light and dark. */
const colours = ["--c1", "--c2", "--c3", "--c4", "--c5", "--c6"];

/** `<run-chart .data=${…}>`: a chart over time, with a sentence for who cannot see it. */
class RunChart extends HTMLElement {
  private plot: uPlot | undefined;
  private shape = "";

  set data(data: ChartData) {
    this.setAttribute("role", "img");
    this.setAttribute("aria-label", sentence(data));
    const width = Math.max(200, this.clientWidth || 400);
    const rows = rowsOf(data);
    const shape = JSON.stringify([data.title, data.series.map(({ label }) => label), data.lines, width, dark()]);
    if (this.plot !== undefined && shape === this.shape) {
      this.plot.setData(rows);
      return;
    }
    this.plot?.destroy();
    this.shape = shape;
    this.plot = new uPlot(optionsOf(data, width), rows, this);
  }

  disconnectedCallback(): void {
    this.plot?.destroy();
    this.plot = undefined;
  }
}

customElements.define("run-chart", RunChart);

function dark(): boolean {
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

function rowsOf({ times, series, lines }: ChartData): uPlot.AlignedData {
  return [
    times.map((time) => time / 1000),
    ...series.map(({ values }) => values.map((value) => value ?? null)),
    ...lines.map(({ value }) => times.map(() => value)),
  ];
}

function optionsOf({ series, lines }: ChartData, width: number): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false } };
  return {
    width,
    height,
    cursor: { show: false },
    legend: { show: series.length > 1 },
    axes: [axis, { ...axis, size: 60 }],
    series: [
      {},
      ...series.map(({ label }, index) => ({
        label,
        stroke: colour(colours[index % colours.length]!),
        width: 2,
        points: { size: 5 },
        spanGaps: false,
      })),
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

function sentence({ title, series, lines }: ChartData): string {
  const lasts = series.map(({ label, values }) => {
    const last = values.findLast((value) => value !== null && value !== undefined);
    return `${label} ${last === undefined || last === null ? "has no values" : `was ${Number(last.toPrecision(4))} last`}`;
  });
  const thresholds = lines.map(({ label, value }) => `${label} ${value}`);
  return [`${title}:`, [...lasts, ...thresholds].join(", ")].join(" ");
}
