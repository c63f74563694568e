import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { createArchitect, createOurs, createServerlessOffline, type Contestant } from "./contestants";
import { noteId, tableName } from "./fixture/stored";
import { computeSpread, type Row, type Spread } from "./measure";
import { withDynamoDb } from "./processes";

const rounds = 3;
const seconds = 3;
const connections = [1, 10, 50];

interface AutocannonResult {
  readonly requests: { readonly average: number };
  readonly latency: { readonly p50: number; readonly p99: number };
  readonly non2xx: number;
  readonly errors: number;
}

type Autocannon = (options: object) => Promise<AutocannonResult>;

/** Results of one contestant in one round. */
interface Figures {
  readonly firstMillis: number;
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: Readonly<Record<number, number>>;
  readonly megabytes: number;
}

const peer = "serverless-offline, worker threads";
const bare = "ours, --no-console";

/** Allowed cost of the console without viewers, as a factor of a request. */
const consoleLimit = 1.05;

/** Compares local runs: start, warm latency, throughput, memory. */
export function measureLocalRuns(): Promise<Row[]> {
  return withDynamoDb(measureContestants);
}

async function measureContestants(endpoint: string): Promise<Row[]> {
  const contestants: Record<string, () => Contestant> = {
    ours: () => createOurs(),
    [bare]: () => createOurs("--no-console"),
    [peer]: () => createServerlessOffline(endpoint, { inProcess: false }),
    "serverless-offline, in process": () => createServerlessOffline(endpoint, { inProcess: true }),
    "Architect sandbox": () => createArchitect(endpoint),
  };
  const all = new Map<string, Figures[]>(Object.keys(contestants).map((name) => [name, []]));
  const direct: { p50: number; perSecond: number }[] = [];
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
    for (const count of connections) {
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
async function measureBareSdk(endpoint: string): Promise<{ p50: number; perSecond: number }> {
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

function createRows(
  all: ReadonlyMap<string, readonly Figures[]>,
  direct: readonly { p50: number; perSecond: number }[],
): Row[] {
  const values = (figure: (figures: Figures) => number): Record<string, Spread> =>
    Object.fromEntries([...all].map(([name, figures]) => [name, computeSpread(figures.map(figure))]));
  const sdk = { "bare SDK, no gateway": computeSpread(direct.map(({ p50 }) => p50)) };
  const added = computeSpread(all.get("ours")!.map(({ p50 }, round) => p50 - direct[round]!.p50));
  return [
    {
      measure: "first 200 after the start",
      unit: "ms",
      values: values(({ firstMillis }) => firstMillis),
      bars: [{ against: peer, limit: 0.8 }],
    },
    {
      measure: "warm, one request after the other, p50",
      unit: "ms",
      values: { ...values(({ p50 }) => p50), ...sdk },
      bars: [
        { against: peer, limit: 1 },
        { against: bare, limit: consoleLimit },
      ],
    },
    { measure: "warm, one request after the other, p99", unit: "ms", values: values(({ p99 }) => p99) },
    {
      measure: "gateway and function on top of the SDK's call",
      unit: "ms",
      values: { ours: added },
      bars: [{ limit: 1 }],
    },
    ...connections.map((count): Row => ({
      measure: `throughput at ${count} connections`,
      unit: "requests/s",
      values: {
        ...values(({ perSecond }) => perSecond[count]!),
        ...(count === 10 ? { "bare SDK, no gateway": computeSpread(direct.map(({ perSecond }) => perSecond)) } : {}),
      },
      ...(count === 10
        ? {
            bars: [
              { against: peer, limit: 1.2, atLeast: true },
              { against: bare, limit: 1 / consoleLimit, atLeast: true },
            ],
          }
        : {}),
    })),
    { measure: "memory after the load", unit: "MB", values: values(({ megabytes }) => megabytes) },
  ];
}
