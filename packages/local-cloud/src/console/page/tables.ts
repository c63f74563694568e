import { html, nothing, type TemplateResult } from "lit-html";
import { headings } from "./headings";
import { cachedAnswer, dropAnswer } from "./ask";
import { decode } from "./format";
import type { PageState } from "./state";
import { redraw } from "./store";

interface Page {
  readonly rows: readonly Readonly<Record<string, Readonly<Record<string, unknown>>>>[];
  readonly next?: object;
}

/** Start keys of a table's pages after the first one, up to the current page. */
const starts = new Map<string, string[]>();

export function tablesView({ run }: PageState, rest: string): TemplateResult {
  const tables = run?.tables ?? [];
  const table = tables.find(({ name }) => name === decode(rest)) ?? tables[0];
  if (table === undefined) return html`<p class="quiet">The program declares no table.</p>`;
  return html`
    <p class="actions">
      ${tables.map(
        ({ name, label }) =>
          html`<a href=${`#/tables/${encodeURIComponent(name)}`} aria-current=${name === table.name ? "true" : nothing}
            >${label}</a
          > `,
      )}
    </p>
    <h2 class="mono">${table.name}</h2>
    ${pageView(table.name, table.keys)}
  `;
}

function pageView(name: string, keys: readonly string[]): TemplateResult {
  const before = starts.get(name) ?? [];
  const start = before.at(-1);
  const path = `tables/${encodeURIComponent(name)}${start === undefined ? "" : `?start=${encodeURIComponent(start)}`}`;
  const answer = cachedAnswer<Page>(path, 2_000);
  if (answer === undefined) return html`<p class="quiet">Reading…</p>`;
  if ("problem" in answer) return html`<p>${answer.problem}</p>`;
  const { rows, next } = answer.value;
  const go = (pages: string[]) => () => {
    starts.set(name, pages);
    dropAnswer(path);
    redraw();
  };
  return html`
    ${rows.length === 0 ? html`<p class="quiet">No items on this page.</p>` : rowsTable(rows, keys)}
    <p class="actions">
      <button ?disabled=${before.length === 0} @click=${go(before.slice(0, -1))}>Previous page</button>
      <button ?disabled=${next === undefined} @click=${go([...before, JSON.stringify(next)])}>Next page</button>
    </p>
  `;
}

function rowsTable(rows: Page["rows"], keys: readonly string[]): TemplateResult {
  const others = [...new Set(rows.flatMap((item) => Object.keys(item)))].filter((name) => !keys.includes(name)).sort();
  const columns = [...keys, ...others];
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label="Items">
      <table>
        ${headings(...columns)}
        <tbody>
          ${rows.map(
            (item) =>
              html`<tr>
                ${columns.map((name) => html`<td class="mono">${valueText(item[name])}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
}

/** Shows strings and numbers as plain values, others in DynamoDB JSON. */
function valueText(value: Readonly<Record<string, unknown>> | undefined): string {
  if (value === undefined) return "";
  const [[type, inner] = ["", ""]] = Object.entries(value);
  return type === "S" || type === "N" || type === "BOOL" ? String(inner) : JSON.stringify(value);
}
