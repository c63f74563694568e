import type { Json, JsonObject } from "../language/json";
import type { StatesBlock } from "../definition/model";
import type { Host, NewEvent, Progress } from "./host";
import type { Start } from "./step";

/** Runs a sequence of states to its end. @throws StateError */
export type RunStates = (block: StatesBlock, frame: Frame, start: Start) => Promise<Json>;

/** A sequence of states: the machine's own, a branch or an iteration. */
export class Frame {
  private progress: Progress | undefined;

  /** Empty for the machine; `0` and `0/2` for its branches and theirs. */
  readonly id: string;
  /** Further parts of the context object, such as `Map`. */
  readonly more: JsonObject;
  readonly signal: AbortSignal;

  constructor(
    readonly host: Host,
    private readonly runStates: RunStates,
    { id, more, signal }: { readonly id: string; readonly more: JsonObject; readonly signal: AbortSignal },
  ) {
    [this.id, this.more, this.signal] = [id, more, signal];
    this.progress = host.progress.load(id);
  }

  /** Position from before a restart; undefined if the sequence has not started. */
  get stored(): Progress | undefined {
    return this.progress;
  }

  get current(): Progress {
    return this.progress!;
  }

  /** Moves to a new position. */
  move(progress: Progress): void {
    this.progress = progress;
    this.host.progress.save(this.id, progress);
  }

  /** Changes the current position. */
  update(change: Partial<Progress>): void {
    this.move({ ...this.current, ...change });
  }

  /** Adds an event behind the last one of the sequence, and stores the position with it. */
  record(type: string, details?: NewEvent["details"], change: Partial<Progress> = {}): number {
    const previous = this.host.record({ type, previous: this.current.previous, ...(details && { details }) });
    this.update({ ...change, previous });
    return previous;
  }

  /** Returns the sequence of a branch or an iteration. */
  child(index: number, more: JsonObject, signal: AbortSignal): Frame {
    const id = this.id === "" ? String(index) : `${this.id}/${String(index)}`;
    return new Frame(this.host, this.runStates, { id, more, signal });
  }

  run(block: StatesBlock, start: Start): Promise<Json> {
    return this.runStates(block, this, start);
  }
}

/** Returns the flag of AWS's histories that no data is cut. */
export const untruncated = { truncated: false };

/** Returns JSON text as histories contain it. */
export function print(value: Json): string {
  return JSON.stringify(value);
}
