import { html, nothing, type TemplateResult } from "lit-html";
import type { AlarmLine, NotificationLine } from "../wire";
import { headings } from "./headings";
import { cachedAnswer, command } from "./ask";
import { dateText, decode, formatJson } from "./format";
import type { AlarmFilter, PageState } from "./state";
import { change, pageState, redraw } from "./store";

interface Chart {
  readonly threshold: number;
  readonly comparison: string;
  readonly period: number;
  readonly points: readonly { readonly at: number; readonly value?: number }[];
}

/** Order of states: alarms first. */
const states = ["ALARM", "INSUFFICIENT_DATA", "OK"] as const;

/** Returns the alarms that match the filter, alarms in the state ALARM first. */
export function sortAlarms(alarms: readonly AlarmLine[], { text, state }: AlarmFilter): AlarmLine[] {
  const wanted = text.trim().toLowerCase();
  const rank = (alarm: AlarmLine) =>
    alarm.evaluated ? states.findIndex((each) => each === alarm.state) : states.length;
  return alarms
    .filter(
      (alarm) =>
        (state === "" || alarm.state === state) &&
        `${alarm.label} ${alarm.meaning} ${alarm.reason}`.toLowerCase().includes(wanted),
    )
    .sort((a, b) => rank(a) - rank(b));
}

export function alarmsView(state: PageState, rest: string): TemplateResult {
  const { run, alarmFilter } = state;
  const all = run?.alarms ?? [];
  const open = all.find(({ label }) => label === decode(rest));
  if (all.length === 0) return html`<p class="quiet">The program declares no alarm.</p>`;
  const alarms = sortAlarms(all, alarmFilter);
  return html`
    ${filterBar(all, alarmFilter)}
    <p class="quiet" role="status">${alarms.length} of ${all.length} alarms, firing ones first</p>
    <div class=${open === undefined ? "list" : "list split"}>
      <div>
        <table class="stacked alarms">
          ${headings("Alarm", "State", "In plain words")}
          <tbody>
            ${alarms.map((alarm) => row(alarm, alarm === open))}
          </tbody>
        </table>
        <h2>Notifications</h2>
        ${notificationList(state.notifications)}
      </div>
      ${open === undefined ? nothing : alarmView(state, open)}
    </div>
  `;
}

function filterBar(alarms: readonly AlarmLine[], filter: AlarmFilter): TemplateResult {
  const set = (more: Partial<AlarmFilter>) => change({ alarmFilter: { ...pageState().alarmFilter, ...more } });
  const count = (state: string) => alarms.filter((alarm) => alarm.state === state).length;
  return html`
    <form class="bar" @submit=${(event: Event) => event.preventDefault()}>
      <label
        >Name or text
        <input
          type="search"
          .value=${filter.text}
          @input=${(event: Event) => set({ text: (event.target as HTMLInputElement).value })}
        />
      </label>
      <label
        >State
        <select @change=${(event: Event) => set({ state: (event.target as HTMLSelectElement).value })}>
          <option value="" ?selected=${filter.state === ""}>all (${alarms.length})</option>
          ${states.map(
            (state) =>
              html`<option value=${state} ?selected=${state === filter.state}>${state} (${count(state)})</option>`,
          )}
        </select>
      </label>
    </form>
  `;
}

function row(alarm: AlarmLine, isOpen: boolean): TemplateResult {
  return html`<tr class=${isOpen ? "open" : ""}>
    <td>
      <a href=${`#/alarms/${encodeURIComponent(alarm.label)}`} aria-current=${isOpen ? "true" : nothing}
        >${alarm.label}</a
      >
    </td>
    <td>${stateTag(alarm)}</td>
    <td title=${alarm.reason}>${alarm.meaning}</td>
  </tr>`;
}

function notificationList(notifications: readonly NotificationLine[]): TemplateResult {
  if (notifications.length === 0) return html`<p class="quiet">None yet.</p>`;
  return html`<ol class="notifications">
    ${[...notifications].reverse().map(
      ({ at, subject, topic, endpoints, message }) =>
        html`<li>
          <details>
            <summary>
              ${dateText(at)} <b>${subject}</b> by ${topic} to
              ${endpoints.join(", ") || "no endpoint: the topic has no subscription"}
            </summary>
            <pre tabindex="0">${formatJson(message)}</pre>
          </details>
        </li>`,
    )}
  </ol>`;
}

export function stateTag({ state, evaluated }: Pick<AlarmLine, "state" | "evaluated">): TemplateResult {
  return evaluated
    ? html`<span class=${`state ${state}`}>${state}</span>`
    : html`<span class="state silent">not evaluated</span>`;
}

function alarmView({ notifications }: PageState, alarm: AlarmLine): TemplateResult {
  const answer = cachedAnswer<Chart>(`alarms/${encodeURIComponent(alarm.label)}`, 1_000);
  const own = notifications.filter(({ subject }) => subject.includes(`"${alarm.name}"`));
  return html`
    <section class="detail" aria-label="The alarm">
      <p class="close"><a href="#/alarms">Close</a></p>
      <h2>${alarm.label}</h2>
      <p>${stateTag(alarm)} ${alarm.meaning}</p>
      <p class="quiet wraps">CloudWatch: ${alarm.reason}</p>
      ${alarm.description === undefined ? nothing : html`<p class="wraps">${alarm.description}</p>`}
      ${answer !== undefined && "value" in answer ? chartView(alarm.label, answer.value) : nothing} ${setForm(alarm)}
      <h3>Its notifications</h3>
      ${notificationList(own)}
      <h3>History</h3>
      ${alarm.history.length === 0 ? html`<p class="quiet">It has not changed since the run started.</p>` : nothing}
      <ol class="history">
        ${[...alarm.history]
          .reverse()
          .map(
            ({ at, from, to, reason }) =>
              html`<li><span class="mono">${dateText(at)}</span> ${from} → <b>${to}</b> ${reason}</li>`,
          )}
      </ol>
    </section>
  `;
}

let problem: { readonly label: string; readonly text: string } | undefined;

/** Buttons for CloudWatch's SetAlarmState. The next evaluation may change the state again. */
function setForm({ label, state }: AlarmLine): TemplateResult {
  const set = (next: string) => {
    command<object>("alarms", { alarm: label, state: next }).then(
      () => (problem = undefined),
      (error: Error) => {
        problem = { label, text: error.message };
        redraw();
      },
    );
  };
  return html`
    <h3>Set its state by hand</h3>
    <p class="quiet">As SetAlarmState does: its actions are taken, and the next evaluation may set another state.</p>
    <p class="actions">
      ${states.map((each) => html`<button ?disabled=${each === state} @click=${() => set(each)}>Set to ${each}</button>`)}
    </p>
    <div role="alert">${problem?.label === label ? html`<p class="why">${problem.text}</p>` : nothing}</div>
  `;
}

function chartView(title: string, { threshold, comparison, period, points }: Chart): TemplateResult {
  const data = {
    title,
    times: points.map(({ at }) => at),
    series: [{ label: "value", values: points.map(({ value }) => value) }],
    lines: [{ label: "threshold", value: threshold }],
  };
  return html`
    <p class="quiet">${comparison} ${threshold}, in periods of ${period} s</p>
    <run-chart .data=${data}></run-chart>
  `;
}
