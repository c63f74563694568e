import { html, nothing, type TemplateResult } from "lit-html";
import type { StateOverview } from "../wire";
import { headings } from "./headings";
import { command } from "./ask";
import type { PageState } from "./state";
import { redraw } from "./store";

type Fault = StateOverview["faults"][number];

let problem: string | undefined;

function sendCommand(name: string, body: object): void {
  command<object>(name, body).then(
    () => (problem = undefined),
    (error: Error) => {
      problem = error.message;
      redraw();
    },
  );
}

export function faultsView({ run }: PageState): TemplateResult {
  return html`
    <p class="quiet">What goes wrong on demand: shares are from 0 to 1, the rest is milliseconds; 0 is off.</p>
    <div role="alert">${problem === undefined ? nothing : html`<p class="why">${problem}</p>`}</div>
    <table class="stacked">
      ${headings("Fault", "Value", "What it did")}
      <tbody>
        ${(run?.faults ?? []).map(row)}
      </tbody>
    </table>
    <h2>Clock</h2>
    ${run?.scale === undefined ? html`<p class="quiet">The clock of this run cannot be changed.</p>` : clockForm(run.scale)}
  `;
}

function row({ kind, meaning, max, value, struck }: Fault): TemplateResult {
  const set = (next: string) => sendCommand("faults", { spec: `${kind}=${next}` });
  const submit = (event: Event) => {
    event.preventDefault();
    set((event.target as HTMLFormElement).querySelector("input")!.value);
  };
  return html`<tr class=${value > 0 ? "open" : ""}>
    <td><b class="mono">${kind}</b><br /><span class="quiet">${meaning}</span></td>
    <td>
      <form class="inline" @submit=${submit}>
        <input
          name="value"
          type="number"
          min="0"
          max=${max}
          step=${max === 1 ? "0.05" : "1"}
          .defaultValue=${String(value)}
          aria-label=${`value of ${kind}`}
        />
        <button type="submit">Set</button>
        <button type="button" ?disabled=${value === 0} @click=${() => set("0")}>Off</button>
      </form>
    </td>
    <td class="number">${struck === 0 ? "nothing yet" : `struck ${struck} times`}</td>
  </tr>`;
}

function clockForm(scale: number): TemplateResult {
  const submit = (event: Event) => {
    event.preventDefault();
    sendCommand("clock", { scale: Number(new FormData(event.target as HTMLFormElement).get("scale")) });
  };
  return html`
    <p class="quiet">Of throttles, quotas, metrics and alarms; functions and timeouts take their real time.</p>
    <form class="inline" @submit=${submit}>
      <label
        >Times as fast
        <input name="scale" type="number" min="0.001" max="1000000" step="any" .defaultValue=${String(scale)} />
      </label>
      <button type="submit">Set</button>
    </form>
  `;
}
