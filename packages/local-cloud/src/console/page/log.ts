import { html, nothing, type TemplateResult } from "lit-html";
import type { LogLine } from "../wire";
import { timeText } from "./format";
import { requestIds, type LogFilter, type PageState } from "./state";
import { change, pageState } from "./store";

const maxLines = 500;

/** Levels by severity. PLATFORM is for lines of Lambda itself. */
const levels: readonly LogLine["level"][] = ["PLATFORM", "DEBUG", "INFO", "WARN", "ERROR"];

const choices: readonly (readonly [level: LogLine["level"], title: string])[] = [
  ["PLATFORM", "all"],
  ["DEBUG", "without lines of Lambda itself"],
  ["INFO", "INFO and above"],
  ["WARN", "WARN and above"],
  ["ERROR", "ERROR"],
];

/** Returns the lines that match the filter, oldest first. */
export function filterLogs(logs: readonly LogLine[], { text, level }: LogFilter): LogLine[] {
  const wanted = text.trim().toLowerCase();
  const least = levels.indexOf(level);
  return logs.filter(
    (line) =>
      levels.indexOf(line.level) >= least &&
      `${line.source} ${line.requestId ?? ""} ${line.text}`.toLowerCase().includes(wanted),
  );
}

export function logView({ logs, requests, logFilter }: PageState): TemplateResult {
  const lines = filterLogs(logs, logFilter);
  const set = (more: Partial<LogFilter>) => change({ logFilter: { ...pageState().logFilter, ...more } });
  const ids = requestIds(requests);
  return html`
    <form class="bar" @submit=${(event: Event) => event.preventDefault()}>
      <label
        >Source, request id or text
        <input
          type="search"
          .value=${logFilter.text}
          @input=${(event: Event) => set({ text: (event.target as HTMLInputElement).value })}
        />
      </label>
      <label
        >Level
        <select
          @change=${(event: Event) => set({ level: (event.target as HTMLSelectElement).value as LogLine["level"] })}
        >
          ${choices.map(
            ([level, title]) => html`<option value=${level} ?selected=${level === logFilter.level}>${title}</option>`,
          )}
        </select>
      </label>
    </form>
    <p class="quiet" role="status">
      ${lines.length} of ${logs.length} lines, newest first${lines.length > maxLines ? `, ${maxLines} shown` : ""}
    </p>
    <ol class="log" tabindex="0" aria-label="Log lines">
      ${lines
        .slice(-maxLines)
        .reverse()
        .map((line) => lineView(line, line.requestId === undefined ? undefined : ids.get(line.requestId)))}
    </ol>
  `;
}

function lineView({ at, source, level, text }: LogLine, request: number | undefined): TemplateResult {
  return html`<li>
    <span class="quiet">${timeText(at)}</span> <span class=${`level ${level}`}>${level}</span>
    <span class="quiet">${source}</span>
    ${request === undefined ? nothing : html`<a href=${`#/requests/${request}`}>request ${request}</a>`}
    <span class="text">${text}</span>
  </li>`;
}
