import { html, nothing, type TemplateResult } from "lit-html";
import type { HttpMessage, Span, Timeline } from "../wire";
import { cachedAnswer, dropAnswer, get } from "./ask";
import { causedView } from "./caused";
import { fold } from "./fold";
import { millisText, formatJson } from "./format";
import { contractTest, curlLine } from "./replay";
import { originOf, send } from "./send";
import type { PageState } from "./state";
import { redraw } from "./store";

/** Requests whose secrets are revealed. */
const revealed = new Set<number>();

/** Last message of the buttons, and the request that it belongs to. */
let lastMessage: { readonly id: number; readonly text: string; readonly code?: string } | undefined;

/** Clears all state by request id, because another run reuses the ids. */
export function clearTimelines(): void {
  revealed.clear();
  lastMessage = undefined;
}

/** Shows a request with all stored details. */
export function timelineView(state: PageState, id: number): TemplateResult {
  const path = `requests/${id}${revealed.has(id) ? "?reveal" : ""}`;
  const answer = cachedAnswer<Timeline>(path);
  return html`
    <section class="detail" aria-label="The request">
      <p class="close"><a href="#/requests">Close</a></p>
      ${
        answer === undefined
          ? html`<p class="quiet">Reading…</p>`
          : "problem" in answer
            ? html`<p>This request is no longer stored.</p>`
            : content(state, answer.value)
      }
    </section>
  `;
}

function content(state: PageState, timeline: Timeline): TemplateResult {
  const { line, decisions, spans, error } = timeline;
  return html`
    <h2 class="mono">${line.method} ${line.path}</h2>
    <p>
      <span class=${`status s${String(line.status)[0]}`}>${line.status}</span>
      in
      ${millisText(line.millis)}${line.start === undefined ? "" : `, ${line.function} ${line.start}`}${line.fromCache ? ", from the cache" : ""}
    </p>
    ${line.why === undefined ? nothing : html`<p class="why">${line.why}</p>`}
    ${line.remedy === undefined ? nothing : html`<p class="remedy">To do: ${line.remedy}.</p>`}
    ${actions(state, timeline)}
    <h3>What the gateway decided</h3>
    ${
      decisions.length === 0
        ? html`<p class="quiet">Nothing: no stage was reached.</p>`
        : html`<ol class="decisions">
            ${decisions.map(
              ({ stage, passed, detail: words }) => html`
                <li class=${passed ? "passed" : "refused"}>
                  <span class="mark" role="img" aria-label=${passed ? "passed" : "refused"}>${passed ? "✓" : "✗"}</span>
                  <b>${stage}</b> ${words}
                </li>
              `,
            )}
          </ol>`
    }
    <h3>Where the time went</h3>
    <ol class="spans">
      ${spans.map((span) => bar(span, Math.max(1, line.millis)))}
    </ol>
    ${
      error === undefined
        ? nothing
        : html`<h3>Error</h3>
            <pre>${`${error.type}: ${error.message}\n${error.trace.join("\n")}`}</pre>`
    }
    ${fold("Log", timeline.logs.join("\n"), true)} ${fold("Request", messageText(timeline.sent))}
    ${fold("Answer", messageText(timeline.answered))}
    ${fold("Event of the function", timeline.event && formatJson(timeline.event))}
    ${fold("Result of the function", timeline.answer && formatJson(timeline.answer))}
    <div role="region" aria-label="What it caused">${causedView(timeline.caused)}</div>
    <p class="quiet">
      request id <span class="mono">${line.requestId}</span>, trace <span class="mono">${timeline.trace}</span>
    </p>
  `;
}

function bar({ name, kind, start, millis, failed, details }: Span, whole: number): TemplateResult {
  const percent = (part: number) => Math.min(100, Math.max(0, (100 * part) / whole));
  return html`
    <li>
      <span class="name">${name}</span>
      <svg class="track" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <rect
          class=${`bar ${kind} ${failed ? "failed" : ""}`}
          x=${percent(start)}
          width=${Math.max(0.5, Math.min(percent(millis), 100 - percent(start)))}
          y="0"
          height="10"
        />
      </svg>
      <span class="number">${millisText(millis)}</span>
      ${
        kind === "gateway" || details.length === 0
          ? nothing
          : html`<dl>
              ${details.map(
                ([term, value]) =>
                  html`<dt>${term}</dt>
                    <dd class="mono">${value}</dd>`,
              )}
            </dl>`
      }
    </li>
  `;
}

function messageText({ headers, body, droppedBytes = 0 }: HttpMessage): string {
  const rest = droppedBytes === 0 ? "" : `… (${droppedBytes} more bytes were dropped)`;
  return `${headers.map(([name, value]) => `${name}: ${value}`).join("\n")}\n\n${formatJson(body)}${rest}`;
}

function actions(state: PageState, timeline: Timeline): TemplateResult {
  const { line } = timeline;
  const { id } = line;
  const say = (text: string, code?: string) => {
    lastMessage = { id, text, ...(code === undefined ? {} : { code }) };
    redraw();
  };
  /** Loads the request with its secrets. */
  const whole = () => get<Timeline>(`requests/${id}?reveal`);
  const again = async () => {
    const { status } = await send(state, await whole());
    say(`Sent again: ${status}.`);
  };
  const copied = async (what: string, text: string) => {
    await navigator.clipboard.writeText(text).then(
      () => say(`${what} is in the clipboard.`, text),
      () => say(`${what}:`, text),
    );
  };
  const curl = async () => copied("The curl line, with its key,", curlLine(await whole(), originOf(state, line.api)));
  const test = async () => copied("The test", contractTest(timeline));
  const reveal = () => {
    if (revealed.has(id)) revealed.delete(id);
    else revealed.add(id);
    dropAnswer(`requests/${id}?reveal`);
    redraw();
  };
  const act = (doing: () => Promise<void>) => () => {
    doing().catch((error: Error) => say(error.message));
  };
  return html`
    <p class="actions">
      <button @click=${act(again)}>Send again</button>
      <button @click=${act(curl)}>Copy as curl</button>
      <button @click=${act(test)}>Save as test</button>
      <button aria-pressed=${revealed.has(id)} @click=${reveal}>Show secrets</button>
    </p>
    <div role="status">
      ${
        lastMessage?.id === id
          ? html`<p>${lastMessage.text}</p>
              ${lastMessage.code === undefined ? nothing : html`<pre tabindex="0">${lastMessage.code}</pre>`}`
          : nothing
      }
    </div>
  `;
}
