import { html, type TemplateResult } from "lit-html";
import type { FunctionLine } from "../wire";
import { headings } from "./headings";
import type { PageState } from "./state";

export function functionsView({ run }: PageState): TemplateResult {
  const functions = run?.functions ?? [];
  if (functions.length === 0) return html`<p class="quiet">The program declares no function.</p>`;
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label="Functions">
      <table>
        ${headings("Function", "Environments", "Provisioned", "Reserved", "Calls", "Cold starts", "Failures", "Memory", "Versions")}
        <tbody>
          ${functions.map(row)}
        </tbody>
      </table>
    </div>
  `;
}

function row(fn: FunctionLine): TemplateResult {
  const { label, environments, provisioned, reserved, calls, coldStarts, failures, lastFailure, usedMegabytes } = fn;
  const sum = (count: (each: FunctionLine["environments"][number]) => number) =>
    environments.reduce((total, each) => total + count(each), 0);
  const waiting = sum((each) => each.waiting);
  return html`<tr>
    <td><b>${label}</b><br /><span class="quiet">${fn.runtime}, ${fn.timeoutSeconds} s</span></td>
    <td>
      ${sum(({ busy }) => busy)} busy, ${sum(({ idle }) => idle)} idle${waiting === 0 ? "" : `, ${waiting} calls wait`}
    </td>
    <td>
      ${provisioned.map(({ qualifier, requested, status }) => `${requested} on ${qualifier} (${status})`).join(", ") || "none"}
    </td>
    <td class="number">${reserved ?? "none"}</td>
    <td class="number">${calls}</td>
    <td class="number">${coldStarts}</td>
    <td class="number">
      ${failures}${lastFailure === undefined ? "" : html`<br /><span class="quiet">last, ${lastFailure}</span>`}
    </td>
    <td>${usedMegabytes === undefined ? "" : `${usedMegabytes} of `}${fn.memoryMegabytes} MB</td>
    <td class="mono">
      ${fn.versions.join(", ")}
      ${Object.entries(fn.aliases)
        .map(([alias, version]) => `${alias} → ${version}`)
        .join(", ")}
    </td>
  </tr>`;
}
