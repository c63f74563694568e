import { html, nothing, type TemplateResult } from "lit-html";
import type { AlarmLine } from "../wire";
import { headings } from "./headings";
import { asked } from "./ask";
import { dateText } from "./format";
import type { PageState } from "./state";

interface Chart {
  readonly threshold: number;
  readonly comparison: string;
  readonly period: number;
  readonly points: readonly { readonly at: number; readonly value?: number }[];
}

const rank = (state: string) => ["ALARM", "INSUFFICIENT_DATA", "OK"].indexOf(state);

export function alarmsView({ run, notifications }: PageState, rest: string): TemplateResult {
  const alarms = [...(run?.alarms ?? [])].sort((a, b) => rank(a.state) - rank(b.state));
  const open = alarms.find(({ label }) => label === decodeURIComponent(rest));
  if (alarms.length === 0) return html`<p class="quiet">The program declares no alarm.</p>`;
  return html`
    <div class=${open === undefined ? "list" : "list split"}>
      <div class="scroll" tabindex="0" role="region" aria-label="List of alarms">
        <table>
          ${headings("Alarm", "State", "Why")}
          <tbody>
            ${alarms.map(
              (alarm) =>
                html`<tr class=${alarm === open ? "open" : ""}>
                  <td>
                    <a
                      href=${`#/alarms/${encodeURIComponent(alarm.label)}`}
                      aria-current=${alarm === open ? "true" : nothing}
                      >${alarm.label}</a
                    >
                  </td>
                  <td>${stateTag(alarm)}</td>
                  <td>${alarm.reason}</td>
                </tr>`,
            )}
          </tbody>
        </table>
        <h2>Notifications</h2>
        ${
          notifications.length === 0
            ? html`<p class="quiet">None yet.</p>`
            : html`<ol class="notifications">
                ${[...notifications].reverse().map(
                  ({ at, subject, topic, endpoints, message }) =>
                    html`<li>
                      <details>
                        <summary>
                          ${dateText(at)} <b>${subject}</b> by ${topic} to
                          ${endpoints.join(", ") || "nobody: it has no subscription"}
                        </summary>
                        <pre tabindex="0">${message}</pre>
                      </details>
                    </li>`,
                )}
              </ol>`
        }
      </div>
      ${open === undefined ? nothing : alarmView(open)}
    </div>
  `;
}

export function stateTag({ state, evaluated }: Pick<AlarmLine, "state" | "evaluated">): TemplateResult {
  return evaluated
    ? html`<span class=${`state ${state}`}>${state}</span>`
    : html`<span class="state silent">not evaluated</span>`;
}

function alarmView(alarm: AlarmLine): TemplateResult {
  const answer = asked<Chart>(`alarms/${encodeURIComponent(alarm.label)}`, 1_000);
  return html`
    <section class="detail" aria-label="The alarm">
      <p class="close"><a href="#/alarms">Close</a></p>
      <h2>${alarm.label}</h2>
      <p>${stateTag(alarm)} ${alarm.reason}</p>
      ${answer !== undefined && "value" in answer ? chartView(alarm.label, answer.value) : nothing}
      <h3>History</h3>
      ${alarm.history.length === 0 ? html`<p class="quiet">It has not changed since the run began.</p>` : nothing}
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
