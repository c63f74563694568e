import { matchWithin } from "../../kernel/bounds/boundedRegExp";

/** A regular expression whose matches end within a time limit. */
class BoundedRegExp extends RegExp {
  override exec(text: string): RegExpExecArray | null {
    return matchWithin(this, text, () => super.exec(text));
  }
}

/** Constructor for JSONata's option `RegexEngine`. */
export const boundedRegExp = BoundedRegExp as unknown as RegExpConstructor;
