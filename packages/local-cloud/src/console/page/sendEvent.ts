import { html, type TemplateResult } from "lit-html";
import { command } from "./ask";
import { act, fieldsOf, outcomeOf } from "./outcome";
import type { PageState } from "./state";

/** The buses of the run and their rules. */
export interface Buses {
  readonly buses: readonly string[];
  readonly rules: readonly {
    readonly bus: string;
    readonly name: string;
    readonly state: string;
    readonly pattern?: string;
    readonly schedule?: string;
    readonly targets: readonly string[];
  }[];
}

/** A form that sends an event to a bus. */
export function sendEventForm(_state: PageState, { buses }: Buses): TemplateResult {
  const submit = (event: Event) => {
    const fields = fieldsOf(event);
    act("send event", async () => {
      const { id } = await command<{ id: string }>("buses", fields);
      location.hash = `#/buses/${encodeURIComponent(id)}`;
      return `Sent as ${id}.`;
    });
  };
  return html`<details class="detail">
    <summary>Send an event</summary>
    <form class="fields" @submit=${submit}>
      <label
        >Bus
        <select name="bus">
          ${buses.map((bus) => html`<option value=${bus}>${bus}</option>`)}
        </select>
      </label>
      <label>Source <input name="source" value="console" required /></label>
      <label>Detail type <input name="detailType" value="Test" required /></label>
      <label>Detail <textarea name="detail" rows="6" spellcheck="false">{}</textarea></label>
      <p><button type="submit">Send</button></p>
    </form>
    ${outcomeOf("send event")}
  </details>`;
}
