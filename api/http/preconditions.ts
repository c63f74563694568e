import { answerError } from "./answers";
import type { Parameter } from "./schemas";

/** The header of a write that acts on certain revisions only. */
export const ifMatchHeader = {
  description: "Act only on these entity tags, twenty at the most, or on any with `*`",
  schema: { type: "string" },
  example: '"1-mrz0q1k0"',
} as const satisfies Parameter;

/** The header of a read that wants nothing but news. */
export const ifNoneMatchHeader = {
  description: "Answer 304 when the item still has one of these entity tags",
  schema: { type: "string" },
  example: '"1-mrz0q1k0"',
} as const satisfies Parameter;

/** What identifies one state of a resource: `createdAt` tells an id that came back after a DELETE from its past. */
export interface Revision {
  readonly version: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** More tags than this would not fit DynamoDB's condition expression of 4 KB. */
const maxTags = 20;

/** The strong entity tag of a revision, quotes included: `"3-mfu1xk2o"`. */
export function entityTag({ version, createdAt }: Revision): string {
  return `"${version}-${Date.parse(createdAt).toString(36)}"`;
}

/**
 * The revisions that `If-Match` allows (RFC 9110, 13.1.1): undefined without the header, `"any"` for `*`.
 *
 * Comparison is strong: weak tags and tags that this API never wrote match nothing, so the list may be empty.
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
      // Nine digits end in the year 5188, well within what a Date holds.
      createdAt: new Date(parseInt(created ?? "", 36)).toISOString(),
    }));
}

/** Whether `If-None-Match` names this revision (RFC 9110, 13.1.2): lists, `*` and weak tags included. */
export function isUnchanged(value: string | undefined, revision: Revision): boolean {
  if (value === undefined) return false;
  if (value.trim() === "*") return true;
  const tags: readonly string[] = value.match(/"[^"]*"/g) ?? [];
  return tags.includes(entityTag(revision));
}
