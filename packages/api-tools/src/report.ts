import { checkOut } from "./report/base";
import { compare, type Report } from "./report/compare";
import type { ReportFormat, ReportOptions } from "./report/options";
import { defaultStack } from "./commandLine";
import { defaultTraffic } from "./cost/traffic";
import { formatMarkdown, formatTerminal } from "./report/print";

export interface ReportResult {
  readonly text: string;
  /** True if a finding is not listed in --allow. */
  readonly needsApproval: boolean;
}

/**
 * Reports what the working tree changes on a stack, compared with a commit. Requires git, but neither credentials nor
 * the Pulumi CLI.
 *
 * @throws UserError
 */
export async function report(dir: string, options: ReportOptions, color = false): Promise<ReportResult> {
  const { stack = defaultStack, config = [], allow = [], traffic = defaultTraffic, policyPack } = options;
  const base = checkOut(dir, options.base);
  try {
    const found = await compare({ dir, stack, config, allow, traffic, policyPack }, base);
    return {
      text: formatReport(found, options.format ?? "terminal", color),
      needsApproval: found.findings.some(({ allowed }) => !allowed),
    };
  } finally {
    base.remove();
  }
}

function formatReport(found: Report, format: ReportFormat, color: boolean): string {
  if (format === "json") return `${JSON.stringify(found, undefined, 2)}\n`;
  return format === "markdown" ? formatMarkdown(found) : formatTerminal(found, color);
}

/** Prints the report; sets exit code 1 if a finding is not allowed. @throws UserError for a user's mistake */
export async function main(dir: string, options: ReportOptions): Promise<void> {
  const { text, needsApproval } = await report(dir, options, process.stdout.isTTY === true);
  process.stdout.write(text);
  if (needsApproval) process.exitCode = 1;
}
