import { html, nothing, type TemplateResult } from "lit-html";
import { cachedAnswer } from "./ask";
import { sortAlarms, stateTag } from "./alarms";
import type { PageState } from "./state";

interface Widget {
  readonly type: string;
  readonly title: string;
  readonly position: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly markdown?: string;
  readonly alarms: readonly string[];
  readonly times: readonly number[];
  readonly series: readonly {
    readonly label: string;
    readonly values: readonly (number | null)[];
    readonly notEvaluated?: string;
  }[];
  readonly lines: readonly { readonly label: string; readonly value: number }[];
}

interface Dashboard {
  readonly label: string;
  readonly widgets: readonly Widget[];
}

/** Shows the declared dashboards with the run's metrics. */
export function dashboardView(state: PageState): TemplateResult {
  const answer = cachedAnswer<readonly Dashboard[]>("dashboards", 2_000);
  if (answer === undefined) return html`<p class="quiet">Drawing…</p>`;
  if ("problem" in answer) return html`<p>${answer.problem}</p>`;
  if (answer.value.length === 0) return html`<p class="quiet">The program declares no dashboard.</p>`;
  return html`${answer.value.map(
    ({ label, widgets }) => html`
      <h2>${label}</h2>
      <div class="board">${chartsFirst(widgets).map((widget) => widgetView(state, widget))}</div>
    `,
  )}`;
}

/** Moves lists of alarms to the end, because they are long. */
function chartsFirst(widgets: readonly Widget[]): Widget[] {
  return [...widgets].sort((a, b) => Number(a.type === "alarm") - Number(b.type === "alarm"));
}

/** Minimum width, in columns of 24, of widgets that take the whole row here. */
const wideColumns = 18;

function widgetView(state: PageState, widget: Widget): TemplateResult {
  const { title, position } = widget;
  return html`
    <section class=${position.width >= wideColumns ? "widget wide" : "widget"} aria-label=${title || nothing}>
      ${title === "" ? nothing : html`<h3>${title}</h3>`} ${contentOf(state, widget)}
    </section>
  `;
}

function contentOf({ run }: PageState, { type, title, markdown, alarms, times, series, lines }: Widget) {
  if (type === "text") return html`<p>${(markdown ?? "").replace(/^#+ /gm, "")}</p>`;
  if (type === "alarm") {
    const shown = (run?.alarms ?? []).filter(({ arn }) => alarms.includes(arn));
    return html`<ul class="states">
      ${sortAlarms(shown, { text: "", state: "" }).map(
        (alarm) =>
          html`<li>${stateTag(alarm)} <a href=${`#/alarms/${encodeURIComponent(alarm.label)}`}>${alarm.label}</a></li>`,
      )}
    </ul>`;
  }
  if (type !== "metric") return html`<p class="quiet">A widget of type ${type} is not drawn here.</p>`;
  const silent = series.flatMap(({ notEvaluated }) => notEvaluated ?? []);
  return html`
    <run-chart .data=${{ title, times, series, lines }}></run-chart>
    ${silent.map((reason) => html`<p class="quiet">${reason}</p>`)}
  `;
}
