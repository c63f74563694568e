import type { Json } from "../../language/json";
import type { ChildResult, ProgressStore, ResultCounts } from "../host";
import { includesIndex, withIndexes, type Ranges } from "./ranges";
import { formatted, noFiles, type ResultFiles, type ResultFormat, type ResultWriter } from "./resultWriter";

/** Results after which they are stored together: with and without a writer. */
const writerLimits = { entries: 10_000, bytes: 8 * 1_048_576 };
const plainLimits = { entries: 1_000, bytes: 262_144 };

export const noResults: ResultCounts = { succeeded: 0, failed: 0, timedOut: 0, aborted: 0 };

/** Results that are stored together. They stay small for any number of child workflows. */
interface Folded {
  /** Redrives of the execution before these results. */
  readonly redriveCount: number;
  readonly succeeded: Ranges;
  readonly failed: Ranges;
  readonly counts: ResultCounts;
  /** Formatted outputs by index; empty with a writer, whose files contain them. */
  readonly outputs: readonly (readonly [index: number, outputs: readonly Json[]])[];
  readonly files: ResultFiles;
}

/** A result that is stored alone. */
interface Single {
  readonly redriveCount: number;
  readonly result: ChildResult;
}

interface Options {
  readonly progress: ProgressStore;
  /** Id of the Map's sequence. */
  readonly frame: string;
  readonly redriveCount: number;
  readonly writer: ResultWriter | undefined;
  /** Form of the results that no writer writes. */
  readonly format: ResultFormat;
}

/** The results of a map run. Each is stored at its end, so that a killed process loses and repeats none. */
export class Results {
  private folded: Folded;
  private singles = new Map<number, ChildResult>();
  private bytes = 0;
  private outputBytes: number;
  private total: ResultCounts;
  private folding: Promise<void> = Promise.resolve();
  private readonly key: string;

  constructor(private readonly options: Options) {
    this.key = this.keyOf("results");
    const stored = options.progress.loadOutput(this.key)?.output as unknown as Folded | undefined;
    this.folded = forRedrive(stored ?? nothing(options.redriveCount), options.redriveCount);
    this.total = this.folded.counts;
    this.outputBytes = this.folded.outputs.reduce((sum, [, output]) => sum + JSON.stringify(output).length, 0);
  }

  /** Returns whether a child workflow has ended. A failed one runs again after a redrive. */
  has(index: number): boolean {
    const { succeeded, failed } = this.folded;
    if (includesIndex(succeeded, index) || includesIndex(failed, index) || this.singles.has(index)) return true;
    const single = this.options.progress.loadOutput(this.keyOf(index))?.output as unknown as Single | undefined;
    if (single === undefined) return false;
    const { result, redriveCount } = single;
    if (result.status !== "SUCCEEDED" && redriveCount < this.options.redriveCount) return false;
    this.keep(index, result);
    return true;
  }

  get counts(): ResultCounts {
    return this.total;
  }

  /** Bytes of all outputs; 0 with a writer. */
  get size(): number {
    return this.outputBytes;
  }

  /** Stores a result. Waits while results are written to S3. @throws StateError */
  async add(index: number, result: ChildResult): Promise<void> {
    const { progress, redriveCount } = this.options;
    const single: Single = { redriveCount, result };
    progress.saveOutput(this.keyOf(index), single as unknown as Json);
    this.keep(index, result);
    const limits = this.options.writer === undefined ? plainLimits : writerLimits;
    if (this.singles.size >= limits.entries || this.bytes >= limits.bytes) await this.fold();
  }

  /** Returns the outputs in the order of the items, or the result of the writer. @throws StateError */
  async end(): Promise<Json> {
    await this.fold();
    if (this.options.writer !== undefined) return this.options.writer.end(this.folded.files);
    return [...this.folded.outputs].sort(([a], [b]) => a - b).flatMap(([, outputs]) => outputs);
  }

  private keep(index: number, result: ChildResult): void {
    this.singles.set(index, result);
    this.total = counted(this.total, result);
    if (this.options.writer === undefined) this.outputBytes += JSON.stringify(this.outputsOf(result)).length;
    this.bytes += JSON.stringify(result).length;
  }

  /** Stores all results together: first in a file of the writer, then in the journal. */
  private fold(): Promise<void> {
    const singles = this.singles;
    const { writer, progress } = this.options;
    [this.singles, this.bytes] = [new Map<number, ChildResult>(), 0];
    this.folding = this.folding.then(async () => {
      const results = [...singles.values()];
      const files = writer === undefined ? this.folded.files : await writer.write(results, this.folded.files);
      this.folded = this.withSingles(singles, files);
      progress.replaceOutputs(
        this.key,
        this.folded as unknown as Json,
        [...singles.keys()].map((index) => this.keyOf(index)),
      );
    });
    return this.folding;
  }

  private withSingles(singles: ReadonlyMap<number, ChildResult>, files: ResultFiles): Folded {
    const { redriveCount, writer } = this.options;
    const { succeeded, failed, counts, outputs } = this.folded;
    const entries = [...singles];
    const indexes = (isSuccess: boolean) =>
      entries.filter(([, { status }]) => (status === "SUCCEEDED") === isSuccess).map(([index]) => index);
    return {
      redriveCount,
      succeeded: withIndexes(succeeded, indexes(true)),
      failed: withIndexes(failed, indexes(false)),
      counts: entries.map(([, result]) => result).reduce(counted, counts),
      outputs:
        writer === undefined
          ? [...outputs, ...entries.map(([index, result]) => [index, this.outputsOf(result)] as const)]
          : [],
      files,
    };
  }

  /** Returns what the state's result contains for a child workflow. A failure is its error. */
  private outputsOf(result: ChildResult): readonly Json[] {
    const { status, error = null, cause = null } = result;
    const { format } = this.options;
    if (status !== "SUCCEEDED" && format.transformation === "COMPACT") return [{ Error: error, Cause: cause }];
    return formatted(result, format);
  }

  private keyOf(name: number | string): string {
    const { frame } = this.options;
    return frame === "" ? String(name) : `${frame}/${String(name)}`;
  }
}

function nothing(redriveCount: number): Folded {
  return { redriveCount, succeeded: [], failed: [], counts: noResults, outputs: [], files: noFiles };
}

/** Returns the results without failures from before a redrive. */
function forRedrive(folded: Folded, redriveCount: number): Folded {
  if (folded.redriveCount >= redriveCount) return folded;
  const { succeeded, counts, outputs, files } = folded;
  return {
    ...{ redriveCount, succeeded, failed: [], counts: { ...noResults, succeeded: counts.succeeded } },
    outputs: outputs.filter(([index]) => includesIndex(succeeded, index)),
    files: { ...files, FAILED: [] },
  };
}

const countNames = { SUCCEEDED: "succeeded", FAILED: "failed", TIMED_OUT: "timedOut", ABORTED: "aborted" } as const;

function counted(counts: ResultCounts, { status }: ChildResult): ResultCounts {
  const name = countNames[status];
  return { ...counts, [name]: counts[name] + 1 };
}
