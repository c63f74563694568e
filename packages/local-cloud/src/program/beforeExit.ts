import { resolve, sep } from "node:path";
import { callerFile, isCalledByNode } from "./construction";

type Listener = (...args: unknown[]) => void;

/** Listeners that Node.js itself has added: node:test cancels its tests on this event. */
const ofNode = new WeakSet<object>();
process.on("newListener", (event, listener: object) => {
  if (event === "beforeExit" && isCalledByNode()) ofNode.add(listener);
});

/**
 * Listeners of `beforeExit`, by which packages and programs declare what they know only at the end: @pulumi/aws makes
 * one BucketNotification of all handlers of a bucket (its s3/s3Mixins). In a run the process goes on, so that Node.js
 * never emits the event.
 */
export class BeforeExit {
  /** Those of the program's own modules, which each load runs again. */
  private own: Listener[] = [];
  private readonly watch: (event: string | symbol, listener: Listener) => void;

  constructor(dir: string) {
    const folder = resolve(dir) + sep;
    this.watch = (event, listener) => {
      const file = event === "beforeExit" ? callerFile() : "";
      if (file.startsWith(folder) && !file.includes(`${sep}node_modules${sep}`)) this.own.push(listener);
    };
    process.on("newListener", this.watch);
  }

  /** Emits the event until it registers nothing new. @param settled resolves to how many resources there are. */
  async emit(settled: () => Promise<number>): Promise<void> {
    for (let before = -1, now = await settled(); now > before;) {
      before = now;
      emitToPrograms();
      now = await settled();
    }
  }

  /** Drops what a failed load has collected for its end. */
  discard(): void {
    try {
      emitToPrograms();
    } catch {
      // The load has failed already, and its first failure is the one to report.
    }
  }

  stop(): void {
    process.off("newListener", this.watch);
    for (const listener of this.own) process.off("beforeExit", listener);
    this.own = [];
  }
}

function emitToPrograms(): void {
  for (const each of process.rawListeners("beforeExit")) {
    // `once` adds a function that has the listener as a property.
    if (!ofNode.has((each as { listener?: object }).listener ?? each)) each.call(process, 0);
  }
}
