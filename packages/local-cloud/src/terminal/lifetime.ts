import type { LocalCloud } from "../cloud";
import { endBuildServices } from "../program/buildService";
import { stackOf } from "../kernel/errors";
import { apis } from "../kernel/interfaces";
import { removeOwnRunFolders } from "../kernel/runFolder";

/** How often a run looks whether npm, which started it, is still there. */
const parentMillis = 250;

/** The process.exit of Node.js. While a program loads, another one takes its place (program/load.ts). */
const exit: (code: number) => never = process.exit.bind(process);

/** The end of a run: by a signal, at any moment, or because whoever started it is gone. */
export class Lifetime {
  private cloud: LocalCloud | undefined;
  private stopping = false;
  /** Ends what must not outlive this process, at once. */
  private readonly endings: (() => void)[] = [];

  /** @param say told what is waited for. */
  constructor(private readonly say: (text: string) => void) {
    process.on("SIGINT", () => this.stop("SIGINT")).on("SIGTERM", () => this.stop("SIGTERM"));
    process.on("exit", removeOwnRunFolders);
    if (process.env["npm_lifecycle_event"] !== undefined) this.endWithParent();
  }

  /** What is to be stopped; before that, a signal ends the start. */
  endsWith(cloud: LocalCloud): void {
    this.cloud = cloud;
  }

  /** Calls `end` as soon as the run is told to stop, however that goes on. */
  beforeStop(end: () => void): void {
    this.endings.push(end);
  }

  /** A signal to npm alone ends npm and its shell, and would leave this process with port and data. */
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
      // Only a person presses twice; a parent that is gone is noticed again and again.
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

/** Ends the process, with nothing of it left. */
export function endProcess(code: number): never {
  // Pulumi's own listeners complain at exit about promises of a program that failed to load.
  process.removeAllListeners("exit");
  removeOwnRunFolders();
  endBuildServices();
  exit(code);
}
