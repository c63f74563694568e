import type { LocalCloud } from "../cloud";
import { endBuildServices } from "../program/buildService";
import { stackOf } from "../kernel/errors";
import { apis } from "../kernel/interfaces/apis";
import { removeOwnRunFolders } from "../kernel/runFolder";

/** Interval at which a run checks that npm, its parent process, still exists. */
const parentMillis = 250;

/** Node.js's process.exit. It is replaced while a program loads (program/load.ts). */
const exit: (code: number) => never = process.exit.bind(process);

/** Ends a run on a signal, or when its parent process has ended. */
export class Lifetime {
  private cloud: LocalCloud | undefined;
  private stopping = false;
  /** Synchronous steps that stop child processes and the like. */
  private readonly endings: (() => void)[] = [];

  /** @param say prints what the run waits for. */
  constructor(private readonly say: (text: string) => void) {
    process.on("SIGINT", () => this.stop("SIGINT")).on("SIGTERM", () => this.stop("SIGTERM"));
    process.on("exit", removeOwnRunFolders);
    if (process.env["npm_lifecycle_event"] !== undefined) this.endWithParent();
  }

  /** Registers the cloud to stop. Without one, a signal ends the process at once. */
  endsWith(cloud: LocalCloud): void {
    this.cloud = cloud;
  }

  /** Registers a function that runs as soon as the run begins to stop, whatever happens next. */
  beforeStop(end: () => void): void {
    this.endings.push(end);
  }

  /** Stops when the parent ends. A signal sent only to npm ends npm and its shell, but not this process. */
  private endWithParent(): void {
    const { ppid } = process;
    setInterval(() => {
      if (process.ppid !== ppid) this.stop("SIGTERM");
    }, parentMillis).unref();
  }

  private stop(signal: "SIGINT" | "SIGTERM"): void {
    for (const end of this.endings) end();
    if (this.cloud === undefined) this.exit(0);
    if (this.stopping) {
      // Only SIGINT can come from a second Ctrl+C. The check of the parent fires repeatedly.
      if (signal === "SIGINT") this.exit(130);
      return;
    }
    this.stopping = true;
    this.finish(this.cloud).then(
      () => this.exit(0),
      (error: unknown) => {
        this.say(stackOf(error));
        this.exit(1);
      },
    );
  }

  private async finish(cloud: LocalCloud): Promise<void> {
    const inFlight = await cloud.registry.use(apis).inFlight();
    if (inFlight > 0) this.say(`stopping: waiting for ${inFlight} requests in flight (Ctrl+C again ends at once)`);
    await cloud.stop();
  }

  exit(code: number): never {
    for (const end of this.endings) end();
    endProcess(code);
  }
}

/** Ends the process at once, and removes its temporary folders and child processes. */
export function endProcess(code: number): never {
  // Pulumi's listeners would print errors about pending promises of a program that failed to load.
  process.removeAllListeners("exit");
  removeOwnRunFolders();
  endBuildServices();
  exit(code);
}
