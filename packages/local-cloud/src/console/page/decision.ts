import { html, type TemplateResult } from "lit-html";

/** A mark for a decision, with words for screen readers. */
export function mark(passed: boolean): TemplateResult {
  return html`<span class="mark" role="img" aria-label=${passed ? "passed" : "refused"}>${passed ? "✓" : "✗"}</span>`;
}
