import { html, nothing, type TemplateResult } from "lit-html";
import { alarmsView } from "./alarms";
import { architectureView } from "./architecture";
import { clockText } from "./format";
import { busesView } from "./buses";
import { dataView } from "./data";
import { dashboardView } from "./dashboard";
import { distributionsView } from "./distributions";
import { faultsView } from "./faults";
import { functionsView } from "./functions";
import { logView } from "./log";
import { machinesView } from "./machines";
import { plansView } from "./plans";
import { programView } from "./program";
import { queuesView } from "./queues";
import { requestsView } from "./requests";
import { schedulesView } from "./schedules";
import type { PageState } from "./state";
import { topicsView } from "./topics";
import { tryView } from "./tryIt";

interface View {
  readonly name: string;
  readonly title: string;
  /** @param rest the part of the address after the view's name. */
  readonly show: (state: PageState, rest: string) => TemplateResult;
  /** A count beside the title; 0 hides it. */
  readonly badge?: (state: PageState) => number;
}

const views: readonly View[] = [
  { name: "requests", title: "Requests", show: requestsView },
  { name: "try", title: "Try it", show: tryView },
  { name: "architecture", title: "Architecture", show: architectureView },
  { name: "plans", title: "Keys and plans", show: plansView },
  { name: "functions", title: "Functions", show: functionsView },
  { name: "buses", title: "Events", show: busesView },
  { name: "queues", title: "Queues", show: queuesView },
  { name: "topics", title: "Topics", show: topicsView },
  { name: "machines", title: "State machines", show: machinesView },
  { name: "distributions", title: "Distributions", show: distributionsView },
  { name: "schedules", title: "Schedules", show: schedulesView },
  { name: "data", title: "Data", show: dataView },
  {
    name: "alarms",
    title: "Alarms",
    show: alarmsView,
    badge: ({ run }) => run?.alarms.filter(({ state }) => state === "ALARM").length ?? 0,
  },
  { name: "dashboard", title: "Dashboard", show: dashboardView },
  { name: "log", title: "Log", show: logView },
  {
    name: "faults",
    title: "Faults and clock",
    show: faultsView,
    badge: ({ run }) => run?.faults.filter(({ value }) => value > 0).length ?? 0,
  },
  { name: "program", title: "Program", show: programView, badge: ({ run }) => run?.problems.length ?? 0 },
];

/** The whole page. @param hash fragment of the address, such as `#/requests/12`. */
export function app(state: PageState, hash: string): TemplateResult {
  const [, name = "requests", rest = ""] = /^#\/([^/]*)\/?(.*)$/.exec(hash) ?? [];
  const view = views.find((each) => each.name === name) ?? views[0]!;
  return html`
    <header>
      <p class="brand">${state.program === undefined ? "Local console" : state.program.project}</p>
      <p class="facts">${heading(state)}</p>
      <p class=${state.connected ? "live" : "live lost"} role="status">
        ${state.connected ? "live" : "not connected: waiting for the run"}
      </p>
    </header>
    <nav aria-label="Views">
      ${views.map(
        ({ name: each, title, badge }) => html`
          <a href=${`#/${each}`} aria-current=${each === view.name ? "page" : nothing}>
            ${title}${badgeOf(badge?.(state) ?? 0)}
          </a>
        `,
      )}
    </nav>
    <main>
      <h1 tabindex="-1">${view.title}</h1>
      ${state.program === undefined ? html`<p class="quiet">Waiting for the program…</p>` : content(view, state, rest)}
    </main>
  `;
}

/** An error in one view must not break the others. */
function content({ title, show }: View, state: PageState, rest: string): TemplateResult {
  try {
    return show(state, rest);
  } catch (error) {
    return html`<p class="why" role="alert">The view ${title} failed: ${String(error)}</p>`;
  }
}

function heading({ program, run }: PageState) {
  if (program === undefined || run === undefined) return nothing;
  const { scale } = run;
  const fast = scale === undefined || scale === 1 ? "" : `, ${scale} times as fast`;
  return html`stack ${program.stack} · ${program.region} · ${clockText(run)}${fast}`;
}

function badgeOf(count: number) {
  return count === 0 ? nothing : html` <span class="badge">${count}</span>`;
}
