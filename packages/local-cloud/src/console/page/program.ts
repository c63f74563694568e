import { html, nothing, type TemplateResult } from "lit-html";
import { headings } from "./headings";
import type { PageState } from "./state";

export function programView({ program, run }: PageState): TemplateResult {
  if (program === undefined) return html``;
  const problems = run?.problems ?? [];
  const rest = Object.entries(program.notEmulated);
  return html`
    <h2>Problems</h2>
    ${problems.length === 0 ? html`<p class="quiet">None. The saved program is running.</p>` : nothing}
    ${problems.map((problem) => html`<pre tabindex="0">${problem}</pre>`)}
    <h2>Routes</h2>
    ${program.apis.map(
      ({ name, urls, methods }) => html`
        <h3>${name} <span class="quiet mono">${urls.join(", ")}</span></h3>
        <table class="stacked">
          ${headings("Method", "Key", "Authorization", "Goes to")}
          <tbody>
            ${methods.map(
              ({ httpMethod, resourcePath, apiKeyRequired, authorization, integration, operationName }) =>
                html`<tr>
                  <td class="mono">${httpMethod} ${resourcePath}</td>
                  <td data-label="Key">${apiKeyRequired ? "required" : "none"}</td>
                  <td data-label="Authorization">${authorization}</td>
                  <td data-label="Goes to">${operationName ?? integration.type.toLowerCase()}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      `,
    )}
    ${program.hasDocument ? html`<p><a href="/_local/reference">API reference</a></p>` : nothing}
    <h2>Declared, but not emulated here</h2>
    ${rest.length === 0 ? html`<p class="quiet">Nothing.</p>` : nothing}
    <ul>
      ${rest.map(([type, names]) => html`<li class="wraps"><span class="mono">${type}</span>: ${names.join(", ")}</li>`)}
    </ul>
  `;
}
