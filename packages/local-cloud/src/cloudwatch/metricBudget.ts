/** Reports a text to who runs the local cloud. */
export type Report = (text: string) => void;

/** Bytes that metrics may take. A run of the template takes less than one of them in three hours. */
const mostBytesByDefault = 64 * 1_048_576;

/** The share of its bytes above which a budget takes values of known metrics only, so that their alarms go on. */
const shareForSets = 0.5;

interface Dropped {
  readonly namespace: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The bytes of a group of metrics, and the values that it has no room for. */
export class MetricBudget {
  private used = 0;
  /** Values since the last report. */
  private dropped = 0;
  private last: Dropped | undefined;
  private wasReported = false;

  constructor(
    private readonly tell: Report,
    private readonly mostBytes: number = mostBytesByDefault,
  ) {}

  get bytes(): number {
    return this.used;
  }

  add(bytes: number): void {
    this.used += bytes;
  }

  /** Takes the bytes of a new set of dimensions, unless too few are left. */
  takesSet(bytes: number): boolean {
    const fits = this.used + bytes <= shareForSets * this.mostBytes;
    if (fits) this.add(bytes);
    return fits;
  }

  takesValue(): boolean {
    return this.used <= this.mostBytes;
  }

  /** Counts a value that is dropped. The first one is reported at once, the others by the next `report`. */
  drop(dropped: Dropped): void {
    this.dropped += 1;
    this.last = dropped;
    if (!this.wasReported) this.report();
  }

  /** Reports the values that were dropped since the last report. */
  report(): void {
    this.wasReported = this.dropped > 0;
    if (this.last === undefined || this.dropped === 0) return;
    const { namespace, dimensions } = this.last;
    const set = shortened(JSON.stringify(dimensions));
    const values = this.dropped === 1 ? "a value is" : `${this.dropped} values are`;
    this.tell(
      `${values} dropped, the last one of ${shortened(namespace)} with the dimensions ${set}: ` +
        `its metrics may take ${this.mostBytes / 1_048_576} MB; use dimensions that have few values`,
    );
    this.dropped = 0;
  }
}

function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
