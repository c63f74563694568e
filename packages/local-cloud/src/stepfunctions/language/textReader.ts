import { LanguageSyntaxError } from "./errors";

/** Reads a text from left to right. */
export class TextReader {
  protected at = 0;

  /** @param shown the text in messages. */
  constructor(
    protected readonly text: string,
    private readonly shown = text,
  ) {}

  /** Reads what a sticky pattern matches here; undefined if it does not match. */
  protected take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text) ?? undefined;
    if (found !== undefined) this.at += found[0].length;
    return found;
  }

  protected unexpected(): LanguageSyntaxError {
    return new LanguageSyntaxError(`unexpected character at position ${String(this.at)} of ${this.shown}`);
  }
}
