import { html, nothing, type TemplateResult } from "lit-html";
import { headings } from "./headings";
import { get } from "./ask";
import { dateText } from "./format";
import type { PageState } from "./state";
import { redraw } from "./store";

/** Revealed key values by id. */
const revealedValues = new Map<string, string>();

export function plansView({ run }: PageState): TemplateResult {
  const plans = run?.plans ?? [];
  if (plans.length === 0) return html`<p class="quiet">The program declares no usage plan.</p>`;
  return html`${plans.map(
    ({ name, throttle, quota, keys }) => html`
      <section>
        <h2>${name}</h2>
        <p>
          ${throttle === undefined ? "No throttle" : `Throttle: ${throttle.rateLimit} a second, bursts of ${throttle.burstLimit}, per key and method`};
          ${quota === undefined ? "no quota." : `quota: ${quota.limit} a ${quota.period.toLowerCase()}, resets on ${dateText(quota.resetsAt)}.`}
        </p>
        <table class="stacked">
          ${headings("Key", "Value", "Quota left", "Tokens left, by method")}
          <tbody>
            ${keys.map(
              ({ id, name: key, enabled, quotaLeft, buckets }) =>
                html`<tr>
                  <td>${key}${enabled ? nothing : html` <span class="tag">disabled</span>`}</td>
                  <td class="mono" data-label="Value">${valueOf(id)}</td>
                  <td class="number" data-label="Quota left">${quotaLeft ?? "no quota"}</td>
                  <td class="mono" data-label="Tokens left, by method">
                    ${buckets.map(({ method, left, size }) => `${method} ${left}/${size}`).join("  ") || "all"}
                  </td>
                </tr>`,
            )}
          </tbody>
        </table>
      </section>
    `,
  )}`;
}

function valueOf(id: string) {
  const value = revealedValues.get(id);
  if (value !== undefined) return value;
  const show = async () => {
    revealedValues.set(id, await get<string>(`keys/${id}`).catch((error: Error) => error.message));
    redraw();
  };
  return html`<button @click=${() => void show()}>Show</button>`;
}
