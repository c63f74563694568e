import { html, nothing, type TemplateResult } from "lit-html";
import { redraw } from "./store";

/** Last message of each form or button, by its name. */
const messages = new Map<string, string>();

/** Runs an action of a form or a button, and shows what it returns, or its error, under its name. */
export function act(name: string, work: () => Promise<string>): void {
  const say = (text: string) => {
    messages.set(name, text);
    redraw();
  };
  work().then(say, (error: Error) => say(error.message));
}

/** The last message of an action. */
export function outcomeOf(name: string): TemplateResult {
  const text = messages.get(name);
  return html`<p role="status" class="outcome">${text ?? nothing}</p>`;
}

/** Returns the fields of a submitted form by name. */
export function fieldsOf(event: Event): Record<string, string> {
  event.preventDefault();
  const fields = [...new FormData(event.target as HTMLFormElement)];
  return Object.fromEntries(fields.map(([name, value]) => [name, typeof value === "string" ? value : ""]));
}
