/** Maximum number of stored texts. */
const maxTexts = 1_000;

/** Detects repeated messages. Messages can depend on requests, so the oldest are dropped above a limit. */
export class FirstTimes {
  private readonly texts = new Set<string>();

  /** Returns true unless the text is already stored, and stores it. */
  isFirst(text: string): boolean {
    if (this.texts.has(text)) return false;
    if (this.texts.size >= maxTexts) this.texts.delete(this.texts.values().next().value!);
    this.texts.add(text);
    return true;
  }
}
