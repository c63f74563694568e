import type { Limits } from "../../kernel/bounds/boundedMap";
import type { Execution } from "./execution";

/** Ended executions up to a limit. The oldest are removed, in the store too. */
export class EndedExecutions {
  /** Oldest first. */
  private readonly kept = new Map<string, Execution>();
  private bytes = 0;

  constructor(private readonly limits: Limits) {}

  get all(): Execution[] {
    return [...this.kept.values()];
  }

  find(arn: string): Execution | undefined {
    return this.kept.get(arn);
  }

  add(execution: Execution): void {
    this.kept.set(execution.record.arn, execution);
    this.bytes += sizeOf(execution);
    for (const oldest of this.kept.values()) {
      if (this.kept.size <= this.limits.entries && this.bytes <= this.limits.bytes) return;
      if (oldest === execution) return;
      this.take(oldest);
      oldest.journal.remove();
    }
  }

  /** Takes an execution out without a change of the store. */
  take(execution: Execution): void {
    if (this.kept.delete(execution.record.arn)) this.bytes -= sizeOf(execution);
  }
}

/** Returns the approximate bytes of an execution, most of which are its events. */
export function sizeOf({ events, record }: Execution): number {
  const { input, output = "" } = record;
  return events.length * 400 + (input.length + output.length) * events.length;
}
