import { policies } from "../../policy/policies";
import { pageWith, tableOf } from "./generated";

export const policyPage = "docs/policies.md";

/** The page about policies, with the list of them as it is. */
export function policyPageText(): Promise<string> {
  return pageWith(
    policyPage,
    tableOf(
      ["policy", "level", "why", "fix", "controls"],
      policies.map(({ name, level, reason, fix, controls }) => [
        `\`${name}\``,
        level,
        reason,
        asText(fix),
        controls.join(", "),
      ]),
    ),
  );
}

/** Stars and placeholders are no Markdown. */
function asText(words: string): string {
  return words.replace(/\S*[*<]\S*[^\s;,.]/g, (word) => `\`${word}\``);
}
