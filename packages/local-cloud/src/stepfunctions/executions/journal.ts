import type { DurableMap, EntryChange } from "../../kernel/durableMap";
import type { Progress, ProgressStore } from "../interpreter/host";
import type { Json } from "../language/json";
import type { ExecutionRecord, HistoryEvent } from "./records";

/** Everything that an execution stores: itself, its events, and the positions and outputs of its sequences. */
export type JournalEntry = ExecutionRecord | HistoryEvent | Progress | { readonly output: Json };

const eventPrefix = "event";
const positionPrefix = "position";
const outputPrefix = "output";

/** Keys sort by execution, then by kind. ARNs contain no space. */
export function journalKey(execution: string, kind: string, id: number | string = ""): string {
  return `${execution} ${kind} ${String(id)}`;
}

/** Events and positions of one execution. A position and the events before it are stored together. */
export class Journal implements ProgressStore {
  private readonly log: HistoryEvent[] = [];
  private readonly positions = new Map<string, Progress>();
  private readonly outputs = new Map<string, { readonly output: Json }>();
  private pending: EntryChange<JournalEntry>[] = [];

  /** @param store undefined for express executions, which do not survive the process. */
  constructor(
    private readonly arn: string,
    private readonly store: DurableMap<JournalEntry> | undefined,
  ) {}

  /** Restores an entry after a restart. @param key the part behind the ARN */
  restore(key: string, entry: JournalEntry): void {
    const space = key.indexOf(" ");
    const [kind, id] = [key.slice(0, space), key.slice(space + 1)];
    if (kind === eventPrefix) this.log.push(entry as HistoryEvent);
    if (kind === positionPrefix) this.positions.set(id, entry as Progress);
    if (kind === outputPrefix) this.outputs.set(id, entry as { output: Json });
  }

  get events(): readonly HistoryEvent[] {
    return this.log;
  }

  add(event: HistoryEvent): void {
    this.log.push(event);
    this.change([journalKey(this.arn, eventPrefix, event.id), event]);
  }

  /** Positions of all sequences that have not ended. */
  get current(): Progress[] {
    return [...this.positions.values()];
  }

  load(frame: string): Progress | undefined {
    return this.positions.get(frame);
  }

  save(frame: string, progress: Progress): void {
    this.positions.set(frame, progress);
    this.change([journalKey(this.arn, positionPrefix, frame), progress]);
    this.flush();
  }

  loadOutput(frame: string): { readonly output: Json } | undefined {
    return this.outputs.get(frame);
  }

  saveOutput(frame: string, output: Json): void {
    const entry = { output };
    this.outputs.set(frame, entry);
    this.positions.delete(frame);
    this.change([journalKey(this.arn, outputPrefix, frame), entry]);
    this.change([journalKey(this.arn, positionPrefix, frame)]);
    this.flush();
  }

  replaceOutputs(frame: string, output: Json, replaced: readonly string[]): void {
    for (const id of replaced) {
      this.outputs.delete(id);
      this.change([journalKey(this.arn, outputPrefix, id)]);
    }
    this.saveOutput(frame, output);
  }

  dropBelow(frame: string): void {
    const isBelow = (id: string) => id !== frame && (frame === "" || id.startsWith(`${frame}/`));
    for (const [kind, map] of this.maps()) {
      for (const id of map.keys()) {
        if (!isBelow(id)) continue;
        map.delete(id);
        this.change([journalKey(this.arn, kind, id)]);
      }
    }
    this.flush();
  }

  /** Stores the execution together with all pending events. */
  put(record: ExecutionRecord): void {
    this.change([journalKey(this.arn, "execution"), record]);
    this.flush();
  }

  /** Drops the positions of an execution that has ended, except its failed state for a redrive. */
  end(keepPositions: boolean): void {
    if (keepPositions) return;
    for (const [kind, map] of this.maps()) {
      for (const id of map.keys()) this.change([journalKey(this.arn, kind, id)]);
      map.clear();
    }
    this.flush();
  }

  /**
   * Prepares the positions for a redrive: retriers count from zero, and unfinished tasks run again. Branches, iterations
   * and child workflows that succeeded stay.
   */
  rewind(): void {
    for (const [frame, progress] of this.positions) {
      const { task: _task, wakeAt: _wakeAt, retries: _retries, ...rest } = progress;
      this.save(frame, rest);
    }
  }

  /** Removes all entries. */
  remove(): void {
    this.end(false);
    for (const { id } of this.log) this.change([journalKey(this.arn, eventPrefix, id)]);
    this.change([journalKey(this.arn, "execution")]);
    this.flush();
  }

  private maps(): readonly (readonly [string, Map<string, unknown>])[] {
    return [
      [positionPrefix, this.positions],
      [outputPrefix, this.outputs],
    ];
  }

  private change(change: EntryChange<JournalEntry>): void {
    if (this.store !== undefined) this.pending.push(change);
  }

  private flush(): void {
    if (this.store === undefined || this.pending.length === 0) return;
    const changes = this.pending;
    this.pending = [];
    this.store.change(changes);
  }
}
