import { readFileSync, statSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { StackLocation } from "../../kernel/identity";
import type { Program } from "../../kernel/resources";
import { liveRunFolders, makeRunFolder } from "../../kernel/runFolder";
import type { StackOutputs } from "./stackOutputs";

/** Outputs that a run writes to its folder for other runs on this machine. */
interface RunOutputs extends StackOutputs {
  readonly project: string;
  readonly stack: string;
}

const fileName = "outputs.json";
let folder: string | undefined;

/** Publishes the stack outputs to other runs of the same user on this machine, until this process ends. */
export async function publishOutputs({ location: { project, stack }, outputs }: Program): Promise<void> {
  const published: RunOutputs = {
    project,
    stack,
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])),
    secretOutputNames: Object.keys(outputs).filter((name) => outputs[name]!.secret),
  };
  folder ??= makeRunFolder();
  const file = join(folder, fileName);
  // Write to another name first, so that no other run reads an incomplete file. mkdtemp makes the folder private.
  await writeFile(`${file}-unfinished`, JSON.stringify(published), { mode: 0o600 });
  await rename(`${file}-unfinished`, file);
}

/**
 * Returns the outputs of another run on this machine, of the latest if there are several.
 *
 * @param name the stack name in a StackReference: `organization/project/stack`. Missing parts are this program's.
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
    // Ignore files of other users, who may also write to the folder of temporary files.
    if (process.getuid !== undefined && uid !== process.getuid()) return undefined;
    return { pid, writtenAt: mtimeMs, ...(JSON.parse(readFileSync(file, "utf8")) as RunOutputs) };
  } catch {
    // The run has no outputs yet, or is ending.
    return undefined;
  }
}
