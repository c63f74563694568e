import { checkOut } from "./report/base";
import { compare, type Report } from "./report/compare";
import { reportOptions, usage, type ReportOptions } from "./report/options";
import { markdownText, terminalText } from "./report/print";

export interface Reported {
  readonly text: string;
  /** Whether something loses data or breaks clients that nobody allowed. */
  readonly stops: boolean;
}

/**
 * What a pull request changes on a stack: the program of a folder as it is beside what it was at a commit. Needs git,
 * and neither credentials nor the Pulumi CLI.
 *
 * @throws UserError
 */
export async function report(dir: string, argv: readonly string[], color = false): Promise<Reported> {
  const options = reportOptions(argv);
  if (options.help) return { text: usage, stops: false };
  const base = checkOut(dir, options.base);
  try {
    const found = await compare({ dir, ...options }, base);
    return { text: written(found, options.format, color), stops: found.findings.some(({ allowed }) => !allowed) };
  } finally {
    base.remove();
  }
}

function written(found: Report, format: ReportOptions["format"], color: boolean): string {
  if (format === "json") return `${JSON.stringify(found, undefined, 2)}\n`;
  return format === "markdown" ? markdownText(found) : terminalText(found, color);
}

/** The command, in the project of a folder. @throws UserError for a person's mistake. */
export async function main(dir: string, argv: readonly string[]): Promise<void> {
  const { text, stops } = await report(dir, argv, process.stdout.isTTY === true);
  process.stdout.write(text);
  if (stops) process.exitCode = 1;
}
