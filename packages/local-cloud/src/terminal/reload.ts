import type { LocalCloud } from "../cloud";
import { collectAfterReload } from "../kernel/bounds/garbage";
import type { Project } from "../program/project/readProject";
import { publishOutputs } from "../program/project/runOutputs";
import { addedGaps, changesBetween, gapsOf, snapshotOf, type Gaps, type Snapshot } from "./changes";
import type { Screen } from "./screen";
import { notEmulatedLines, withoutEffectLines } from "./summary";

export interface ReloadsOptions {
  readonly cloud: LocalCloud;
  readonly screen: Screen;
  /** Reads the project files. @throws UserError */
  readonly read: () => Project;
  /** Formats an error. */
  readonly textOf: (error: unknown) => string;
}

/** Reloads a program and prints the changes or the error. */
export class Reloads {
  private last: Promise<Snapshot>;

  constructor(private readonly options: ReloadsOptions) {
    this.last = snapshotOf(options.cloud);
    this.last.catch(() => undefined);
  }

  /** If the program fails to load, the previous one keeps running. @returns true if it was loaded. */
  async reload(): Promise<boolean> {
    const { cloud, screen, read, textOf } = this.options;
    const before = await this.last;
    const gaps = gapsOf(cloud);
    const started = performance.now();
    try {
      await cloud.reload(read());
      await publishOutputs(cloud.program);
      const millis = Math.round(performance.now() - started);
      this.last = snapshotOf(cloud);
      screen.keep(undefined);
      const changes = changesBetween(before, await this.last);
      screen.write(`reloaded in ${millis} ms\n${changes}${gapLines(addedGaps(gaps, gapsOf(cloud)))}`);
      collectAfterReload();
      cloud.facts.report(() => ({ kind: "program", what: "reload", problem: undefined }));
      return true;
    } catch (error) {
      const reason = textOf(error);
      const problem = `${reason}\nnot reloaded: the previous program keeps running`;
      screen.write(`${problem}\n`);
      screen.keep(`not reloaded, the previous program keeps running: ${reason.split("\n", 1)[0]}`);
      cloud.facts.report(() => ({ kind: "program", what: "reload", problem }));
      return false;
    }
  }
}

function gapLines(gaps: Gaps): string {
  return [notEmulatedLines(gaps, true), withoutEffectLines(gaps)]
    .map((text) => (text === "" ? "" : `${text}\n`))
    .join("");
}
