import { styleText } from "node:util";

/** The parts of a stream that a screen uses. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Without a terminal, the notice is repeated after this number of lines. */
const repeatLines = 20;

/** Output with a persistent notice: the last line of a terminal, otherwise a repeated line. */
export class Screen {
  private notice: string | undefined;
  private lines = 0;
  /** True while the notice is the last line. */
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

  /** Sets the notice; undefined removes it. */
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

  /** Writes the notice. @param before the text written last; its incomplete last line must stay intact. */
  private show(before: string): void {
    const { output, notice = "" } = this;
    if (!before.endsWith("\n")) return;
    const width = Math.max(20, (output.columns ?? 80) - 1);
    const text = notice.length > width ? `${notice.slice(0, width - 1)}…` : notice;
    output.write(styleText("red", text, { validateStream: false }));
    this.isShown = true;
  }

  private clear(): void {
    // Carriage return, then erase the line (ECMA-48, CR and EL).
    if (this.isShown) this.output.write("\r\u001b[2K");
    this.isShown = false;
  }
}
