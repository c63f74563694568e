import { html, nothing, type TemplateResult } from "lit-html";
import type { DetailField, EventSchema } from "../eventWire";

/** Prefix of the names of inputs, so that a field may have any name. */
const prefix = "detail:";

/** An input for a field of an event's detail. */
export function fieldInput({ name, type, isRequired, options, example, description }: DetailField): TemplateResult {
  const label = `${name}${isRequired ? " (required)" : ""}`;
  const input = prefix + name;
  if (type === "json") {
    return html`<label title=${description || nothing}
      >${label}, JSON <textarea name=${input} rows="3" spellcheck="false">${example}</textarea>
    </label>`;
  }
  const choices = type === "boolean" ? ["true", "false"] : options;
  if (choices.length > 0) {
    return html`<label title=${description || nothing}
      >${label}
      <select name=${input}>
        ${isRequired ? nothing : html`<option value="">none</option>`}
        ${choices.map((each) => html`<option value=${each} ?selected=${each === example}>${each}</option>`)}
      </select>
    </label>`;
  }
  return html`<label title=${description || nothing}
    >${label}
    <input name=${input} value=${example} type=${type === "number" ? "number" : "text"} step="any" />
  </label>`;
}

/** Returns the detail of an event as JSON text. Empty fields are absent. @throws Error for a field that is not JSON */
export function detailText({ fields }: EventSchema, given: Readonly<Record<string, string>>): string {
  const entries = fields.flatMap(({ name, type }): [string, unknown][] => {
    const text = given[prefix + name] ?? "";
    if (text === "") return [];
    return [[name, type === "string" ? text : parse(name, text)]];
  });
  return JSON.stringify(Object.fromEntries(entries));
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${name} is not JSON: ${text}`);
  }
}
