import { resolve, sep } from "node:path";
import { callerFile, isCalledByNode } from "./construction";

type Listener = (...args: unknown[]) => void;

/** Listeners that Node.js itself added. node:test, for example, cancels its tests on this event. */
const ofNode = new WeakSet<object>();
process.on("newListener", (event, listener: object) => {
  if (event === "beforeExit" && isCalledByNode()) ofNode.add(listener);
});

/**
 * Emits `beforeExit` at the end of a load, because the process of a local run does not end. Packages and programs
 * declare their last resources on this event. For example, @pulumi/aws combines all handlers of a bucket in one
 * BucketNotification (s3/s3Mixins).
 */
export class BeforeExit {
  /** Listeners of the program's own modules. Each load adds them again, so `stop` removes them. */
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

  /** Emits the event until no more resources appear. @param settled resolves to the number of resources. */
  async emit(settled: () => Promise<number>): Promise<void> {
    for (let before = -1, now = await settled(); now > before;) {
      before = now;
      emitToPrograms();
      now = await settled();
    }
  }

  /** Runs the listeners of a failed load and ignores their results, so that they do not affect the next load. */
  discard(): void {
    try {
      emitToPrograms();
    } catch {
      // The load already has an error to report.
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
    // `once` registers a wrapper with the listener as a property.
    if (!ofNode.has((each as { listener?: object }).listener ?? each)) each.call(process, 0);
  }
}
