import { html, nothing, type TemplateResult } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import type { FunctionLine } from "../wire";
import { decode } from "./format";
import { headings } from "./headings";
import { functionView } from "./invoke";
import type { PageState } from "./state";

const titles = [
  "Function",
  "Environments",
  "Provisioned",
  "Reserved",
  "Calls",
  "Cold starts",
  "Failures",
  "Memory",
  "Versions",
] as const;

/** Shows all functions with their counts, and one of them with its mappings and a form that calls it. */
export function functionsView({ run }: PageState, rest: string): TemplateResult {
  const functions = run?.functions ?? [];
  if (functions.length === 0) return html`<p class="quiet">The program declares no function.</p>`;
  const open = functions.find(({ name }) => name === decode(rest));
  return html`
    ${open === undefined ? nothing : keyed(open.name, functionView(open))}
    <table class="stacked">
      ${headings(...titles)}
      <tbody>
        ${functions.map(rows)}
      </tbody>
    </table>
  `;
}

/** A row of counts and, if the last call failed, a second row with the failure. */
function rows(fn: FunctionLine): TemplateResult {
  const { label, environments, provisioned, reserved, calls, coldStarts, failures, lastFailure, usedMegabytes } = fn;
  const sum = (count: (each: FunctionLine["environments"][number]) => number) =>
    environments.reduce((total, each) => total + count(each), 0);
  const waiting = sum((each) => each.waiting);
  return html`<tr class=${lastFailure === undefined ? "" : "joined"}>
      <td>
        <a href=${`#/functions/${encodeURIComponent(fn.name)}`}><b>${label}</b></a
        ><br /><span class="quiet">${fn.runtime}, ${fn.timeoutSeconds} s</span>
        ${fn.urls.map(urlLine)}
      </td>
      <td data-label="Environments">
        ${sum(({ busy }) => busy)} busy, ${sum(({ idle }) => idle)}
        idle${waiting === 0 ? "" : `, ${waiting} calls wait`}
      </td>
      <td data-label="Provisioned">
        ${provisioned.map(({ qualifier, requested, status }) => `${requested} on ${qualifier} (${status})`).join(", ") || "none"}
      </td>
      <td class="number" data-label="Reserved">${reserved ?? "none"}</td>
      <td class="number" data-label="Calls">${calls}</td>
      <td class="number" data-label="Cold starts">${coldStarts}</td>
      <td class="number" data-label="Failures">${failures}</td>
      <td data-label="Memory">${usedMegabytes === undefined ? "" : `${usedMegabytes} of `}${fn.memoryMegabytes} MB</td>
      <td class="mono" data-label="Versions">
        ${fn.versions.join(", ")}
        ${Object.entries(fn.aliases)
          .map(([alias, version]) => `${alias} → ${version}`)
          .join(", ")}
      </td>
    </tr>
    ${lastFailure === undefined ? nothing : failureRow(lastFailure)}`;
}

function urlLine({ url, qualifier, authType }: FunctionLine["urls"][number]): TemplateResult {
  const access = authType === "NONE" ? "without signature" : "signed";
  return html`<br /><a class="mono" href=${url}>${url}</a>
    <span class="quiet">${qualifier ?? "$LATEST"}, ${access}</span>`;
}

/** Maximum length of a failure that is shown without folding, in characters. */
const maxLength = 160;

function failureRow(failure: string): TemplateResult {
  const short = failure.length > maxLength;
  return html`<tr>
    <td class="failure" colspan=${titles.length}>
      ${
        short
          ? html`<details>
              <summary>Last failure: ${failure.slice(0, maxLength)}…</summary>
              ${failure}
            </details>`
          : html`Last failure: ${failure}`
      }
    </td>
  </tr>`;
}
