import { html, nothing, type TemplateResult } from "lit-html";
import type { PathStep, StepAttempt } from "../views/machineWire";
import { command, refreshAnswer } from "./ask";
import { fold } from "./fold";
import { formatJson, millisText } from "./format";
import { act, fieldsOf, outcomeOf } from "./outcome";

interface Surroundings {
  /** Name of the Map or Parallel state around the visit. */
  readonly around: string | undefined;
  /** Path of the execution's answer. */
  readonly path: string;
}

/** Shows one visit of a state. */
export function stepView(step: PathStep, { around, path }: Surroundings): TemplateResult {
  const { name, type, iteration, status, at, millis, input, output, assigned, attempts, token } = step;
  const retries = attempts.length - 1;
  return html`<li class=${status === "failed" ? "failed" : ""}>
    <details ?open=${token !== undefined}>
      <summary>
        <span class="number">+${millisText(at)}</span> <span class="tag">${type}</span>
        ${around === undefined ? nothing : html`<span class="tag">${around}${iteration === undefined ? "" : ` ${iteration}`}</span>`}
        <b>${name}</b> ${status}${millis === undefined ? nothing : html`, ${millisText(millis)}`}${
          retries > 0 ? html`, ${retries === 1 ? "1 retry" : `${retries} retries`}` : nothing
        }
      </summary>
      ${
        attempts.length === 0
          ? nothing
          : html`<ol>
              ${attempts.map(attemptView)}
            </ol>`
      }
      ${token === undefined ? nothing : tokenForms(token, path)} ${fold("Input", formatJson(input))}
      ${fold("Output", output && formatJson(output))}
      ${fold("Assigned variables", assigned.map(([variable, value]) => `${variable} = ${value}`).join("\n"))}
    </details>
  </li>`;
}

function attemptView({ resource, failed, error, cause, millis }: StepAttempt): TemplateResult {
  const end = failed
    ? `failed${error === undefined ? "" : `: ${error}`}`
    : millis === undefined
      ? "running"
      : "succeeded";
  return html`<li>
    <span class="mono">${resource ?? "attempt"}</span>
    ${end}${millis === undefined ? nothing : html`, ${millisText(millis)}`}
    ${cause === undefined ? nothing : html`<pre tabindex="0">${formatJson(cause)}</pre>`}
  </li>`;
}

function tokenForms(token: string, path: string): TemplateResult {
  const send = (what: string, said: string) => (event: Event) => {
    const fields = fieldsOf(event);
    act(`token ${token}`, async () => {
      await command("machines", { do: what, token, ...fields });
      refreshAnswer(path);
      return said;
    });
  };
  return html`<p>Waits for the task token <span class="mono">${token}</span></p>
    ${outcomeOf(`token ${token}`)}
    <form class="fields" @submit=${send("success", "The task has succeeded.")}>
      <label>Output (JSON) <textarea name="output" rows="3" spellcheck="false">{}</textarea></label>
      <p><button type="submit">Send success</button></p>
    </form>
    <form class="fields" @submit=${send("failure", "The task has failed.")}>
      <label>Error <input name="error" /></label>
      <label>Cause <input name="cause" /></label>
      <p><button type="submit">Send failure</button></p>
    </form>`;
}
