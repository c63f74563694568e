import { html, nothing, type TemplateResult } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import type { DistributionLine, EdgeLine } from "../edgeWire";
import { cachedAnswer, command, refreshAnswer } from "./ask";
import { decode, millisText, timeText } from "./format";
import { headings } from "./headings";
import { act, fieldsOf, outcomeOf } from "./outcome";
import type { PageState } from "./state";

/** Shows all distributions, and one of them with its behaviors and last requests. @param rest id of a distribution */
export function distributionsView(_state: PageState, rest: string): TemplateResult {
  const answer = cachedAnswer<readonly DistributionLine[]>("distributions", 1_000);
  if (answer === undefined) return html`<p class="quiet">Reading…</p>`;
  if ("problem" in answer) return html`<p>${answer.problem}</p>`;
  if (answer.value.length === 0) return html`<p class="quiet">There is no distribution.</p>`;
  const open = answer.value.find(({ id }) => id === decode(rest));
  return html`
    <div class=${open === undefined ? "list" : "list split"}>
      <div class="scroll" tabindex="0" role="region" aria-label="List of distributions">
        ${table(answer.value, open)}
      </div>
      ${open === undefined ? nothing : keyed(open.id, distributionView(open))}
    </div>
  `;
}

function table(distributions: readonly DistributionLine[], open: DistributionLine | undefined): TemplateResult {
  return html`<table class="stays">
    ${headings("Distribution", "Address", "Last requests", "From the cache", "Cached answers")}
    <tbody>
      ${distributions.map(
        (each) =>
          html`<tr class=${each === open ? "open" : ""}>
            <td>
              <a href=${`#/distributions/${each.id}`} aria-current=${each === open ? "true" : nothing}>${each.label}</a>
              ${each.enabled ? nothing : html`<span class="tag">disabled</span>`}
            </td>
            <td class="mono">${each.url}</td>
            <td class="number">${each.requests}</td>
            <td class="number">${each.hits}</td>
            <td class="number">${each.cached.answers}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function distributionView(distribution: DistributionLine): TemplateResult {
  const { id, label, origins, invalidations } = distribution;
  return html`<section class="detail" aria-label="The distribution">
    <p class="close"><a href="#/distributions">Close</a></p>
    <h2>${label}</h2>
    <p class="quiet">
      ${id}. Origins: ${origins.map((each) => `${each.id} (${each.domainName}${each.path})`).join(", ")}
    </p>
    ${invalidationForm(distribution)}
    <h3>Behaviors</h3>
    ${behaviorTable(distribution)}
    <h3>Last requests</h3>
    ${requestTable(id)}
    ${
      invalidations.length === 0
        ? nothing
        : html`<h3>Invalidations</h3>
            <ul>
              ${invalidations.map((each) => html`<li>${timeText(each.createdAt)}: ${each.paths.join(", ")}</li>`)}
            </ul>`
    }
  </section>`;
}

function invalidationForm({ id, label }: DistributionLine): TemplateResult {
  const submit = (event: Event) => {
    const fields = fieldsOf(event);
    act(`distribution ${label}`, async () => {
      const { id: invalidation } = await command<{ id: string }>("distributions", { distribution: id, ...fields });
      refreshAnswer("distributions");
      return `Invalidated: ${invalidation}.`;
    });
  };
  return html`<form class="fields" @submit=${submit}>
      <label>Paths, one in each line <textarea name="paths" rows="2" spellcheck="false" required>/*</textarea></label>
      <p><button type="submit">Invalidate</button></p>
    </form>
    ${outcomeOf(`distribution ${label}`)}`;
}

function behaviorTable({ behaviors }: DistributionLine): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Behaviors">
    <table>
      ${headings("Path pattern", "Origin", "Methods", "Cached for", "Functions")}
      <tbody>
        ${behaviors.map(
          ({ pathPattern, originId, methods, ttls: [minimum, usual, maximum], functions }) =>
            html`<tr>
              <td class="mono">${pathPattern}</td>
              <td>${originId}</td>
              <td>${methods.join(", ")}</td>
              <td>${maximum === 0 ? "not cached" : `${usual} s, from ${minimum} to ${maximum} s`}</td>
              <td>${functions.map(({ event, functionArn }) => html`${event}: ${nameOf(functionArn)}<br />`)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Returns `NAME:VERSION` of the ARN of a version. */
function nameOf(functionArn: string): string {
  return functionArn.split(":").slice(6).join(":");
}

function requestTable(id: string): TemplateResult {
  const answer = cachedAnswer<readonly EdgeLine[]>(`distributions/${id}`, 1_000);
  if (answer === undefined) return html`<p class="quiet">Reading…</p>`;
  if ("problem" in answer) return html`<p>${answer.problem}</p>`;
  if (answer.value.length === 0) return html`<p class="quiet">There is no request yet.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Last requests">
    <table>
      ${headings("Time", "Request", "Behavior", "Status", "Cache", "Functions", "Duration")}
      <tbody>
        ${answer.value.map(requestRow)}
      </tbody>
    </table>
  </div>`;
}

function requestRow(line: EdgeLine): TemplateResult {
  const { at, method, path, pathPattern, status, result, functions, millis, reason, request } = line;
  const text = `${method} ${path}`;
  return html`<tr>
    <td class="mono">${timeText(at)}</td>
    <td class="mono">
      ${request === undefined ? text : html`<a href=${`#/requests/${request}`}>${text}</a>`}
      ${reason === undefined ? nothing : html`<p class="why">${reason}</p>`}
    </td>
    <td class="mono">${pathPattern}</td>
    <td class="number">${status}</td>
    <td>${result}</td>
    <td>${functions.join(", ")}</td>
    <td class="number">${millisText(millis)}</td>
  </tr>`;
}
