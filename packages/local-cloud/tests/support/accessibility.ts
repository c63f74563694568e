import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";

const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** The part of axe's result that tests read. */
interface Findings {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** Loads axe into a page. @returns a function that lists the violations in what the page shows: rule and elements. */
export async function watchAccessibility(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(axe);
  return async () => {
    const { violations } = await page.evaluate<Findings>("axe.run({ resultTypes: ['violations'] })");
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  };
}
