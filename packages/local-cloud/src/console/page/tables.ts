import { html, nothing, type TemplateResult } from "lit-html";
import { headings } from "./headings";
import { cachedAnswer, dropAnswer } from "./ask";
import { redraw } from "./store";
import type { State } from "../wire";

interface Index {
  readonly name: string;
  readonly kind: string;
  readonly keys: readonly string[];
  readonly projection: string;
}

type Row = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface Page {
  readonly rows: readonly Row[];
  readonly next?: object;
  readonly indexes: readonly Index[];
  readonly expiry?: string;
  readonly stream?: string;
}

interface StreamRecord {
  readonly eventName: string;
  readonly userIdentity?: object;
  readonly dynamodb: {
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Row;
    readonly OldImage?: Row;
    readonly NewImage?: Row;
  };
}

/** Start keys of the pages after the first one, up to the current page, keyed by table or `TABLE INDEX`. */
const starts = new Map<string, string[]>();

/** Index that is shown instead of the table, keyed by table. */
const shownIndexes = new Map<string, string>();

/** Tables whose stream is shown. */
const openStreams = new Set<string>();

/** Shows the items of a table, its indexes and its stream. */
export function tableView({ name, keys }: State["tables"][number]): TemplateResult {
  return html`
    <h2 class="mono">${name}</h2>
    ${pageView(name, keys)}
  `;
}

function pageView(name: string, tableKeys: readonly string[]): TemplateResult {
  const index = shownIndexes.get(name);
  const place = index === undefined ? name : `${name} ${index}`;
  const before = starts.get(place) ?? [];
  const path = pathOf(name, { index, start: before.at(-1) });
  const answer = cachedAnswer<Page>(path, 2_000);
  if (answer === undefined) return html`<p class="quiet">Reading…</p>`;
  if ("problem" in answer) return html`<p>${answer.problem}</p>`;
  const { rows, next, indexes, expiry, stream } = answer.value;
  const keys = [...new Set([...(indexes.find((each) => each.name === index)?.keys ?? []), ...tableKeys])];
  const go = (pages: string[]) => () => {
    starts.set(place, pages);
    dropAnswer(path);
    redraw();
  };
  return html`
    ${indexes.length === 0 ? nothing : indexLinks(name, indexes)}
    ${expiry === undefined ? nothing : html`<p>Items expire at the time in <span class="mono">${expiry}</span>.</p>`}
    ${rows.length === 0 ? html`<p class="quiet">No items on this page.</p>` : rowsTable(rows, keys, expiry)}
    <p class="actions">
      <button ?disabled=${before.length === 0} @click=${go(before.slice(0, -1))}>Previous page</button>
      <button ?disabled=${next === undefined} @click=${go([...before, JSON.stringify(next)])}>Next page</button>
    </p>
    ${stream === undefined ? nothing : streamView(name, stream)}
  `;
}

function pathOf(name: string, { index, start }: { index: string | undefined; start: string | undefined }): string {
  const query = [
    ...(index === undefined ? [] : [`index=${encodeURIComponent(index)}`]),
    ...(start === undefined ? [] : [`start=${encodeURIComponent(start)}`]),
  ];
  return `tables/${encodeURIComponent(name)}${query.length === 0 ? "" : `?${query.join("&")}`}`;
}

/** Links to the table and to each index, with keys and projection. */
function indexLinks(name: string, indexes: readonly Index[]): TemplateResult {
  const shown = shownIndexes.get(name);
  const show = (index: string | undefined) => () => {
    if (index === undefined) shownIndexes.delete(name);
    else shownIndexes.set(name, index);
    redraw();
  };
  return html`
    <p class="actions">
      <button aria-pressed=${shown === undefined} @click=${show(undefined)}>Table</button>
      ${indexes.map(
        (index) =>
          html`<button
            aria-pressed=${shown === index.name}
            title=${`${index.kind} index, keys ${index.keys.join(", ")}, projects ${index.projection}`}
            @click=${show(index.name)}
          >
            ${index.name}
          </button> `,
      )}
    </p>
  `;
}

function streamView(name: string, viewType: string): TemplateResult {
  const toggle = () => {
    if (!openStreams.delete(name)) openStreams.add(name);
    redraw();
  };
  const isOpen = openStreams.has(name);
  return html`
    <h3>Stream <span class="quiet">${viewType}</span></h3>
    <p class="actions">
      <button aria-expanded=${isOpen} @click=${toggle}>${isOpen ? "Hide records" : "Show the newest records"}</button>
    </p>
    ${isOpen ? streamRecords(name) : nothing}
  `;
}

function streamRecords(name: string): TemplateResult {
  const answer = cachedAnswer<readonly StreamRecord[]>(`tables/${encodeURIComponent(name)}?stream`, 2_000);
  if (answer === undefined) return html`<p class="quiet">Reading…</p>`;
  if ("problem" in answer) return html`<p>${answer.problem}</p>`;
  if (answer.value.length === 0) return html`<p class="quiet">No records within the last 24 hours.</p>`;
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label="Stream records">
      <table>
        ${headings("Time", "Event", "Keys", "Old image", "New image")}
        <tbody>
          ${answer.value.map(
            ({ eventName, userIdentity, dynamodb: { ApproximateCreationDateTime: at, Keys, OldImage, NewImage } }) =>
              html`<tr>
                <td class="mono">${new Date(at * 1000).toISOString()}</td>
                <td>${eventName}${userIdentity === undefined ? "" : " (expired)"}</td>
                ${[Keys, OldImage, NewImage].map((image) => html`<td class="mono">${imageText(image)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
}

function imageText(image: Row | undefined): string {
  if (image === undefined) return "";
  return Object.entries(image)
    .map(([name, value]) => `${name}: ${valueText(value)}`)
    .join(", ");
}

function rowsTable(rows: Page["rows"], keys: readonly string[], expiry: string | undefined): TemplateResult {
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
                ${columns.map(
                  (name) =>
                    html`<td class="mono" title=${name === expiry ? timeText(item[name]) : nothing}>
                      ${valueText(item[name])}
                    </td>`,
                )}
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

/** Returns the expiry time of an item in ISO 8601; empty for a value that is no time. */
function timeText(value: Readonly<Record<string, unknown>> | undefined): string {
  const time = new Date(Number(value?.["N"]) * 1000);
  return Number.isNaN(time.getTime()) ? "" : time.toISOString();
}
