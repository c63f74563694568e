import { answerError } from "./answers";
import type { Parameter } from "./schemas";

/** The header `If-Match` of a write. */
export const ifMatchHeader = {
  description: "Entity tags to which the write applies, at most 20; `*` for any",
  schema: { type: "string" },
  example: '"1-mrz0q1k0"',
} as const satisfies Parameter;

/** The header `If-None-Match` of a read. */
export const ifNoneMatchHeader = {
  description: "Returns 304 if the item has one of these entity tags",
  schema: { type: "string" },
  example: '"1-mrz0q1k0"',
} as const satisfies Parameter;

/** Identifies one state of a resource. An id that is created again after a DELETE has another `createdAt`. */
export interface Revision {
  readonly version: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** DynamoDB limits a condition expression to 4 KB, which more tags would exceed. */
const maxTags = 20;

/** Returns the strong entity tag of a revision, with quotes: `"3-mfu1xk2o"`. */
export function entityTag({ version, createdAt }: Revision): string {
  return `"${version}-${Date.parse(createdAt).toString(36)}"`;
}

/**
 * Returns the revisions that `If-Match` allows (RFC 9110, 13.1.1): undefined without the header, `"any"` for `*`.
 *
 * The comparison is strong. Weak tags, and tags that this API does not issue, match nothing, so the list can be empty.
 *
 * @throws AnswerError 400 above 20 tags.
 */
export function ifMatch(value: string | undefined): "any" | readonly Revision[] | undefined {
  if (value === undefined) return undefined;
  if (value.trim() === "*") return "any";
  if (!/^[\s,]*(?:(?:W\/)?"[^"\s]*"\s*(?:,[\s,]*|$))*$/.test(value)) return [];
  const tags = [...value.matchAll(/(W\/)?"([1-9][0-9]{0,14})-([0-9a-z]{1,9})"/g)];
  if (tags.length > maxTags) throw answerError(400, `If-Match must be * or at most ${maxTags} entity tags`);
  return tags
    .filter(([, weak]) => weak === undefined)
    .map(([, , version, created]) => ({
      version: Number(version),
      // Nine digits of base 36 reach the year 5188, which a Date can represent.
      createdAt: new Date(parseInt(created ?? "", 36)).toISOString(),
    }));
}

/** True if `If-None-Match` contains the revision's tag, strong or weak, or is `*` (RFC 9110, 13.1.2). */
export function isUnchanged(value: string | undefined, revision: Revision): boolean {
  if (value === undefined) return false;
  if (value.trim() === "*") return true;
  const tags: readonly string[] = value.match(/"[^"]*"/g) ?? [];
  return tags.includes(entityTag(revision));
}
