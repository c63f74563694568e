import { html, nothing, type TemplateResult } from "lit-html";
import type { FlowStep } from "../eventWire";
import { fold } from "./fold";
import { formatJson, millisText } from "./format";

/** Words for the kinds of steps. */
const words: Readonly<Record<FlowStep["kind"], string>> = {
  batch: "batch",
  call: "function",
  event: "event",
  delivery: "delivery",
  service: "service",
  data: "table",
  execution: "execution",
};

/** Shows what a request or a call has caused, in the order of time. */
export function causedView(steps: readonly FlowStep[]): TemplateResult {
  return html`
    <h3>What it caused</h3>
    ${
      steps.length === 0
        ? html`<p class="quiet">Nothing so far: no event, no message and no call of another service.</p>`
        : html`<ol class="steps">
            ${steps.map(stepView)}
          </ol>`
    }
  `;
}

function stepView({ kind, title, at, millis, failed, details, logs, event, answer, link }: FlowStep): TemplateResult {
  return html`<li class=${failed ? "failed" : ""}>
    <details>
      <summary>
        <span class="number">+${millisText(at)}</span> <span class="tag">${words[kind]}</span>
        <b>${title}</b>${failed ? " failed" : nothing}${millis === undefined ? nothing : html`, ${millisText(millis)}`}
      </summary>
      <dl class="terms">
        ${details.map(
          ([term, value]) =>
            html`<dt>${term}</dt>
              <dd class="mono">${value}</dd>`,
        )}
      </dl>
      ${link === undefined ? nothing : html`<p><a href=${`#/${link}`}>${kind === "execution" ? "Its path" : "Its rules and deliveries"}</a></p>`}
      ${fold("Log", logs.join("\n"))}
      ${fold(kind === "execution" ? "Input" : "Event of the function", event && formatJson(event))}
      ${fold(kind === "execution" ? "Output" : "Result of the function", answer && formatJson(answer))}
    </details>
  </li>`;
}
