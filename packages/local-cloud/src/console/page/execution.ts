import { html, nothing, type TemplateResult } from "lit-html";
import type { FlowStep } from "../eventWire";
import type { ExecutionDetail } from "../views/machineWire";
import { cachedAnswer, command, refreshAnswer } from "./ask";
import { causedView } from "./caused";
import { fold } from "./fold";
import { formatJson, millisText, timeText } from "./format";
import { machineDiagram } from "./machineDiagram";
import { executionAddress } from "./machineAddress";
import { act, outcomeOf } from "./outcome";
import { stepView } from "./pathStep";

/** The part of the address behind the view's name. */
export interface ExecutionAddress {
  readonly machine: string;
  /** ARN. */
  readonly execution: string;
  /** Name of the state whose visits are shown; empty for all. */
  readonly state: string;
}

/** Shows an execution: the machine in its colours, and the path with input, output, retries and errors. */
export function executionView(address: ExecutionAddress): TemplateResult {
  const path = `executions/${encodeURIComponent(address.execution)}`;
  const answer = cachedAnswer<ExecutionDetail>(path, 1_000);
  return html`<section class="detail" aria-label="The execution">
    <p class="close"><a href=${`#/machines/${encodeURIComponent(address.machine)}`}>Close</a></p>
    ${
      answer === undefined
        ? html`<p class="quiet">Reading…</p>`
        : "problem" in answer
          ? html`<p>This execution is no longer stored.</p>`
          : content(answer.value, address, path)
    }
  </section>`;
}

function content(execution: ExecutionDetail, address: ExecutionAddress, path: string): TemplateResult {
  const { name, status, started, stopped, error, cause, redriveCount, request, drawing, visits } = execution;
  const linkOf = (state: string) => (visits[state] === undefined ? undefined : executionAddress({ ...address, state }));
  return html`
    <h2 class="mono">${name}</h2>
    <p>
      <b class=${`outcome-${status.toLowerCase()}`}>${status}</b>
      at
      ${timeText(started)}${stopped === undefined ? nothing : html`, took ${millisText(stopped - started)}`}${
        redriveCount === 0 ? nothing : html`, redriven ${redriveCount} times`
      }${request === undefined ? nothing : html`, caused by <a href=${`#/requests/${request}`}>a request</a>`}
    </p>
    ${error === undefined && cause === undefined ? nothing : html`<p class="why">${error ?? ""}${cause === undefined ? nothing : html`: ${cause}`}</p>`}
    ${actions(execution, path)} ${drawing === undefined ? nothing : machineDiagram(drawing, { visits, linkOf })}
    ${fold("Input", formatJson(execution.input))} ${fold("Output", execution.output && formatJson(execution.output))}
    ${pathView(execution, address, path)} ${mapRuns(execution)} ${consequences(execution)}
  `;
}

function actions({ arn, name, status, isRedrivable }: ExecutionDetail, path: string): TemplateResult {
  const run = (what: string, said: string) => () =>
    act(`execution ${arn}`, async () => {
      await command("machines", { do: what, execution: arn });
      refreshAnswer(path);
      return said;
    });
  return html`
    <p class="actions">
      ${status === "RUNNING" ? html`<button @click=${run("stop", `${name} is stopped.`)}>Stop</button>` : nothing}
      ${
        isRedrivable
          ? html`<button @click=${run("redrive", `${name} continues at its failed state.`)}>
              Redrive from failure
            </button>`
          : nothing
      }
    </p>
    ${outcomeOf(`execution ${arn}`)}
  `;
}

function pathView({ steps, droppedSteps }: ExecutionDetail, address: ExecutionAddress, path: string): TemplateResult {
  const { state } = address;
  const names = new Map(steps.map(({ id, name }) => [id, name]));
  const shown = state === "" ? steps : steps.filter(({ name }) => name === state);
  return html`
    <h3>Path</h3>
    ${
      state === ""
        ? nothing
        : html`<p class="quiet">
            Visits of ${state} only. <a href=${executionAddress({ ...address, state: "" })}>Show all states</a>
          </p>`
    }
    ${droppedSteps === 0 ? nothing : html`<p class="quiet">${droppedSteps} earlier visits are not shown.</p>`}
    <ol class="steps" aria-label="Path">
      ${shown.map((step) => stepView(step, { around: names.get(step.parent ?? 0), path }))}
    </ol>
  `;
}

function mapRuns({ mapRuns: runs, machineName }: ExecutionDetail) {
  if (runs.length === 0) return nothing;
  return html`<h3>Map runs</h3>
    <ul>
      ${runs.map(
        ({ label, status, counts: { total, running, succeeded, failed, timedOut, aborted }, failures }) =>
          html`<li>
            <b>${label}</b> ${status}: ${total} started, ${running} running, ${succeeded} succeeded, ${failed} failed,
            ${timedOut} timed out, ${aborted} aborted
            ${failures.map(
              ({ arn, name }) =>
                html`<br /><a class="mono" href=${executionAddress({ machine: machineName, execution: arn, state: "" })}
                    >${name}</a
                  >`,
            )}
          </li>`,
      )}
    </ul>`;
}

/** Shows what the tasks have caused. The timeline of a request contains the same steps. */
function consequences({ trace }: ExecutionDetail) {
  const answer = trace === undefined ? undefined : cachedAnswer<readonly FlowStep[]>(`caused/${trace}`, 1_000);
  if (answer === undefined || "problem" in answer) return nothing;
  const own = answer.value.filter(({ kind }) => kind !== "execution");
  return html`<div role="region" aria-label="What it caused">${causedView(own)}</div>`;
}
