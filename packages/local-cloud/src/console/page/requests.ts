import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { RequestLine } from "../wire";
import { headings } from "./headings";
import { millisText, timeText } from "./format";
import { filterRequests, noFilters, slowMillis, type Filters, type PageState } from "./state";
import { change, pageState } from "./store";
import { timelineView } from "./timeline";

/** Maximum number of rows; the filters find other requests. */
const maxRows = 200;

export function requestsView(state: PageState, rest: string): TemplateResult {
  const lines = filterRequests(state.requests, state.filters);
  const shown = lines.slice(0, maxRows);
  const open = /^\d+$/.test(rest) ? Number(rest) : undefined;
  return html`
    ${filterBar(state)}
    <p class="quiet" role="status">
      ${lines.length} of ${state.requests.length}
      requests${lines.length > maxRows ? `, the newest ${maxRows} shown` : ""}
    </p>
    <div class=${open === undefined ? "list" : "list split"}>
      <div class="scroll" tabindex="0" role="region" aria-label="List of requests">
        ${
          lines.length === 0
            ? html`<p class="quiet">
                ${state.requests.length === 0 ? html`Nothing yet: <a href="#/try">try a route</a>.` : "No request matches the filters."}
              </p>`
            : table(shown, open)
        }
      </div>
      ${open === undefined ? nothing : timelineView(state, open)}
    </div>
  `;
}

function table(lines: readonly RequestLine[], open: number | undefined): TemplateResult {
  return html`
    <table class="requests stays">
      ${headings("Time", "Request", "Status", "Took", "Function", "Key", "Why")}
      <tbody>
        ${repeat(
          lines,
          ({ id }) => id,
          (line) => row(line, line.id === open),
        )}
      </tbody>
    </table>
  `;
}

function row(line: RequestLine, isOpen: boolean): TemplateResult {
  const { id, at, method, path, status, millis, key, why } = line;
  return html`
    <tr class=${isOpen ? "open" : ""}>
      <td class="mono time">${timeText(at)}</td>
      <td class="mono" title=${`${method} ${path}`}>
        <a href=${`#/requests/${id}`} aria-current=${isOpen ? "true" : nothing}>${method} ${path}</a>
      </td>
      <td><span class=${`status s${String(status)[0]}`}>${status}</span></td>
      <td class="number">${millisText(millis)}</td>
      <td title=${line.function ?? nothing}>
        ${line.function ?? nothing} ${line.start === undefined ? nothing : html`<span class="tag">${line.start}</span>`}
        ${line.fromCache ? html`<span class="tag">from the cache</span>` : nothing}
      </td>
      <td title=${key ?? nothing}>${key ?? nothing}</td>
      <td title=${[why, line.remedy].filter((part) => part !== undefined).join(". ") || nothing}>${why ?? nothing}</td>
    </tr>
  `;
}

function filterBar({ filters, requests }: PageState): TemplateResult {
  const set = (more: Partial<Filters>) => change({ filters: { ...pageState().filters, ...more } });
  const keys = [...new Set(requests.flatMap(({ key }) => key ?? []))];
  const value = (event: Event) => (event.target as HTMLInputElement).value;
  const checked = (event: Event) => (event.target as HTMLInputElement).checked;
  return html`
    <form class="bar" @submit=${(event: Event) => event.preventDefault()}>
      <label>
        Route or text
        <input type="search" .value=${filters.text} @input=${(event: Event) => set({ text: value(event) })} />
      </label>
      <label>
        Status
        <select @change=${(event: Event) => set({ status: value(event) })}>
          ${["", "2xx", "3xx", "4xx", "5xx"].map(
            (status) =>
              html`<option value=${status} ?selected=${status === filters.status}>${status || "all"}</option>`,
          )}
        </select>
      </label>
      <label>
        Key
        <select @change=${(event: Event) => set({ key: value(event) })}>
          ${["", ...keys].map((key) => html`<option value=${key} ?selected=${key === filters.key}>${key || "all"}</option>`)}
        </select>
      </label>
      <label class="check">
        <input type="checkbox" .checked=${filters.slow} @change=${(event: Event) => set({ slow: checked(event) })} />
        slow (from ${slowMillis} ms)
      </label>
      <label class="check">
        <input type="checkbox" .checked=${filters.cold} @change=${(event: Event) => set({ cold: checked(event) })} />
        cold
      </label>
      <button type="button" @click=${() => change({ filters: noFilters })}>Clear</button>
    </form>
  `;
}
