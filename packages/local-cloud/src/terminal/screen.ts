import { styleText } from "node:util";

/** What a screen needs of a stream. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Where there is no terminal, the notice comes again after so many lines. */
const repeatLines = 20;

/** Output with a notice that stays: the last line of a terminal, else a line that comes again. */
export class Screen {
  private notice: string | undefined;
  private lines = 0;
  /** Whether the notice is the last line now. */
  private isShown = false;

  constructor(private readonly output: Output) {}

  get color(): boolean {
    return this.output.isTTY === true;
  }

  readonly write = (text: string): void => {
    const { output, notice } = this;
    this.clear();
    output.write(text);
    if (notice === undefined) return;
    if (output.isTTY === true) this.show(text);
    else {
      this.lines += text.split("\n").length - 1;
      if (this.lines >= repeatLines) this.repeat(notice);
    }
  };

  /** Keeps a sentence in sight until it is replaced; undefined takes it away. */
  keep(notice: string | undefined): void {
    this.clear();
    this.notice = notice?.replace(/\s+/g, " ").trim();
    this.lines = 0;
    if (this.notice !== undefined && this.output.isTTY === true) this.show("\n");
  }

  private repeat(notice: string): void {
    this.lines = 0;
    this.output.write(`${notice}\n`);
  }

  /** @param before what was written last: a line that has not ended stays whole */
  private show(before: string): void {
    const { output, notice = "" } = this;
    if (!before.endsWith("\n")) return;
    const width = Math.max(20, (output.columns ?? 80) - 1);
    const text = notice.length > width ? `${notice.slice(0, width - 1)}…` : notice;
    output.write(styleText("red", text, { validateStream: false }));
    this.isShown = true;
  }

  private clear(): void {
    // To the begin of the line, and erase it (ECMA-48, CR and EL).
    if (this.isShown) this.output.write("\r\u001b[2K");
    this.isShown = false;
  }
}
