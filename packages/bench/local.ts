import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { createArchitect, createOurs, createServerlessOffline, type Contestant } from "./contestants";
import { noteId, tableName } from "./fixture/stored";
import { createRows, oneProcess, threads, withoutConsole, type DirectFigures, type Figures } from "./localRows";
import type { Row } from "./measure";
import { withDynamoDb } from "./processes";

const rounds = 3;
const seconds = 3;

interface AutocannonResult {
  readonly requests: { readonly average: number };
  readonly latency: { readonly p50: number; readonly p99: number };
  readonly non2xx: number;
  readonly errors: number;
}

type Autocannon = (options: object) => Promise<AutocannonResult>;

/** Compares local runs: start, warm latency, throughput, memory. */
export function measureLocalRuns(): Promise<Row[]> {
  return withDynamoDb(measureContestants);
}

async function measureContestants(endpoint: string): Promise<Row[]> {
  const contestants: Record<string, () => Contestant> = {
    ours: () => createOurs(),
    [withoutConsole]: () => createOurs("--no-console"),
    [threads]: () => createServerlessOffline(endpoint, { inProcess: false }),
    [oneProcess]: () => createServerlessOffline(endpoint, { inProcess: true }),
    "Architect sandbox": () => createArchitect(endpoint),
  };
  const all = new Map<string, Figures[]>(Object.keys(contestants).map((name) => [name, []]));
  const direct: DirectFigures[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, create] of Object.entries(contestants)) {
      process.stderr.write(`round ${round + 1} of ${rounds}: ${name}\n`);
      all.get(name)!.push(await measure(create()));
    }
    direct.push(await measureBareSdk(endpoint));
  }
  return createRows(all, direct);
}

async function measure(contestant: Contestant): Promise<Figures> {
  const started = performance.now();
  const { url, headers } = await contestant.start();
  try {
    await waitForAnswer(`${url}/notes`, headers);
    const firstMillis = performance.now() - started;
    const id = await prepareNote(url, headers);
    const target = { url: `${url}/notes/${id}`, headers };
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a peer of this folder's own install
    const autocannon = require(join(__dirname, "node_modules/autocannon")) as Autocannon;
    const perSecond: Record<number, number> = {};
    let latency = { p50: NaN, p99: NaN };
    for (const count of [1, 10, 50]) {
      // Each additional connection needs another environment. The first call starts them, the second one counts.
      await autocannon({ ...target, connections: count, duration: Math.ceil(count / 10) + 1 });
      const result = await autocannon({ ...target, connections: count, duration: seconds });
      if (result.non2xx + result.errors > 0)
        throw new Error(`${result.non2xx} responses were not 2xx, and ${result.errors} requests failed`);
      perSecond[count] = result.requests.average;
      if (count === 1) latency = await measureSerialLatency(target);
    }
    return { firstMillis, ...latency, perSecond, megabytes: contestant.megabytes() };
  } finally {
    await contestant.stop();
  }
}

async function waitForAnswer(url: string, headers: Record<string, string>): Promise<void> {
  const until = performance.now() + 60_000;
  while (performance.now() < until) {
    const answer = await fetch(url, { headers }).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return;
    await new Promise((next) => setTimeout(next, 10));
  }
  throw new Error(`${url} did not return 200 within a minute`);
}

/** Creates a note in our empty table, or returns the id of the note in the peers' table. */
async function prepareNote(url: string, headers: Record<string, string>): Promise<string> {
  if (Object.keys(headers).length === 0) return noteId;
  const typed = { ...headers, "Content-Type": "application/json" };
  const answer = await fetch(`${url}/notes`, { method: "POST", headers: typed, body: '{"text":"First"}' });
  return ((await answer.json()) as { id: string }).id;
}

/** Measures sequential requests, because autocannon counts only whole milliseconds. */
async function measureSerialLatency({ url, headers }: { url: string; headers: Record<string, string> }) {
  const times: number[] = [];
  const until = performance.now() + seconds * 1000;
  while (times.length < 1_000 && performance.now() < until) {
    const started = performance.now();
    await (await fetch(url, { headers })).arrayBuffer();
    times.push(performance.now() - started);
  }
  return computePercentiles(times);
}

function computePercentiles(times: number[]): { p50: number; p99: number } {
  const sorted = times.sort((a, b) => a - b);
  return { p50: sorted[Math.floor(sorted.length / 2)]!, p99: sorted[Math.floor(sorted.length * 0.99)]! };
}

/** Measures the same read without gateway and function, as the lower bound. */
async function measureBareSdk(endpoint: string): Promise<DirectFigures> {
  const credentials = { accessKeyId: "bench", secretAccessKey: "bench" };
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region: "eu-central-1", credentials }));
  const read = () => client.send(new GetCommand({ TableName: tableName, Key: { id: noteId }, ConsistentRead: true }));
  for (let i = 0; i < 500; i += 1) await read();
  const times: number[] = [];
  for (let i = 0; i < 1_000; i += 1) {
    const started = performance.now();
    await read();
    times.push(performance.now() - started);
  }
  const until = performance.now() + seconds * 1000;
  let count = 0;
  const lane = async () => {
    for (; performance.now() < until; count += 1) await read();
  };
  await Promise.all(Array.from({ length: 10 }, lane));
  client.destroy();
  return { p50: computePercentiles(times).p50, perSecond: count / seconds };
}
