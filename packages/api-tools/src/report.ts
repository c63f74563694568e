import { checkOut } from "./report/base";
import { compare, type Report } from "./report/compare";
import type { ReportFormat, ReportOptions } from "./report/options";
import { defaultStack } from "./commandLine";
import { defaultTraffic } from "./cost/traffic";
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
export async function report(dir: string, options: ReportOptions, color = false): Promise<Reported> {
  const { stack = defaultStack, config = [], allow = [], traffic = defaultTraffic, policyPack } = options;
  const base = checkOut(dir, options.base);
  try {
    const found = await compare({ dir, stack, config, allow, traffic, policyPack }, base);
    return {
      text: written(found, options.format ?? "terminal", color),
      stops: found.findings.some(({ allowed }) => !allowed),
    };
  } finally {
    base.remove();
  }
}

function written(found: Report, format: ReportFormat, color: boolean): string {
  if (format === "json") return `${JSON.stringify(found, undefined, 2)}\n`;
  return format === "markdown" ? markdownText(found) : terminalText(found, color);
}

/** Prints it; exit code 1 for a finding that nobody allowed. @throws UserError for a person's mistake */
export async function main(dir: string, options: ReportOptions): Promise<void> {
  const { text, stops } = await report(dir, options, process.stdout.isTTY === true);
  process.stdout.write(text);
  if (stops) process.exitCode = 1;
}
