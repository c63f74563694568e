import { html, nothing, svg, type TemplateResult } from "lit-html";
import type { ExecutionDetail, MachineDrawing, StateBox, StateEdge } from "../views/machineWire";

const margin = 12;

/** Maximum lengths of the name in a box and of a transition's label, in characters. */
const maxName = 22;
const maxLabel = 26;

/** Statuses in the order of their importance: the first one of a state's visits colours its box. */
const statuses = ["running", "failed", "aborted", "caught", "succeeded"] as const;

interface Options {
  /** Visits of the shown execution; undefined without one. */
  readonly visits: ExecutionDetail["visits"] | undefined;
  /** Address of a state's view. */
  readonly linkOf: (state: string) => string | undefined;
}

/** Draws a machine. States have the colours of an execution's visits. */
export function machineDiagram({ width, height, boxes, edges }: MachineDrawing, options: Options): TemplateResult {
  const box = `${-margin} ${-margin} ${width + 2 * margin} ${height + 2 * margin}`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Diagram of the machine">
    <svg class="diagram" viewBox=${box} width=${width + 2 * margin} role="group" aria-label="The machine's states">
      <defs>
        <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0 0L8 4L0 8z" />
        </marker>
      </defs>
      ${boxes.map((each) => stateView(each, options))} ${edges.map(edgeView)}
    </svg>
  </div>`;
}

function edgeView({ points, label, isCatch, from, to }: StateEdge) {
  const path = points.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  const middle = points[Math.floor(points.length / 2)];
  const title = `${from} to ${to}${label === "" ? "" : `: ${label}`}`;
  return svg`<path d=${path} class=${isCatch ? "edge catch" : "edge"} marker-end="url(#arrow)"><title>${title}</title></path>
    ${
      label === "" || middle === undefined
        ? nothing
        : svg`<text x=${middle.x + 4} y=${middle.y} class="words" aria-hidden="true">${shorten(label, maxLabel)}</text>`
    }`;
}

function stateView({ name, words, isContainer, x, y, width, height }: StateBox, { visits, linkOf }: Options) {
  const counts = visits?.[name] ?? {};
  const status = statuses.find((each) => counts[each] !== undefined);
  const shown = shorten(name, maxName);
  const below = visits === undefined ? words : visitText(counts, words);
  const link = linkOf(name);
  const content = svg`
    <rect x=${x} y=${y} width=${width} height=${height} rx="8"
      class=${`node ${status ?? ""} ${isContainer ? "container" : ""}`}></rect>
    <text x=${x + 12} y=${y + 21} class="label">${shown}</text>
    <text x=${x + 12} y=${y + 38} class="words">${shorten(below, Math.floor((width - 20) / 7.2))}</text>`;
  const label = `state ${name}, ${below}`;
  if (link === undefined) return svg`<g role="img" aria-label=${label}>${content}</g>`;
  return svg`<a href=${link} aria-label=${label}>${content}</a>`;
}

/** Returns the status of a single visit, and the number of each status for several. */
function visitText(counts: ExecutionDetail["visits"][string], words: string): string {
  const found = statuses.filter((status) => counts[status] !== undefined);
  if (found.length === 0) return words;
  const [first] = found;
  if (found.length === 1 && counts[first!] === 1) return first!;
  return found.map((status) => `${String(counts[status])} ${status}`).join(", ");
}

function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
