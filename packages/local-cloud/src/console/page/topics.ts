import { html, nothing, type TemplateResult } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import type { MailboxMessage, TopicDescription } from "../../kernel/interfaces/topics";
import { cachedAnswer, command, refreshAnswer } from "./ask";
import { timeText } from "./format";
import { headings } from "./headings";
import { act, fieldsOf, outcomeOf } from "./outcome";

interface Topics {
  readonly topics: readonly TopicDescription[];
  readonly mailbox: readonly MailboxMessage[];
}

/** Shows topics with their subscriptions, and the emails and SMS that people would receive. */
export function topicsView(): TemplateResult {
  const answer = cachedAnswer<Topics>("topics", 1_000);
  if (answer === undefined) return html`<p class="quiet">Reading…</p>`;
  if ("problem" in answer) return html`<p>${answer.problem}</p>`;
  const { topics, mailbox } = answer.value;
  return html`
    ${topics.length === 0 ? html`<p class="quiet">There is no topic.</p>` : topics.map((topic) => keyed(topic.arn, topicView(topic)))}
    <h2>Mailbox</h2>
    ${
      mailbox.length === 0
        ? html`<p class="quiet">No email and no SMS has been sent.</p>`
        : html`<ol class="steps">
            ${mailbox.map(mailView)}
          </ol>`
    }
  `;
}

function topicView(topic: TopicDescription): TemplateResult {
  const { label, name, subscriptions, isFifo } = topic;
  return html`<section class="detail" aria-label=${`Topic ${label}`}>
    <h2>${label} ${isFifo ? html`<span class="tag">FIFO</span>` : nothing}</h2>
    <p class="mono quiet">${name}</p>
    ${
      subscriptions.length === 0
        ? html`<p class="quiet">The topic has no subscription.</p>`
        : html`<div class="scroll" tabindex="0" role="region" aria-label=${`Subscriptions of ${label}`}>
            <table>
              ${headings("Protocol", "Endpoint", "Confirmed", "Filter policy")}
              <tbody>
                ${subscriptions.map(
                  ({ protocol, endpoint, isConfirmed, filterPolicy }) =>
                    html`<tr>
                      <td>${protocol}</td>
                      <td class="mono">${endpoint}</td>
                      <td>${isConfirmed ? "yes" : "no"}</td>
                      <td class="mono">${filterPolicy ?? nothing}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    ${publishForm(topic)}
  </section>`;
}

function publishForm({ arn, label, isFifo }: TopicDescription): TemplateResult {
  const submit = (event: Event) => {
    const fields = fieldsOf(event);
    act(`topic ${label}`, async () => {
      const { id } = await command<{ id: string }>("topics", { topic: arn, ...fields });
      refreshAnswer("topics");
      return `Published as ${id}.`;
    });
  };
  return html`<details>
      <summary>Publish a message</summary>
      <form class="fields" @submit=${submit}>
        <label>Subject <input name="subject" /></label>
        <label>Message <textarea name="message" rows="4" spellcheck="false" required></textarea></label>
        <label>Attributes (a JSON object) <input name="attributes" placeholder='{"name":"value"}' /></label>
        ${
          isFifo
            ? html`<label>Message group <input name="group" value="1" required /></label>
                <label>Deduplication id <input name="deduplicationId" /></label>`
            : nothing
        }
        <p><button type="submit">Publish</button></p>
      </form>
    </details>
    ${outcomeOf(`topic ${label}`)}`;
}

function mailView({ at, protocol, to, subject, text }: MailboxMessage): TemplateResult {
  return html`<li>
    <details>
      <summary>
        <span class="mono">${timeText(at)}</span> <span class="tag">${protocol}</span> <b>${to}</b> ${subject}
      </summary>
      <pre tabindex="0">${text}</pre>
    </details>
  </li>`;
}
