import { html, nothing, type TemplateResult } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import type { FlowStep, FunctionDetail, InvokeResult, MappingLine } from "../eventWire";
import type { FunctionLine } from "../wire";
import { cachedAnswer, command, refreshAnswer } from "./ask";
import { causedView } from "./caused";
import { fold } from "./fold";
import { dateText, formatJson, millisText } from "./format";
import { headings } from "./headings";
import { act, fieldsOf, outcomeOf } from "./outcome";
import { redraw } from "./store";

/** Last results and chosen sample events, by function. */
const results = new Map<string, InvokeResult>();
const chosen = new Map<string, string>();

/** Shows a function: its event source mappings, and a form that calls it with a sample event. */
export function functionView({ name, label }: FunctionLine): TemplateResult {
  const path = `functions/${encodeURIComponent(name)}`;
  const answer = cachedAnswer<FunctionDetail>(path, 1_000);
  return html`<section class="detail" aria-label="The function">
    <p class="close"><a href="#/functions">Close</a></p>
    <h2>${label}</h2>
    ${
      answer === undefined
        ? html`<p class="quiet">Reading…</p>`
        : "problem" in answer
          ? html`<p>${answer.problem}</p>`
          : html`${mappingTable(path, answer.value.mappings)} ${invokeForm(name, answer.value)} ${resultView(name)}`
    }
  </section>`;
}

function invokeForm(name: string, { qualifiers, samples }: FunctionDetail): TemplateResult {
  const sample = samples.find((each) => each.name === chosen.get(name)) ?? samples[0]!;
  const choose = (event: Event) => {
    chosen.set(name, (event.target as HTMLSelectElement).value);
    redraw();
  };
  const submit = (event: Event) => {
    const fields = fieldsOf(event);
    act(`invoke ${name}`, async () => {
      const result = await command<InvokeResult>("invoke", { function: name, ...fields });
      results.set(name, result);
      return result.error === undefined ? "The call succeeded." : `The call failed: ${result.error}.`;
    });
  };
  return html`<h3>Invoke</h3>
    <form class="fields" @submit=${submit}>
      <label
        >Sample event
        <select @change=${choose}>
          ${samples.map(
            (each) =>
              html`<option value=${each.name} ?selected=${each.name === sample.name}>
                ${each.isOwn ? each.name : `${each.name} (no source of this function)`}
              </option>`,
          )}
        </select>
      </label>
      ${keyed(
        `${name} ${sample.name}`,
        html`<label
          >Event <textarea name="payload" rows="10" spellcheck="false" class="mono">${sample.event}</textarea>
        </label>`,
      )}
      <label
        >Qualifier
        <select name="qualifier">
          ${qualifiers.map((each) => html`<option value=${each}>${each}</option>`)}
        </select>
      </label>
      <p><button type="submit">Invoke</button></p>
    </form>
    ${outcomeOf(`invoke ${name}`)}`;
}

function resultView(name: string) {
  const result = results.get(name);
  if (result === undefined) return nothing;
  const { status, version, millis, payload, log, trace, requestId } = result;
  const isFollowing = ({ details }: FlowStep) => !details.some(([, value]) => value === requestId);
  const caused = cachedAnswer<readonly FlowStep[]>(`caused/${trace}`, 1_000);
  return html`<div role="region" aria-label="The answer">
    <p>
      <span class=${`status s${String(status)[0]}`}>${status}</span> in
      ${millisText(millis)}${version === undefined ? nothing : `, version ${version}`}
    </p>
    <pre tabindex="0">${formatJson(payload)}</pre>
    ${fold("Log", log, true)}
    ${caused !== undefined && "value" in caused ? causedView(caused.value.filter(isFollowing)) : nothing}
    ${requestId === undefined ? nothing : html`<p class="quiet">request id <span class="mono">${requestId}</span></p>`}
  </div>`;
}

function mappingTable(path: string, mappings: readonly MappingLine[]) {
  if (mappings.length === 0) return nothing;
  return html`<h3>Event source mappings</h3>
    <div class="scroll" tabindex="0" role="region" aria-label="Event source mappings">
      <table>
        ${headings("Mapping", "State", "Lag", "Last batch", "Switch")}
        <tbody>
          ${mappings.map((mapping) => mappingRow(path, mapping))}
        </tbody>
      </table>
    </div>
    ${outcomeOf("mapping")}`;
}

function mappingRow(path: string, { uuid, label, source, enabled, batchSize, last }: MappingLine): TemplateResult {
  const change = () =>
    act("mapping", async () => {
      await command("mappings", { mapping: uuid, enabled: !enabled });
      refreshAnswer(path);
      return `${label} is ${enabled ? "disabled" : "enabled"} until its declaration changes.`;
    });
  return html`<tr>
    <td><b>${label}</b><br /><span class="mono">${source}</span><br />up to ${batchSize} records</td>
    <td>${enabled ? "enabled" : "disabled"}</td>
    <td>${last?.iteratorAge === undefined ? "" : millisText(last.iteratorAge)}</td>
    <td>${last === undefined ? "none" : `${last.records} records at ${dateText(last.at)}: ${last.result}`}</td>
    <td>
      <button aria-label=${`${enabled ? "Disable" : "Enable"} ${label}`} @click=${change}>
        ${enabled ? "Disable" : "Enable"}
      </button>
    </td>
  </tr>`;
}
