import type { Traffic } from "../cost/traffic";

export const reportFormats = ["terminal", "markdown", "json"] as const;
export type ReportFormat = (typeof reportFormats)[number];

export interface ReportOptions {
  /** Commit to compare with; without it, where the branch left origin/main or main. */
  readonly base?: string;
  readonly stack?: string;
  /** `KEY=VALUE`, on both sides. */
  readonly config?: readonly string[];
  readonly format?: ReportFormat;
  /** Names of findings that may pass. */
  readonly allow?: readonly string[];
  readonly traffic?: Traffic;
  /** Folder of the policy pack, relative to the program's. */
  readonly policyPack?: string | undefined;
}
