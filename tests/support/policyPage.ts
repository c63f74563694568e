import { policies } from "../../policy/policies";
import { pageWith, tableOf } from "./generated";

export const policyPage = "docs/policies.md";

/** Returns docs/policies.md with its table generated from the policies. */
export function policyPageText(): Promise<string> {
  return pageWith(
    policyPage,
    tableOf(
      ["policy", "level", "reason", "fix", "controls"],
      policies.map(({ name, level, reason, fix, controls }) => [
        `\`${name}\``,
        level,
        reason,
        quotePatterns(fix),
        controls.join(", "),
      ]),
    ),
  );
}

/** Formats words with stars and placeholders as code, because Markdown would interpret them. */
function quotePatterns(text: string): string {
  return text.replace(/\S*[*<]\S*[^\s;,.]/g, (word) => `\`${word}\``);
}
