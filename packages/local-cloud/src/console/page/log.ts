import { html, type TemplateResult } from "lit-html";
import { timeText } from "./format";
import type { PageState } from "./state";
import { change } from "./store";

const mostShown = 500;

export function logView({ logs, logFilter }: PageState): TemplateResult {
  const wanted = logFilter.trim().toLowerCase();
  const lines = logs.filter(({ source, text }) => `${source} ${text}`.toLowerCase().includes(wanted)).slice(-mostShown);
  return html`
    <form class="bar" @submit=${(event: Event) => event.preventDefault()}>
      <label
        >Source or text
        <input
          type="search"
          .value=${logFilter}
          @input=${(event: Event) => change({ logFilter: (event.target as HTMLInputElement).value })}
        />
      </label>
    </form>
    <p class="quiet" role="status">${lines.length} of ${logs.length} lines, newest first</p>
    <ol class="log" tabindex="0" aria-label="Log lines">
      ${[...lines]
        .reverse()
        .map(({ at, source, text }) => html`<li><span class="quiet">${timeText(at)} ${source}</span> ${text}</li>`)}
    </ol>
  `;
}
