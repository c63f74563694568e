import { html, nothing, type TemplateResult } from "lit-html";
import type { EventDetail, EventLine, RuleMatch } from "../eventWire";
import { cachedAnswer } from "./ask";
import { mark } from "./decision";
import { fold } from "./fold";
import { decode, formatJson, timeText } from "./format";
import { headings } from "./headings";
import { sendEventForm, type Buses } from "./sendEvent";
import type { PageState } from "./state";

/** Maximum number of rows. */
const maxRows = 200;

/** Shows the newest events of all buses, one of them with the decision of each rule, and the rules. */
export function busesView(state: PageState, rest: string): TemplateResult {
  const buses = cachedAnswer<Buses>("buses", 2_000);
  const known = buses !== undefined && "value" in buses ? buses.value : undefined;
  const id = decode(rest);
  const events = state.events.slice(-maxRows).reverse();
  return html`
    ${known === undefined ? nothing : sendEventForm(known)}
    <div class=${id === "" ? "list" : "list split"}>
      <div class="scroll" tabindex="0" role="region" aria-label="List of events">
        ${events.length === 0 ? html`<p class="quiet">No event has arrived yet.</p>` : eventTable(events, id)}
      </div>
      ${id === "" ? nothing : detailView(id)}
    </div>
    <h2>Rules</h2>
    ${known === undefined ? html`<p class="quiet">Reading…</p>` : ruleTable(known)}
  `;
}

function eventTable(events: readonly EventLine[], open: string): TemplateResult {
  return html`<table class="stays">
    ${headings("Time", "Event", "Source", "Bus", "Rules", "Deliveries")}
    <tbody>
      ${events.map(
        ({ id, at, bus, source, detailType, rules, delivered, failed }) =>
          html`<tr class=${id === open ? "open" : ""}>
            <td class="mono">${timeText(at)}</td>
            <td>
              <a href=${`#/buses/${encodeURIComponent(id)}`} aria-current=${id === open ? "true" : nothing}
                >${detailType}</a
              >
            </td>
            <td>${source}</td>
            <td>${bus}</td>
            <td>${rules.join(", ") || "none"}</td>
            <td class=${failed > 0 ? "failed-text" : ""}>
              ${delivered - failed} ok${failed > 0 ? `, ${failed} failed` : ""}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function detailView(id: string): TemplateResult {
  const answer = cachedAnswer<readonly EventDetail[]>(`buses/${encodeURIComponent(id)}`, 1_000);
  return html`<section class="detail" aria-label="The event">
    <p class="close"><a href="#/buses">Close</a></p>
    ${
      answer === undefined
        ? html`<p class="quiet">Reading…</p>`
        : "problem" in answer
          ? html`<p>This event is no longer stored.</p>`
          : answer.value.map(onBus)
    }
  </section>`;
}

function onBus({ bus, detailType, source, text, request, matches, deliveries }: EventDetail): TemplateResult {
  const cause = request === undefined ? nothing : html`, caused by <a href=${`#/requests/${request}`}>a request</a>`;
  return html`
    <h2>${detailType} on ${bus}</h2>
    <p>from <span class="mono">${source}</span>${cause}</p>
    <h3>What the rules decided</h3>
    ${
      matches.length === 0
        ? html`<p class="quiet">The bus has no rule.</p>`
        : html`<ol class="decisions">
            ${matches.map(ruleLine)}
          </ol>`
    }
    <h3>Deliveries</h3>
    ${
      deliveries.length === 0
        ? html`<p class="quiet">None has ended so far.</p>`
        : html`<ol class="decisions">
            ${deliveries.map(deliveryLine)}
          </ol>`
    }
    ${fold("Event", formatJson(text), true)}
  `;
}

function deliveryLine({ rule, target, failure, isDeadLettered }: EventDetail["deliveries"][number]): TemplateResult {
  const letters = isDeadLettered === true ? "(in the dead-letter queue)" : "(the dead-letter queue rejected it)";
  return html`<li class=${failure === undefined ? "passed" : "refused"}>
    ${mark(failure === undefined)} ${rule} → <span class="mono">${target}</span>
    ${failure === undefined ? nothing : failure} ${isDeadLettered === undefined ? nothing : letters}
  </li>`;
}

function ruleLine({ rule, matched, why, mismatches }: RuleMatch): TemplateResult {
  return html`<li class=${matched ? "passed" : "refused"}>
    ${mark(matched)} <b>${rule}</b> ${why}
    ${mismatches.map(
      ({ path, expected, found }) =>
        html`<div>
          <span class="mono">${path}</span> must match <span class="mono">${expected}</span>, and is
          <span class="mono">${found ?? "absent"}</span>
        </div>`,
    )}
  </li>`;
}

function ruleTable({ rules }: Buses): TemplateResult {
  if (rules.length === 0) return html`<p class="quiet">No bus has a rule.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Rules">
    <table>
      ${headings("Rule", "Bus", "State", "Pattern or schedule", "Targets")}
      <tbody>
        ${rules.map(
          ({ name, bus, state, pattern, schedule, targets }) =>
            html`<tr>
              <td>${name}</td>
              <td>${bus}</td>
              <td>${state}</td>
              <td class="mono">${[pattern, schedule].filter((each) => each !== undefined).join(" ")}</td>
              <td class="mono">${targets.join(" ")}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
