import { fork, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import { bundleAll } from "../../api/packaging/bundle";
import type { Row } from "./measure";

/** Number of environments that the prod stack provisions. */
const environments = 25;
const roundTrips = 5_000;

/** Returns the source of an isolate: loads the functions' bundle, creates a client, echoes messages. */
const isolateSource = (bundle: string) => `
const port = require("node:worker_threads").parentPort;
const send = port ? (m) => port.postMessage(m) : (m) => process.send(m);
const { DynamoDBClient, DynamoDBDocumentClient } = require(${JSON.stringify(bundle)});
DynamoDBDocumentClient.from(new DynamoDBClient({ region: "eu-central-1" }));
(port ?? process).on("message", send);
send("ready");
`;

/** The SDK as the archive of a route contains it. */
async function sdk(): Promise<string> {
  const module = (name: string, names: readonly string[]) => ({
    specifier: name,
    package: name,
    source: name,
    names,
    isNamespace: false,
  });
  const modules = [
    module("@aws-sdk/client-dynamodb", ["DynamoDBClient"]),
    module("@aws-sdk/lib-dynamodb", ["DynamoDBDocumentClient"]),
  ];
  return (await bundleAll([modules], resolve(__dirname, "..", "..")))[0]!.text;
}

interface Isolate {
  send(message: string): void;
  next(): Promise<unknown>;
  stop(): Promise<unknown>;
  /** Resident bytes; undefined for a thread, which shares this process's memory. */
  residentBytes(): number | undefined;
}

const env = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };

function startThread(file: string): Isolate {
  const worker = new Worker(file, {
    env,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 },
  });
  return {
    send: (message) => worker.postMessage(message),
    next: () => new Promise((resolve) => worker.once("message", resolve)),
    stop: () => worker.terminate(),
    residentBytes: () => undefined,
  };
}

function startProcess(file: string): Isolate {
  const child: ChildProcess = fork(file, { env: { ...process.env, ...env }, execArgv: ["--max-old-space-size=128"] });
  return {
    send: (message) => child.send(message),
    next: () => new Promise((resolve) => child.once("message", resolve)),
    stop: () => new Promise((resolve) => (child.once("exit", resolve), child.kill())),
    residentBytes: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) * 1024,
  };
}

interface Figures {
  /** Milliseconds from start to ready, divided by the number of isolates. */
  readonly startMillis: number;
  /** Resident memory of one isolate. */
  readonly megabytes: number;
  readonly roundTripsPerSecond: number;
}

async function measure(create: (file: string) => Isolate, file: string): Promise<Figures> {
  const warm = create(file);
  await warm.next();
  const before = process.memoryUsage().rss;
  const started = performance.now();
  const all: Isolate[] = [];
  // Starts two at a time, as the local cloud does on two cores.
  const lane = async () => {
    while (all.length < environments) {
      const isolate = create(file);
      all.push(isolate);
      await isolate.next();
    }
  };
  await Promise.all([lane(), lane()]);
  const startMillis = (performance.now() - started) / environments;
  const own = all.map((isolate) => isolate.residentBytes() ?? 0).reduce((sum, bytes) => sum + bytes, 0);
  const bytes = (own || process.memoryUsage().rss - before) / environments;
  const payload = JSON.stringify({ body: "x".repeat(2_000) });
  const from = performance.now();
  for (let i = 0; i < roundTrips; i += 1) {
    const reply = warm.next();
    warm.send(payload);
    await reply;
  }
  const perSecond = roundTrips / ((performance.now() - from) / 1000);
  await Promise.all([warm, ...all].map((isolate) => isolate.stop()));
  return { startMillis, megabytes: bytes / 1e6, roundTripsPerSecond: perSecond };
}

/** Compares worker threads with child processes as isolates for functions (docs/decisions.md). */
export async function measureIsolates(): Promise<Row[]> {
  const dir = mkdtempSync(join(tmpdir(), "isolates-"));
  const bundle = join(dir, "runtime.js");
  const file = join(dir, "isolate.js");
  writeFileSync(bundle, await sdk());
  writeFileSync(file, isolateSource(bundle));
  const threads = await measure(startThread, file);
  const processes = await measure(startProcess, file);
  rmSync(dir, { recursive: true });
  const row = (measured: string, unit: string, figure: keyof Figures): Row => ({
    measure: measured,
    unit,
    values: { "worker threads": threads[figure], processes: processes[figure] },
  });
  return [
    row(`start to ready, each of ${environments}, two at a time`, "ms", "startMillis"),
    row("memory of each isolate", "MB", "megabytes"),
    row("round trips", "per second", "roundTripsPerSecond"),
  ];
}
