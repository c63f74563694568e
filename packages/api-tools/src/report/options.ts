import type { Traffic } from "../cost/traffic";

export const reportFormats = ["terminal", "markdown", "json"] as const;
export type ReportFormat = (typeof reportFormats)[number];

export interface ReportOptions {
  /** Commit to compare with; the merge base with origin/main or main if absent. */
  readonly base?: string;
  readonly stack?: string;
  /** Overridden settings, `KEY=VALUE`, for both sides. */
  readonly config?: readonly string[];
  readonly format?: ReportFormat;
  /** Names of approved findings. */
  readonly allow?: readonly string[];
  readonly traffic?: Traffic;
  /** Folder of the policy pack, relative to the program's folder. */
  readonly policyPack?: string | undefined;
}
