import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { bundleRuntime } from "../../api/packaging/runtime";
import { root } from "./program";

export const budgetFile = join(root, "tests", "api", "bundle-budget.json");

export interface Budget {
  /** Gzipped bytes of the bundle that every archive holds. */
  readonly gzipped: number;
  /** Bytes of each package in it. */
  readonly packages: Readonly<Record<string, number>>;
}

/** What the bundle is now. */
export async function measuredBudget(): Promise<Budget> {
  const { text, packages } = await bundleRuntime();
  return { gzipped: gzipSync(text).length, packages };
}
