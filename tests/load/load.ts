import { parseArgs } from "node:util";
import { declaredKeys } from "../../local/apigateway/deployed";
import type { LocalCloud } from "../../local/cloud";
import { parseOptions } from "../../local/options";
import { startCloud } from "../../local/start";
import { root } from "../support/program";
import { Client } from "./client";

/** How far memory may rise in the second half of a run, in megabytes: a kilobyte leaked by each request is far more. */
const tolerance = 80;

/** Heaps of environments grow to their level within minutes; a shorter run says nothing of memory. */
const memorySeconds = 300;

interface Sample {
  readonly rss: number;
  readonly environments: number;
}

/**
 * `npm run load -- [--seconds 600] [--connections 20]`: mixed traffic against a local run of the dev stack. Exit code 1
 * on an answer that nothing explains, an item lost or left over, memory that grows, or an environment too many.
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
  const cloud = await startCloud(parseOptions(["--port", "0"], root), () => undefined);
  const url = String(cloud.program.outputs["apiUrl"]?.value);
  const key = declaredKeys(cloud.program.resources)[0]!.value;
  const clients = Array.from({ length: connections }, (_, index) => new Client({ url, key, seed: index + 1 }));
  const until = Date.now() + seconds * 1000;
  const samples = sampled(cloud, clients, until);
  await Promise.all(clients.map((client) => client.run(until)));
  const problems = [
    ...clients.flatMap(({ unexplained }) => unexplained),
    ...(await accounts(clients)),
    ...memoryProblems(await samples, connections * Object.keys(cloud.grants).length),
  ];
  report({ clients, seconds, samples: await samples, idle });
  await cloud.stop();
  for (const problem of problems) process.stdout.write(`PROBLEM  ${problem}\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

/** Takes a sample each second, and shows where the run is. */
async function sampled(cloud: LocalCloud, clients: readonly Client[], until: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  while (Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const sample = { rss: process.memoryUsage.rss() / 1e6, environments: cloud.environments };
    samples.push(sample);
    if (process.stdout.isTTY || samples.length % 30 === 0) {
      const left = Math.max(0, Math.round((until - Date.now()) / 1000));
      const line = `${left} s left, ${total(clients)} requests, ${sample.environments} environments, ${Math.round(sample.rss)} MB`;
      process.stdout.write(process.stdout.isTTY ? `\r${line}  ` : `${line}\n`);
    }
  }
  if (process.stdout.isTTY) process.stdout.write("\n");
  return samples;
}

/** Compares what the table holds with what the clients have left in it. */
async function accounts(clients: readonly Client[]): Promise<string[]> {
  const expected = new Map(clients.flatMap((client) => [...client.items]));
  const found = await clients[0]!.walk();
  const lost = [...expected].filter(([id, version]) => found.get(id) !== version);
  const left = [...found].filter(([id]) => !expected.has(id));
  return [
    ...lost.map(([id, version]) => `item ${id} at version ${version} is lost, or at another version`),
    ...left.map(([id]) => `item ${id} was deleted and is still there`),
  ];
}

function memoryProblems(samples: readonly Sample[], mostEnvironments: number): string[] {
  const peak = Math.max(...samples.map(({ environments }) => environments));
  const half = median(samples.slice(Math.floor(samples.length * 0.45), Math.floor(samples.length * 0.55)));
  const end = median(samples.slice(-Math.max(1, Math.floor(samples.length / 10))));
  return [
    ...(peak > mostEnvironments ? [`${peak} environments, and at most ${mostEnvironments} calls at once`] : []),
    ...(samples.length >= memorySeconds && end > half + tolerance
      ? [`memory grew from ${Math.round(half)} MB at half time to ${Math.round(end)} MB`]
      : []),
  ];
}

function median(samples: readonly Sample[]): number {
  const sorted = samples.map(({ rss }) => rss).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function total(clients: readonly Client[]): number {
  return clients.reduce((sum, { requests }) => sum + requests, 0);
}

function report(run: { clients: readonly Client[]; seconds: number; samples: readonly Sample[]; idle: number }): void {
  const statuses = new Map<number, number>();
  for (const client of run.clients) {
    for (const [status, count] of client.statuses) statuses.set(status, (statuses.get(status) ?? 0) + count);
  }
  const { rss, environments } = run.samples.at(-1)!;
  const lines = [
    `${total(run.clients)} requests in ${run.seconds} s, ${Math.round(total(run.clients) / run.seconds)} a second`,
    `answers: ${[...statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => `${status} × ${count}`)
      .join(", ")}`,
    `memory: ${Math.round(rss)} MB with ${environments} environments, ${((rss - run.idle) / environments).toFixed(1)} MB for each`,
  ];
  process.stdout.write(`\n${lines.join("\n")}\n`);
}

void main();
