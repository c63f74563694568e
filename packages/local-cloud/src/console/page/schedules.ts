import { html, nothing, type TemplateResult } from "lit-html";
import type { ScheduleLine } from "../eventWire";
import { cachedAnswer, command } from "./ask";
import { headings } from "./headings";
import { act, outcomeOf } from "./outcome";

/** Shows scheduled rules and schedules with their next times, and runs them. */
export function schedulesView(): TemplateResult {
  const answer = cachedAnswer<readonly ScheduleLine[]>("schedules", 2_000);
  if (answer === undefined) return html`<p class="quiet">Reading…</p>`;
  if ("problem" in answer) return html`<p>${answer.problem}</p>`;
  if (answer.value.length === 0) return html`<p class="quiet">There is no schedule and no rule with a schedule.</p>`;
  return html`
    ${outcomeOf("schedules")}
    <div class="scroll" tabindex="0" role="region" aria-label="Schedules">
      <table>
        ${headings("Schedule", "Expression", "Next times", "Targets", "Run")}
        <tbody>
          ${answer.value.map(row)}
        </tbody>
      </table>
    </div>
  `;
}

function row(schedule: ScheduleLine): TemplateResult {
  const { kind, id, expression, timeZone, state, targets, windowMinutes, next } = schedule;
  const run = () =>
    act("schedules", async () => {
      await command("schedules", { kind, id });
      return `${id} runs now.`;
    });
  return html`<tr>
    <td>
      <b>${id}</b> <span class="tag">${kind}</span>
      ${state === "DISABLED" ? html`<span class="tag">disabled</span>` : nothing}
    </td>
    <td class="mono">
      ${expression}<br />${timeZone}${windowMinutes === undefined ? nothing : `, up to ${windowMinutes} minutes later`}
    </td>
    <td class="mono">${next.length === 0 ? "none" : next.map((at) => html`${timeIn(at, timeZone)}<br />`)}</td>
    <td class="mono">${targets.join(", ")}</td>
    <td><button aria-label=${`Run ${id} now`} @click=${run}>Run now</button></td>
  </tr>`;
}

/** Formats `2026-03-29 03:00:00 GMT+2` in a time zone. */
function timeIn(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    ...{ year: "numeric", month: "2-digit", day: "2-digit" },
    ...{ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZoneName: "shortOffset" },
  }).formatToParts(at);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
  const [date, time] = [
    ["year", "month", "day"],
    ["hour", "minute", "second"],
  ].map((types) => types.map(part));
  return `${date!.join("-")} ${time!.join(":")} ${part("timeZoneName")}`;
}
