import { testWithin } from "../kernel/bounds/boundedRegExp";
import { parseJsonPattern } from "./jsonPattern";
import { FilterPatternError } from "./patternError";

/** Returns whether a log event matches. */
export type EventFilter = (message: string) => boolean;

/**
 * Parses a filter pattern (CloudWatch Logs User Guide, "Filter pattern syntax"): terms, `"phrases"`, `?optional`,
 * `-excluded`, `%regular expressions%`, and `{ $.property = value }` for JSON events.
 *
 * @throws FilterPatternError
 */
export function parseFilterPattern(text: string): EventFilter {
  const pattern = text.trim();
  if (pattern === "") return () => true;
  if (pattern.startsWith("{")) return parseJsonPattern(pattern);
  if (pattern.startsWith("[")) {
    throw new FilterPatternError("the local cloud does not evaluate patterns for space-delimited log events");
  }
  return parseTerms(pattern);
}

interface Term {
  readonly sign: string;
  readonly isIn: EventFilter;
}

function parseTerms(pattern: string): EventFilter {
  const terms = [...pattern.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)*)%|(\S+))/g)].map(termOf);
  const of = (sign: string) => terms.filter((term) => term.sign === sign);
  const [required, optional, excluded] = [of(""), of("?"), of("-")];
  return (message) =>
    required.every(({ isIn }) => isIn(message)) &&
    // Optional terms have no effect beside required ones (same page).
    (optional.length === 0 || required.length > 0 || optional.some(({ isIn }) => isIn(message))) &&
    !excluded.some(({ isIn }) => isIn(message));
}

function termOf([, sign = "", phrase, expression, word]: RegExpMatchArray): Term {
  if (expression === undefined) {
    const text = phrase?.replace(/\\(.)/g, "$1") ?? word!;
    return { sign, isIn: (message) => message.includes(text) };
  }
  const compiled = compile(expression);
  return { sign, isIn: (message) => testWithin(compiled, message) };
}

function compile(expression: string): RegExp {
  try {
    return new RegExp(expression);
  } catch {
    throw new FilterPatternError(`%${expression}% is no regular expression`);
  }
}
