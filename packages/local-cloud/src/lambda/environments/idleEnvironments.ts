import { totalmem } from "node:os";

/** Idle time of on-demand environments. AWS documents none; users observe five to fifteen minutes. */
const idleMillis = 300_000;

/** Share of the memory below which idle environments make room for new ones. */
const scarceShare = 0.1;

/** Idle on-demand environments of all functions. They end after five minutes, or earlier if memory is scarce. */
export class IdleEnvironments {
  /** Ends of the environments, in the order of the last use. */
  private readonly ends = new Set<() => void>();

  constructor(private readonly isMemoryScarce = measureScarcity) {}

  /** @param end ends the environment. @returns keeps the environment, because a call uses it or it has ended. */
  add(end: () => void): () => void {
    const expire = () => {
      keep();
      end();
    };
    const timer = setTimeout(expire, idleMillis).unref();
    const keep = () => {
      clearTimeout(timer);
      this.ends.delete(expire);
    };
    this.ends.add(expire);
    return keep;
  }

  /** Ends the environment that has been idle the longest, if memory is scarce. Called when another starts. */
  makeRoom(): void {
    const [longest] = this.ends;
    if (longest !== undefined && this.isMemoryScarce()) longest();
  }
}

/** Compares the memory that the process can still get with that of the machine or the container. */
function measureScarcity(): boolean {
  // 0 without a limit, or an unlimited value above the machine's memory.
  const constrained = process.constrainedMemory();
  const total = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return process.availableMemory() < total * scarceShare;
}
