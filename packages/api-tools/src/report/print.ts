import type { Report } from "./compare";
import { costLines, sectionsOf, summaryOf, type Entry, type Section } from "./sections";

/** Formats a report for a terminal. @param color true for bold text */
export function formatTerminal(report: Report, color: boolean): string {
  const strong = (text: string) => (color ? `\u001b[1m${text}\u001b[22m` : text);
  const entry = ({ mark, text, bold = false, details = [] }: Entry) =>
    [`  ${mark} ${bold ? strong(text) : text}`, ...details.map((detail) => `      ${detail}`)].join("\n");
  const sections = sectionsOf(report).map(({ title, entries }) => [strong(title), ...entries.map(entry)].join("\n"));
  const costs = costLines(report);
  const parts = [
    `${formatHeadline(report)}\n${summaryOf(report)}`,
    ...sections,
    ...(costs.length === 0 ? [] : [[strong("Cost"), ...costs.map((line) => `  ${line}`)].join("\n")]),
    [strong("Notes"), ...report.notes.map((note) => `  - ${note}`)].join("\n"),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** GitHub allows 65,536 characters in a comment. The rest is reserved for the command that posts it. */
const maxCharacters = 60_000;

/** Sections with more entries are collapsed. */
const unfolded = 20;

/** Formats a report as a comment on a pull request. */
export function formatMarkdown(report: Report): string {
  const costs = costLines(report);
  const parts = [
    `## ${formatHeadline(report)}\n\n${escapeMarkdown(summaryOf(report))}`,
    ...sectionsOf(report).map(formatSection),
    ...(costs.length === 0 ? [] : [`### Cost\n\n${costs.map((line) => `- ${escapeMarkdown(line)}`).join("\n")}`]),
    collapse("Notes", report.notes.map((note) => `- ${escapeMarkdown(note)}`).join("\n")),
  ];
  const text = `${parts.join("\n\n")}\n`;
  if (text.length <= maxCharacters) return text;
  return `${text.slice(0, text.lastIndexOf("\n", maxCharacters))}\n\nThe comment is too long: run \`npx api-tools report\` for the rest.\n`;
}

function formatHeadline({ stack, base }: Report): string {
  const commit = base.ref.startsWith(base.commit) ? "" : ` (${base.commit})`;
  return `What changes on ${stack} since ${base.ref}${commit}`;
}

function formatSection({ title, entries }: Section): string {
  const lines = entries.map(({ mark, text, bold = false, details = [] }) => {
    const own = bold ? `**${escapeMarkdown(text)}**` : escapeMarkdown(text);
    return [`- \`${mark}\` ${own}`, ...details.map((detail) => `  - ${escapeMarkdown(detail)}`)].join("\n");
  });
  const heading = `### ${title}`;
  return entries.length <= unfolded
    ? `${heading}\n\n${lines.join("\n")}`
    : `${heading}\n\n${collapse(`${entries.length} entries`, lines.join("\n"))}`;
}

function collapse(summary: string, text: string): string {
  return `<details><summary>${summary}</summary>\n\n${text}\n\n</details>`;
}

/** Escapes text from the pull request, so that it contains no markup, mentions or links. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_[\]<>|~]/g, "\\$&")
    .replace(/@(?=\w)/g, "@\u200b")
    .replace(/\s*\n\s*/g, " ");
}
