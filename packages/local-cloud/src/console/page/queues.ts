import { html, nothing, type TemplateResult } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import type { PeekedMessage, QueueState } from "../../kernel/interfaces/queueContents";
import { cachedAnswer, command, refreshAnswer } from "./ask";
import { fold } from "./fold";
import { decode, formatJson } from "./format";
import { headings } from "./headings";
import { act, fieldsOf, outcomeOf } from "./outcome";
import type { PageState } from "./state";

/** Shows the counts of all queues, and one of them with its messages. */
export function queuesView(_state: PageState, rest: string): TemplateResult {
  const answer = cachedAnswer<readonly QueueState[]>("queues", 1_000);
  if (answer === undefined) return html`<p class="quiet">Reading…</p>`;
  if ("problem" in answer) return html`<p>${answer.problem}</p>`;
  if (answer.value.length === 0) return html`<p class="quiet">There is no queue.</p>`;
  const open = answer.value.find(({ name }) => name === decode(rest));
  return html`
    <div class=${open === undefined ? "list" : "list split"}>
      <div class="scroll" tabindex="0" role="region" aria-label="List of queues">${table(answer.value, open)}</div>
      ${open === undefined ? nothing : keyed(open.arn, queueView(open))}
    </div>
  `;
}

function table(queues: readonly QueueState[], open: QueueState | undefined): TemplateResult {
  return html`<table class="stays">
    ${headings("Queue", "Visible", "In flight", "Delayed", "Oldest", "Dead letters")}
    <tbody>
      ${queues.map(
        (queue) =>
          html`<tr class=${queue === open ? "open" : ""}>
            <td>
              <a href=${`#/queues/${encodeURIComponent(queue.name)}`} aria-current=${queue === open ? "true" : nothing}
                >${queue.name}</a
              >
              ${queue.isFifo ? html`<span class="tag">FIFO</span>` : nothing}
            </td>
            <td class="number">${queue.visible}</td>
            <td class="number">${queue.inFlight}</td>
            <td class="number">${queue.delayed}</td>
            <td class="number">${Math.round(queue.oldestSeconds)} s</td>
            <td>
              ${queue.deadLetters === undefined ? nothing : `to ${queue.deadLetters.split(":").at(-1)!}`}
              ${queue.deadLettersOf.length === 0 ? nothing : `of ${queue.deadLettersOf.join(", ")}`}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function queueView(queue: QueueState): TemplateResult {
  const { arn, name, move, deadLettersOf } = queue;
  const path = `queues/${encodeURIComponent(arn)}`;
  const change = (what: string, work: () => Promise<string>) =>
    act(`queue ${name}`, async () => {
      const said = await work();
      for (const each of ["queues", path]) refreshAnswer(each);
      return `${what}: ${said}.`;
    });
  const purge = () => {
    if (!confirm(`Delete all messages of the queue ${name}?`)) return;
    change("Purged", async () => {
      const { removed } = await command<{ removed: number }>("queues", { do: "purge", queue: arn });
      return `${removed} messages are deleted`;
    });
  };
  const redrive = () =>
    change("Redrive", async () => {
      await command("queues", { do: "redrive", queue: arn });
      return "started";
    });
  return html`<section class="detail" aria-label="The queue">
    <p class="close"><a href="#/queues">Close</a></p>
    <h2>${name}</h2>
    <p class="actions">
      <button @click=${purge}>Purge</button>
      ${deadLettersOf.length === 0 ? nothing : html`<button @click=${redrive}>Return dead letters</button>`}
    </p>
    ${
      move === undefined
        ? nothing
        : html`<p role="status">
            Redrive ${move.status}: ${move.moved} of ${move.toMove}
            messages${move.failure === undefined ? "" : `, ${move.failure}`}
          </p>`
    }
    ${outcomeOf(`queue ${name}`)} ${sendForm(queue, change)}
    <h3>Messages</h3>
    ${messages(path)}
  </section>`;
}

function sendForm(
  { arn, isFifo }: QueueState,
  change: (what: string, work: () => Promise<string>) => void,
): TemplateResult {
  const submit = (event: Event) => {
    const fields = fieldsOf(event);
    change("Sent", async () => {
      const { id } = await command<{ id: string }>("queues", { do: "send", queue: arn, ...fields });
      return id;
    });
  };
  return html`<details>
    <summary>Send a message</summary>
    <form class="fields" @submit=${submit}>
      <label>Body <textarea name="body" rows="4" spellcheck="false" required></textarea></label>
      <label>Attributes (a JSON object) <input name="attributes" placeholder='{"name":"value"}' /></label>
      ${
        isFifo
          ? html`<label>Message group <input name="group" value="1" required /></label>
              <label>Deduplication id <input name="deduplicationId" /></label>`
          : html`<label>Delay (seconds) <input name="delay" inputmode="numeric" /></label>`
      }
      <p><button type="submit">Send</button></p>
    </form>
  </details>`;
}

function messages(path: string): TemplateResult {
  const answer = cachedAnswer<readonly PeekedMessage[]>(path, 1_000);
  if (answer === undefined) return html`<p class="quiet">Reading…</p>`;
  if ("problem" in answer) return html`<p>${answer.problem}</p>`;
  if (answer.value.length === 0) return html`<p class="quiet">The queue is empty.</p>`;
  return html`<p class="quiet">The first messages, at most 50. Reading here does not hide them from receivers.</p>
    <ol class="steps">
      ${answer.value.map(
        ({ id, state, body, attributes, system }) =>
          html`<li>
            <details>
              <summary><span class="tag">${state}</span> <span class="mono">${body.slice(0, 120)}</span></summary>
              <dl class="terms">
                <dt>id</dt>
                <dd class="mono">${id}</dd>
                ${[...Object.entries(attributes), ...Object.entries(system)].map(
                  ([name, value]) =>
                    html`<dt>${name}</dt>
                      <dd class="mono">${value}</dd>`,
                )}
              </dl>
              ${fold("Body", formatJson(body), true)}
            </details>
          </li>`,
      )}
    </ol>`;
}
