import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createOurRun, type OurRun } from "./contestants";
import type { Row } from "./measure";

const warmUp = 3_000;
const requests = 5_000;
const connections = 4;

/** Length of a tick of proc(5): USER_HZ is 100 on all architectures of Node.js. */
const tickMicros = 10_000;

/** Number of functions in the report. */
const shown = 25;

/** Shows where the time of a local request goes: CPU time by thread, and the main thread's functions. */
export async function measureProfile(): Promise<Row[]> {
  const times = await withRun(createOurRun({}), measureThreads);
  const folder = mkdtempSync(join(tmpdir(), "bench-profile-"));
  try {
    const options = ["--cpu-prof", "--cpu-prof-interval", "300", `--cpu-prof-dir=${folder}`];
    const from = await withRun(createOurRun({ nodeOptions: options }), async (_, send) => {
      await send(warmUp);
      const started = process.hrtime.bigint();
      await send(requests);
      return started;
    });
    const [file] = readdirSync(folder);
    const profile = JSON.parse(readFileSync(join(folder, file!), "utf8")) as Profile;
    return [
      { measure: "CPU time of a request", unit: "µs", values: times },
      { measure: "main thread under load, functions", unit: "% of its active time", values: sharesOf(profile, from) },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Send = (count: number) => Promise<void>;

async function withRun<T>(run: OurRun, work: (run: OurRun, send: Send) => Promise<T>): Promise<T> {
  const { url, headers } = await run.start();
  try {
    const typed = { ...headers, "Content-Type": "application/json" };
    const created = await fetch(`${url}/notes`, { method: "POST", headers: typed, body: '{"text":"First"}' });
    const { id } = (await created.json()) as { id: string };
    return await work(run, (count) => sendAll(`${url}/notes/${id}`, headers, count));
  } finally {
    await run.stop();
  }
}

async function sendAll(url: string, headers: Record<string, string>, count: number): Promise<void> {
  let left = count;
  const lane = async () => {
    while (left-- > 0) {
      const answer = await fetch(url, { headers });
      await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, lane));
}

async function measureThreads(run: OurRun, send: Send): Promise<Record<string, number>> {
  await send(warmUp);
  const before = readThreads(run.pid()!);
  await send(requests);
  const after = readThreads(run.pid()!);
  const perRequest = (part: keyof ThreadTimes) => (after[part] - before[part]) / requests;
  return {
    "main thread": perRequest("main"),
    "of it in the kernel": perRequest("mainKernel"),
    "environments and V8's threads": perRequest("others"),
    "of them in the kernel": perRequest("othersKernel"),
  };
}

/** Microseconds of CPU time since the start. */
interface ThreadTimes {
  main: number;
  mainKernel: number;
  others: number;
  othersKernel: number;
}

/** Reads the times of a process's threads (Linux, proc(5): schedstat in nanoseconds, stat in ticks); NaN on other systems. */
function readThreads(pid: number): ThreadTimes {
  const times = { main: 0, mainKernel: 0, others: 0, othersKernel: 0 };
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const read = (name: string) => readFileSync(`/proc/${pid}/task/${thread}/${name}`, "utf8");
      const isMain = thread === String(pid);
      times[isMain ? "main" : "others"] += Number(read("schedstat").split(" ")[0]) / 1_000;
      // The 13th field after the thread's name, which can contain blanks, is stime.
      const [, fields = ""] = read("stat").split(") ");
      times[isMain ? "mainKernel" : "othersKernel"] += Number(fields.split(" ")[12]) * tickMicros;
    }
    return times;
  } catch {
    return { main: NaN, mainKernel: NaN, others: NaN, othersKernel: NaN };
  }
}

/** The file format of `--cpu-prof`. Times are microseconds of the monotonic clock. */
interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
}

/** Returns the functions that took the most time themselves after a time. */
function sharesOf({ nodes, startTime, samples, timeDeltas }: Profile, from: bigint): Record<string, number> {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map<string, number>();
  let at = startTime;
  samples.forEach((id, index) => {
    at += timeDeltas[index]!;
    const name = names.get(id)!;
    if (at >= Number(from / 1_000n) && name !== "(idle)") times.set(name, (times.get(name) ?? 0) + timeDeltas[index]!);
  });
  const active = [...times.values()].reduce((sum, time) => sum + time, 0);
  const sorted = [...times].sort(([, one], [, other]) => other - one).slice(0, shown);
  return Object.fromEntries(sorted.map(([name, time]) => [name, (100 * time) / active]));
}

function nameOf({ functionName, url }: CallFrame): string {
  const file = url.replace(/^.*\/(?:compiled\/[0-9a-f]+|node_modules(?!\/\.cache))\//, "");
  return file === "" ? functionName : `${functionName || "(anonymous)"} ${file}`;
}
