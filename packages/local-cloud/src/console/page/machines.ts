import { html, nothing, type TemplateResult } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import type { ExecutionSummary, MachineState } from "../../kernel/interfaces/machineContents";
import type { MachineDetail } from "../views/machineWire";
import { cachedAnswer, command, refreshAnswer } from "./ask";
import { executionView } from "./execution";
import { decode, millisText, timeText } from "./format";
import { headings } from "./headings";
import { executionAddress } from "./machineAddress";
import { machineDiagram } from "./machineDiagram";
import { act, fieldsOf, outcomeOf } from "./outcome";
import type { PageState } from "./state";

/** Shows all machines, and one of them or one of its executions. @param rest `NAME`, `NAME/ARN` or `NAME/ARN/STATE` */
export function machinesView(_state: PageState, rest: string): TemplateResult {
  const answer = cachedAnswer<readonly MachineState[]>("machines", 1_000);
  if (answer === undefined) return html`<p class="quiet">Reading…</p>`;
  if ("problem" in answer) return html`<p>${answer.problem}</p>`;
  if (answer.value.length === 0) return html`<p class="quiet">There is no state machine.</p>`;
  const [name = "", execution = "", state = ""] = rest.split("/").map(decode);
  const open = answer.value.find((each) => each.name === name);
  const detail = execution === "" ? open && machineView(open) : executionView({ machine: name, execution, state });
  return html`
    <div class=${detail === undefined ? "list" : "list split"}>
      <div class="scroll" tabindex="0" role="region" aria-label="List of machines">${table(answer.value, open)}</div>
      ${detail === undefined ? nothing : keyed(`${name} ${execution}`, detail)}
    </div>
  `;
}

function table(machines: readonly MachineState[], open: MachineState | undefined): TemplateResult {
  return html`<table class="stays">
    ${headings("Machine", "Running", "Succeeded", "Failed", "Timed out", "Aborted")}
    <tbody>
      ${machines.map(
        (machine) =>
          html`<tr class=${machine === open ? "open" : ""}>
            <td>
              <a
                href=${`#/machines/${encodeURIComponent(machine.name)}`}
                aria-current=${machine === open ? "true" : nothing}
                >${machine.name}</a
              >
              ${machine.type === "EXPRESS" ? html`<span class="tag">express</span>` : nothing}
            </td>
            ${(["running", "succeeded", "failed", "timedOut", "aborted"] as const).map(
              (each) => html`<td class="number">${machine.counts[each]}</td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function machineView({ arn, name }: MachineState): TemplateResult {
  const path = `machines/${encodeURIComponent(arn)}`;
  const answer = cachedAnswer<MachineDetail>(path, 1_000);
  return html`<section class="detail" aria-label="The machine">
    <p class="close"><a href="#/machines">Close</a></p>
    <h2>${name}</h2>
    ${outcomeOf(`machine ${name}`)} ${startForm({ arn, name, path })}
    ${
      answer === undefined
        ? html`<p class="quiet">Reading…</p>`
        : "problem" in answer
          ? html`<p>${answer.problem}</p>`
          : content(answer.value)
    }
  </section>`;
}

function content({ name, drawing, executions }: MachineDetail): TemplateResult {
  return html`
    ${drawing === undefined ? nothing : machineDiagram(drawing, { visits: undefined, linkOf: () => undefined })}
    <h3>Executions</h3>
    ${
      executions.length === 0
        ? html`<p class="quiet">None so far.</p>`
        : html`<table class="stays">
            ${headings("Started", "Execution", "Status", "Took")}
            <tbody>
              ${executions.map((each) => row(name, each))}
            </tbody>
          </table>`
    }
  `;
}

function row(machine: string, { arn, name, status, started, stopped }: ExecutionSummary): TemplateResult {
  return html`<tr>
    <td class="mono time">${timeText(started)}</td>
    <td class="mono"><a href=${executionAddress({ machine, execution: arn, state: "" })}>${name}</a></td>
    <td><span class=${`outcome-${status.toLowerCase()}`}>${status}</span></td>
    <td class="number">${stopped === undefined ? nothing : millisText(stopped - started)}</td>
  </tr>`;
}

interface Started {
  readonly arn: string;
  readonly name: string;
  /** Path of the machine's answer. */
  readonly path: string;
}

function startForm({ arn, name, path }: Started): TemplateResult {
  const submit = (event: Event) => {
    const fields = fieldsOf(event);
    act(`machine ${name}`, async () => {
      const { execution } = await command<{ execution: string }>("machines", { do: "start", machine: arn, ...fields });
      for (const each of ["machines", path]) refreshAnswer(each);
      location.hash = executionAddress({ machine: name, execution, state: "" });
      return "";
    });
  };
  return html`<details>
    <summary>Start an execution</summary>
    <form class="fields" @submit=${submit}>
      <label>Input (JSON) <textarea name="input" rows="6" spellcheck="false">{}</textarea></label>
      <label>Name (optional) <input name="name" /></label>
      <p><button type="submit">Start</button></p>
    </form>
  </details>`;
}
