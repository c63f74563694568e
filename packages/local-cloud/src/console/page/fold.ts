import { html, nothing } from "lit-html";

/** Shows a text under a title that opens it. Shows nothing for an empty text. */
export function fold(title: string, text: string | undefined, open = false) {
  if (text === undefined || text === "") return nothing;
  return html`<details ?open=${open}>
    <summary>${title}</summary>
    <pre tabindex="0">${text}</pre>
  </details>`;
}
