import { findPlaceholders } from "../placeholders";
import type { Finding } from "./checks";

/** Returns a note for each placeholder that remains. @param texts texts, keyed by path */
export function placeholderFindings(texts: ReadonlyMap<string, string>): Finding[] {
  return findPlaceholders(texts).map(({ option, placeholder, paths }) => ({
    kind: "note",
    text: `${option}: ${paths.join(", ")} still ${paths.length === 1 ? "contains" : "contain"} ${placeholder}: replace it`,
  }));
}
