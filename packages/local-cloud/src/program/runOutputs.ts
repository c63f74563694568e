import { readFileSync, statSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { StackLocation } from "../kernel/identity";
import type { Program } from "../kernel/resources";
import { liveRunFolders, makeRunFolder } from "../kernel/runFolder";
import type { StackOutputs } from "./stackOutputs";

/** What a run leaves in a folder of its own for the other runs of this machine. */
interface RunOutputs extends StackOutputs {
  readonly project: string;
  readonly stack: string;
}

const fileName = "outputs.json";
let folder: Promise<string> | undefined;

/** Tells other runs of the same person on this machine what this one's stack puts out, until this process ends. */
export async function tellOutputs({ location: { project, stack }, outputs }: Program): Promise<void> {
  const told: RunOutputs = {
    project,
    stack,
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])),
    secretOutputNames: Object.keys(outputs).filter((name) => outputs[name]!.secret),
  };
  folder ??= makeRunFolder();
  const file = join(await folder, fileName);
  // Another run must not read half of it; and the folder is closed to others, as mkdtemp makes it.
  await writeFile(`${file}-unfinished`, JSON.stringify(told), { mode: 0o600 });
  await rename(`${file}-unfinished`, file);
}

/**
 * What another run of this machine puts out as this stack, the latest where there are several.
 *
 * @param name of a stack as a StackReference gives it: `organization/project/stack`, or without what is this program's.
 */
export function outputsOfRun(name: string, { project: own }: Pick<StackLocation, "project">): FoundRun | undefined {
  const parts = name.split("/");
  const stack = parts.at(-1)!;
  const project = parts.length === 3 ? parts[1]! : own;
  return liveRunFolders()
    .flatMap(({ pid, path }) => read(pid, join(path, fileName)) ?? [])
    .filter((run) => run.project === project && run.stack === stack)
    .sort((a, b) => b.writtenAt - a.writtenAt)[0];
}

interface FoundRun extends RunOutputs {
  readonly pid: number;
  readonly writtenAt: number;
}

function read(pid: number, file: string): FoundRun | undefined {
  try {
    const { uid, mtimeMs } = statSync(file);
    // Whoever else may write into the folder of temporary files says nothing here.
    if (process.getuid !== undefined && uid !== process.getuid()) return undefined;
    return { pid, writtenAt: mtimeMs, ...(JSON.parse(readFileSync(file, "utf8")) as RunOutputs) };
  } catch {
    // A run without outputs yet, or one that ends.
    return undefined;
  }
}
