import { unfilledPlaceholders } from "../placeholders";
import type { Finding } from "./checks";

/** @param texts by path. @returns a note for each placeholder that a copy of the template has not replaced. */
export function placeholderFindings(texts: ReadonlyMap<string, string>): Finding[] {
  return unfilledPlaceholders(texts).map(({ option, placeholder, paths }) => ({
    kind: "note",
    text: `${option}: ${paths.join(", ")} still ${paths.length === 1 ? "contains" : "contain"} ${placeholder}: replace it`,
  }));
}
