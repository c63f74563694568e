/** Most texts that are remembered. */
const most = 1_000;

/** Remembers which texts have been reported. Texts may follow from requests, so the oldest are dropped. */
export class FirstTimes {
  private readonly texts = new Set<string>();

  /** Whether a text has not been seen, or not lately. */
  isFirst(text: string): boolean {
    if (this.texts.has(text)) return false;
    if (this.texts.size >= most) this.texts.delete(this.texts.values().next().value!);
    this.texts.add(text);
    return true;
  }
}
