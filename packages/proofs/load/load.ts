import { parseArgs } from "node:util";
import type { LocalCloud } from "../../local-cloud/src/cloud";
import { collectGarbage } from "../../local-cloud/src/kernel/bounds/garbage";
import { functions } from "../../local-cloud/src/kernel/interfaces/functions";
import { parseOptions } from "../../local-cloud/src/terminal/options";
import { startCloud } from "../../local-cloud/src/start";
import { accessTo } from "../liveApi";
import { root } from "../../local-cloud/tests/support/program";
import { Client } from "./client";

/**
 * Maximum growth of the main thread's heap in the second half of the run, in megabytes after garbage collection, besides
 * what each change stores.
 */
const heapTolerance = 10;

/**
 * Kilobytes that a change stores for a day and longer, as on AWS: its stream record, the consumer's entry in `Deliveries`
 * and the archived event. A run of 80 seconds grew by 3.6 kB for each change.
 */
const changeKilobytes = 4;

/**
 * Allowed resident megabytes for each environment. V8 lets a heap grow to about 40 MB over thousands of calls before it
 * collects garbage: 40,000 calls in one environment left 15 to 20 MB in use.
 */
const environmentMegabytes = 50;

interface Sample {
  readonly rss: number;
  readonly environments: number;
  /** Megabytes after garbage collection; measured in the middle of the run and at its end. */
  readonly heap?: number;
  /** Changes until then. */
  readonly changes: number;
}

/**
 * `node packages/proofs/run.cjs load [--seconds 600] [--connections 20]`: sends mixed traffic to a local run of the dev
 * stack. Sets exit code 1 for an unexpected response, a lost or undeleted item, growing memory or too many environments.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: "string", default: "600" },
      connections: { type: "string", default: "20" },
    },
  });
  const seconds = Number(values.seconds);
  const connections = Number(values.connections);
  const idle = process.memoryUsage.rss() / 1e6;
  const cloud = await startCloud(parseOptions(["--port", "0"], root), []);
  const api = accessTo(cloud);
  const clients = Array.from({ length: connections }, (_, index) => new Client({ ...api, seed: index + 1 }));
  const until = Date.now() + seconds * 1000;
  const samples = takeSamples(cloud, clients, until);
  await Promise.all(clients.map((client) => client.run(until)));
  const problems = [
    ...clients.flatMap(({ unexplained }) => unexplained),
    ...(await compareItems(clients)),
    ...findMemoryProblems(await samples, {
      idle,
      mostEnvironments: connections * Object.keys(cloud.registry.use(functions).roles).length,
    }),
  ];
  report({ clients, seconds, samples: await samples, idle });
  await cloud.stop();
  for (const problem of problems) process.stdout.write(`PROBLEM  ${problem}\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

/** Takes a sample each second, and prints progress. */
async function takeSamples(cloud: LocalCloud, clients: readonly Client[], until: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  const middle = Date.now() + (until - Date.now()) / 2;
  while (Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const now = {
      rss: process.memoryUsage.rss() / 1e6,
      environments: cloud.registry.use(functions).environments,
      changes: clients.reduce((sum, { changes }) => sum + changes, 0),
    };
    const measured = Date.now() >= until || (Date.now() >= middle && !samples.some(({ heap }) => heap !== undefined));
    const sample = measured ? { ...now, heap: measureHeap() } : now;
    samples.push(sample);
    if (process.stdout.isTTY || samples.length % 30 === 0) {
      const left = Math.max(0, Math.round((until - Date.now()) / 1000));
      const line = `${left} s left, ${countRequests(clients)} requests, ${sample.environments} environments, ${Math.round(sample.rss)} MB`;
      process.stdout.write(process.stdout.isTTY ? `\r${line}  ` : `${line}\n`);
    }
  }
  if (process.stdout.isTTY) process.stdout.write("\n");
  return samples;
}

/** Compares the table's items with those that the clients expect. */
async function compareItems(clients: readonly Client[]): Promise<string[]> {
  const expected = new Map(clients.flatMap((client) => [...client.items]));
  const found = await clients[0]!.walk();
  const lost = [...expected].filter(([id, version]) => found.get(id) !== version);
  const left = [...found].filter(([id]) => !expected.has(id));
  return [
    ...lost.map(([id, version]) => `item ${id} is missing or has another version than ${version}`),
    ...left.map(([id]) => `item ${id} was deleted and still exists`),
  ];
}

/** Returns the main thread's heap in megabytes, after garbage collection. */
function measureHeap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1e6;
}

function findMemoryProblems(
  samples: readonly Sample[],
  { idle, mostEnvironments }: { readonly idle: number; readonly mostEnvironments: number },
): string[] {
  const [early, late = early] = samples.filter(({ heap }) => heap !== undefined);
  const growth = late!.heap! - early!.heap!;
  const stored = ((late!.changes - early!.changes) * changeKilobytes) / 1_000;
  const { rss, environments } = samples.at(-1)!;
  const each = (rss - idle) / environments;
  const peak = Math.max(...samples.map((sample) => sample.environments));
  return [
    ...(peak > mostEnvironments ? [`${peak} environments, but at most ${mostEnvironments} concurrent calls`] : []),
    ...(growth > heapTolerance + stored
      ? [`the heap grew by ${growth.toFixed(0)} MB, of which changes explain ${stored.toFixed(0)} MB`]
      : []),
    ...(each > environmentMegabytes ? [`${each.toFixed(0)} MB for each environment`] : []),
  ];
}

function countRequests(clients: readonly Client[]): number {
  return clients.reduce((sum, { requests }) => sum + requests, 0);
}

function report(run: { clients: readonly Client[]; seconds: number; samples: readonly Sample[]; idle: number }): void {
  const statuses = new Map<number, number>();
  for (const client of run.clients) {
    for (const [status, count] of client.statuses) statuses.set(status, (statuses.get(status) ?? 0) + count);
  }
  const { rss, environments } = run.samples.at(-1)!;
  const heaps = run.samples.flatMap(({ heap }) => (heap === undefined ? [] : `${heap.toFixed(1)} MB`));
  const lines = [
    `${countRequests(run.clients)} requests in ${run.seconds} s, ${Math.round(countRequests(run.clients) / run.seconds)} a second`,
    `answers: ${[...statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => `${status} × ${count}`)
      .join(", ")}`,
    `memory: ${Math.round(rss)} MB with ${environments} environments, ${((rss - run.idle) / environments).toFixed(1)} MB for each`,
    `heap of the main thread, collected: ${heaps.join(" in the middle of the run, ")} at its end`,
  ];
  process.stdout.write(`\n${lines.join("\n")}\n`);
}

void main();
