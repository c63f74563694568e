import { html, nothing, type TemplateResult } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import type { EventSchema } from "../eventWire";
import { command } from "./ask";
import { detailText, fieldInput } from "./detailFields";
import { act, fieldsOf, outcomeOf } from "./outcome";
import { redraw } from "./store";

/** The buses of the run, their rules, and the events that the program describes. */
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
  readonly schemas: readonly EventSchema[];
}

/** Detail type of the chosen schema; empty for any event. */
let chosen: string | undefined;

/** A form that sends an event to a bus: with the fields of a described event, or with any detail. */
export function sendEventForm({ buses, schemas }: Buses): TemplateResult {
  const schema = schemas.find(({ detailType }) => detailType === (chosen ?? schemas[0]?.detailType));
  const submit = (event: Event) => {
    const fields = fieldsOf(event);
    act("send event", async () => {
      const { bus, source, detailType } = fields;
      const detail = schema === undefined ? fields["detail"] : detailText(schema, fields);
      const { id } = await command<{ id: string }>("buses", { bus, source, detailType, detail });
      location.hash = `#/buses/${encodeURIComponent(id)}`;
      return `Sent as ${id}.`;
    });
  };
  return html`<details class="detail">
    <summary>Send an event</summary>
    <form class="fields" @submit=${submit}>
      ${schemas.length === 0 ? nothing : schemaChoice(schemas, schema)}
      <label
        >Bus
        <select name="bus">
          ${buses.map(
            (bus) =>
              html`<option value=${bus} ?selected=${bus === (buses.find((each) => each !== "default") ?? bus)}>
                ${bus}
              </option>`,
          )}
        </select>
      </label>
      ${keyed(
        schema?.detailType ?? "",
        html`<label>Source <input name="source" value=${schema?.source || "console"} required /></label>
          <label>Detail type <input name="detailType" value=${schema?.detailType ?? "Test"} required /></label>
          ${
            schema === undefined
              ? html`<label>Detail <textarea name="detail" rows="6" spellcheck="false">{}</textarea></label>`
              : schema.fields.map(fieldInput)
          }`,
      )}
      <p><button type="submit">Send</button></p>
    </form>
    ${outcomeOf("send event")}
  </details>`;
}

function schemaChoice(schemas: readonly EventSchema[], shown: EventSchema | undefined): TemplateResult {
  const choose = (event: Event) => {
    chosen = (event.target as HTMLSelectElement).value;
    redraw();
  };
  return html`<label
    >Event
    <select @change=${choose}>
      ${schemas.map(
        ({ detailType }) =>
          html`<option value=${detailType} ?selected=${detailType === shown?.detailType}>${detailType}</option>`,
      )}
      <option value="" ?selected=${shown === undefined}>any other</option>
    </select>
  </label>`;
}
