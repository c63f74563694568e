import type { Report } from "./compare";
import { costLines, sectionsOf, summaryOf, type Entry, type Section } from "./sections";

/** For a person at a terminal. @param color whether bold may be bold. */
export function terminalText(report: Report, color: boolean): string {
  const strong = (text: string) => (color ? `\u001b[1m${text}\u001b[22m` : text);
  const entry = ({ mark, text, bold = false, details = [] }: Entry) =>
    [`  ${mark} ${bold ? strong(text) : text}`, ...details.map((detail) => `      ${detail}`)].join("\n");
  const sections = sectionsOf(report).map(({ title, entries }) => [strong(title), ...entries.map(entry)].join("\n"));
  const costs = costLines(report);
  const parts = [
    `${headline(report)}\n${summaryOf(report)}`,
    ...sections,
    ...(costs.length === 0 ? [] : [[strong("Cost"), ...costs.map((line) => `  ${line}`)].join("\n")]),
    [strong("Notes"), ...report.notes.map((note) => `  - ${note}`)].join("\n"),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** Characters that a comment of a pull request may have, on GitHub 65,536, with room for what its poster adds. */
const maxCharacters = 60_000;

/** More entries than that are folded. */
const unfolded = 20;

/** For a comment of a pull request. */
export function markdownText(report: Report): string {
  const costs = costLines(report);
  const parts = [
    `## ${headline(report)}\n\n${escaped(summaryOf(report))}`,
    ...sectionsOf(report).map(markdownSection),
    ...(costs.length === 0 ? [] : [`### Cost\n\n${costs.map((line) => `- ${escaped(line)}`).join("\n")}`]),
    folded("Notes", report.notes.map((note) => `- ${escaped(note)}`).join("\n")),
  ];
  const text = `${parts.join("\n\n")}\n`;
  if (text.length <= maxCharacters) return text;
  return `${text.slice(0, text.lastIndexOf("\n", maxCharacters))}\n\nThe rest does not fit here: \`npx api-tools report\` shows it.\n`;
}

function headline({ stack, base }: Report): string {
  const commit = base.ref.startsWith(base.commit) ? "" : ` (${base.commit})`;
  return `What changes on ${stack} since ${base.ref}${commit}`;
}

function markdownSection({ title, entries }: Section): string {
  const lines = entries.map(({ mark, text, bold = false, details = [] }) => {
    const own = bold ? `**${escaped(text)}**` : escaped(text);
    return [`- \`${mark}\` ${own}`, ...details.map((detail) => `  - ${escaped(detail)}`)].join("\n");
  });
  const heading = `### ${title}`;
  return entries.length <= unfolded
    ? `${heading}\n\n${lines.join("\n")}`
    : `${heading}\n\n${folded(`${entries.length} entries`, lines.join("\n"))}`;
}

function folded(summary: string, text: string): string {
  return `<details><summary>${summary}</summary>\n\n${text}\n\n</details>`;
}

/** What a pull request says is text, and no markup, mention or link of its own. */
function escaped(text: string): string {
  return text
    .replace(/[\\`*_[\]<>|~]/g, "\\$&")
    .replace(/@(?=\w)/g, "@\u200b")
    .replace(/\s*\n\s*/g, " ");
}
