import { html, nothing, svg, type TemplateResult } from "lit-html";
import type { Architecture, ArchitectureNode, Declaration, RequestLine } from "../wire";
import { cachedAnswer } from "./ask";
import { decode } from "./format";
import type { PageState } from "./state";

/** The diagram shows the traffic of the last minute of the run's clock. */
const recentMillis = 60_000;

const margin = 12;

export function architectureView(state: PageState, rest: string): TemplateResult {
  const answer = cachedAnswer<Architecture>("architecture", 5_000);
  if (answer === undefined) return html`<p class="quiet">Drawing…</p>`;
  if ("problem" in answer) return html`<p>${answer.problem}</p>`;
  const urn = decode(rest);
  return html`
    <p class="quiet">Traffic of the last minute; a resource opens its declaration and permissions.</p>
    <div class=${urn === "" ? "list" : "list split"}>
      <div class="scroll" tabindex="0" role="region" aria-label="Diagram">${diagram(state, answer.value)}</div>
      ${urn === "" ? nothing : declarationView(urn)}
    </div>
  `;
}

function diagram(state: PageState, { width, top, bottom, nodes, edges }: Architecture): TemplateResult {
  const box = `${-margin} ${top - margin} ${width + 2 * margin} ${bottom - top + 2 * margin}`;
  return html`
    <svg class="diagram" viewBox=${box} width=${width + 2 * margin} role="group" aria-label="The program's resources">
      <defs>
        <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0 0L8 4L0 8z" />
        </marker>
      </defs>
      ${edges.map(({ points, label }) => svg`<path d=${curve(points)} class="edge" marker-end="url(#arrow)"><title>${label}</title></path>`)}
      ${nodes.map((node) => nodeView(state, node))}
    </svg>
  `;
}

function curve(points: readonly { readonly x: number; readonly y: number }[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}

function nodeView(state: PageState, node: ArchitectureNode) {
  const { urn, kind, label, x, y, width, height, alarms } = node;
  const firing = (state.run?.alarms ?? []).filter((alarm) => alarms.includes(alarm.label) && alarm.state === "ALARM");
  const { words, failing } = traffic(state, node);
  const shown = shorten(label);
  const name = `${kind} ${shown}, ${words}${shown === label ? "" : `: ${label}`}`;
  return svg`
    <a href=${`#/architecture/${encodeURIComponent(urn)}`} aria-label=${name}>
      <rect x=${x} y=${y} width=${width} height=${height} rx="8"
        class=${`node ${kind} ${firing.length > 0 ? "alarm" : failing ? "failing" : ""}`}></rect>
      <text x=${x + 12} y=${y + 23} class="label">${shown}</text>
      <text x=${x + 12} y=${y + 42} class="words">${firing.length > 0 ? `${firing.length} ALARM · ` : ""}${words}</text>
    </a>
  `;
}

function shorten(text: string): string {
  return text.length > 22 ? `${text.slice(0, 21)}…` : text;
}

function traffic({ requests, run }: PageState, { kind, label, name }: ArchitectureNode) {
  const since = (run?.now ?? 0) - recentMillis;
  const recent = requests.filter(({ at }) => at >= since);
  const passing = (lines: readonly RequestLine[]) => {
    const failed = lines.filter(({ status }) => status >= 500).length;
    return { words: `${lines.length} / min${failed === 0 ? "" : `, ${failed} failed`}`, failing: failed > 0 };
  };
  if (kind === "function") return passing(recent.filter((line) => line.function === label));
  if (kind === "api") return passing(recent.filter(({ api }) => api === name));
  return { words: kind, failing: false };
}

function declarationView(urn: string): TemplateResult {
  const answer = cachedAnswer<Declaration>(`resources/${encodeURIComponent(urn)}`, 2_000);
  return html`
    <section class="detail" aria-label="The declaration">
      <p class="close"><a href="#/architecture">Close</a></p>
      ${
        answer === undefined
          ? html`<p class="quiet">Reading…</p>`
          : "problem" in answer
            ? html`<p>The program no longer declares it.</p>`
            : declarationContent(answer.value)
      }
    </section>
  `;
}

function declarationContent({ type, name, id, source, inputs, grants }: Declaration): TemplateResult {
  return html`
    <h2>${name}</h2>
    <p class="quiet">
      ${type},
      <span class="mono">${id}</span
      >${source === undefined ? nothing : html`, declared at <span class="mono">${source}</span>`}
    </p>
    ${
      grants.length === 0
        ? nothing
        : html`<h3>What its role allows</h3>
            <ul class="grants">
              ${grants.map(
                ({ action, resources, used }) =>
                  html`<li>
                    <span class="tag">${used ? "used" : "not used yet"}</span> <span class="mono">${action}</span>
                    <span class="quiet mono">${resources.join(", ")}</span>
                  </li>`,
              )}
            </ul>`
    }
    <h3>Declaration</h3>
    <pre tabindex="0">${inputs}</pre>
  `;
}
