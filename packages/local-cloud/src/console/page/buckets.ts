import { html, nothing, type TemplateResult } from "lit-html";
import type { ObjectDescription, ObjectPage } from "../../kernel/interfaces/objects";
import { cachedAnswer } from "./ask";
import { dateText, formatJson } from "./format";
import { headings } from "./headings";
import { redraw } from "./store";

/** Prefix filter, last keys of the previous pages, and open objects, by bucket. */
const prefixes = new Map<string, string>();
const pages = new Map<string, readonly string[]>();
const opened = new Map<string, string>();

/** Names of the buckets; undefined while they are loading. */
export function bucketNames(): readonly string[] {
  const answer = cachedAnswer<readonly string[]>("buckets", 2_000);
  return answer !== undefined && "value" in answer ? answer.value : [];
}

/** Shows the objects of a bucket. */
export function bucketView(bucket: string): TemplateResult {
  const prefix = prefixes.get(bucket) ?? "";
  const before = pages.get(bucket) ?? [];
  const query = new URLSearchParams({ prefix, after: before.at(-1) ?? "" }).toString();
  const answer = cachedAnswer<ObjectPage>(`buckets/${encodeURIComponent(bucket)}?${query}`, 2_000);
  const go = (to: readonly string[]) => () => {
    pages.set(bucket, to);
    redraw();
  };
  const filter = (event: Event) => {
    prefixes.set(bucket, (event.target as HTMLInputElement).value);
    go([])();
  };
  return html`
    <h2 class="mono">${bucket}</h2>
    <form class="bar" @submit=${(event: Event) => event.preventDefault()}>
      <label>Prefix <input type="search" .value=${prefix} @input=${filter} /></label>
    </form>
    ${
      answer === undefined
        ? html`<p class="quiet">Reading…</p>`
        : "problem" in answer
          ? html`<p>${answer.problem}</p>`
          : html`${objectTable(bucket, answer.value.objects)}
              <p class="actions">
                <button ?disabled=${before.length === 0} @click=${go(before.slice(0, -1))}>Previous page</button>
                <button ?disabled=${answer.value.next === undefined} @click=${go([...before, answer.value.next ?? ""])}>
                  Next page
                </button>
              </p>`
    }
    ${contentView(bucket)}
  `;
}

function objectTable(bucket: string, objects: readonly ObjectDescription[]): TemplateResult {
  if (objects.length === 0) return html`<p class="quiet">No object on this page.</p>`;
  const show = (key: string) => () => {
    opened.set(bucket, key);
    redraw();
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Objects">
    <table>
      ${headings("Key", "Size", "Modified", "Type", "Metadata", "Content")}
      <tbody>
        ${objects.map(
          ({ key, size, modified, contentType, metadata }) =>
            html`<tr>
              <td class="mono">${key}</td>
              <td class="number">${size} bytes</td>
              <td>${dateText(modified)}</td>
              <td>${contentType}</td>
              <td class="mono">
                ${Object.entries(metadata)
                  .map(([name, value]) => `${name}: ${value}`)
                  .join(", ")}
              </td>
              <td>
                <button aria-label=${`Show ${key}`} @click=${show(key)}>Show</button>
                <a
                  href=${`/_local/objects/${encodeURIComponent(bucket)}?key=${encodeURIComponent(key)}`}
                  download=${key.split("/").at(-1) ?? key}
                  aria-label=${`Download ${key}`}
                  >Download</a
                >
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function contentView(bucket: string) {
  const key = opened.get(bucket);
  if (key === undefined) return nothing;
  const path = `buckets/${encodeURIComponent(bucket)}?key=${encodeURIComponent(key)}`;
  const answer = cachedAnswer<{ text?: string; hidden?: string }>(path, 2_000);
  return html`<h3 class="mono">${key}</h3>
    <div role="region" aria-label="Content">
      ${
        answer === undefined
          ? html`<p class="quiet">Reading…</p>`
          : "problem" in answer
            ? html`<p>The object no longer exists.</p>`
            : answer.value.text === undefined
              ? html`<p>Not shown: ${answer.value.hidden}. Download it.</p>`
              : html`<pre tabindex="0">${formatJson(answer.value.text)}</pre>`
      }
    </div>`;
}
