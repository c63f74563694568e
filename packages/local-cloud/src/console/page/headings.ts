import { html, type TemplateResult } from "lit-html";

/** The header of a table. */
export function headings(...titles: readonly string[]): TemplateResult {
  return html`
    <thead>
      <tr>
        ${titles.map((title) => html`<th scope="col">${title}</th>`)}
      </tr>
    </thead>
  `;
}
