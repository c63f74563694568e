/** Prints a message to the user of the local cloud. */
export type Report = (text: string) => void;

/** Default maximum size of metrics in bytes. The template's metrics take less than 1 MB in three hours. */
const defaultMaxBytes = 64 * 1_048_576;

/** Share of the bytes after which new dimension sets are rejected, so that known metrics still receive values. */
const shareForSets = 0.5;

interface Dropped {
  readonly namespace: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Limits the size of a group of metrics, and counts the values that do not fit. */
export class MetricBudget {
  private used = 0;
  /** Number of values since the last report. */
  private dropped = 0;
  private last: Dropped | undefined;
  private wasReported = false;

  constructor(
    private readonly tell: Report,
    private readonly mostBytes: number = defaultMaxBytes,
  ) {}

  get bytes(): number {
    return this.used;
  }

  add(bytes: number): void {
    this.used += bytes;
  }

  /** Reserves the bytes of a new dimension set. Returns false if too few are left. */
  takesSet(bytes: number): boolean {
    const fits = this.used + bytes <= shareForSets * this.mostBytes;
    if (fits) this.add(bytes);
    return fits;
  }

  takesValue(): boolean {
    return this.used <= this.mostBytes;
  }

  /** Counts a dropped value. The first one is reported at once, later ones by the next `report`. */
  drop(dropped: Dropped): void {
    this.dropped += 1;
    this.last = dropped;
    if (!this.wasReported) this.report();
  }

  /** Reports the number of dropped values since the last report. */
  report(): void {
    this.wasReported = this.dropped > 0;
    if (this.last === undefined || this.dropped === 0) return;
    const { namespace, dimensions } = this.last;
    const set = shorten(JSON.stringify(dimensions));
    const values = this.dropped === 1 ? "a value is" : `${this.dropped} values are`;
    this.tell(
      `${values} dropped, the last one of ${shorten(namespace)} with the dimensions ${set}: ` +
        `its metrics may take ${this.mostBytes / 1_048_576} MB; use dimensions that have few values`,
    );
    this.dropped = 0;
  }
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
