import type { LocalCloud } from "../../src/cloud";
import { readLocalProject } from "../../src/program/project/secretsFile";
import { startCloud } from "../../src/start";
import { jsonLine } from "../../src/terminal/jsonLine";
import { parseOptions } from "../../src/terminal/options";
import { formatSummary } from "../../src/terminal/summary";
import { root } from "./program";
import type { Ready, Run } from "./run";

/**
 * A start in this process, with the options and the texts of the command. It takes a fifth of the CPU time of a process,
 * which loads Pulumi. It checks no types, and prints no requests.
 */
export class StartInProcess implements Pick<Run, "ready" | "kill" | "ended" | "stderr"> {
  stderr = "";
  readonly ended: Promise<number>;
  private readonly started: Promise<LocalCloud>;
  private end: (code: number) => void = () => undefined;

  constructor(args: readonly string[]) {
    this.ended = new Promise((resolve) => (this.end = resolve));
    this.started = this.start(args);
  }

  async ready(): Promise<Ready> {
    return JSON.parse(jsonLine(await this.started)) as Ready;
  }

  kill(): void {
    void this.started.then((cloud) => cloud.stop()).finally(() => this.end(0));
  }

  private async start(args: readonly string[]): Promise<LocalCloud> {
    const options = parseOptions(args, root);
    const before = process.cwd();
    process.chdir(readLocalProject(options.program, options.stack, options.config).entry.workingDir);
    try {
      const cloud = await startCloud(options, []);
      this.stderr = formatSummary(cloud, { color: false, verbose: options.verbose });
      return cloud;
    } finally {
      process.chdir(before);
    }
  }
}
