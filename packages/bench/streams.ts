import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { createOurs } from "./contestants";
import { computeSpread, mapValues, type Row } from "./measure";

/** Reads of each run, after those that warm up environments and compiler. */
const reads = 1_200;
const warmUpReads = 200;

/** Blocks of writes that count, after those that warm up. */
const blocks = 6;
const warmUpBlocks = 2;

/** Length of a block and of the pause behind it, in which the consumer finishes. */
const blockMillis = 1_000;

/** Allowed cost of a consumer for a request without events, as a factor. */
const limit = 1.05;

const without = "no consumer";
const besides = "beside a consumer";
const streamed = "to a table with a stream and a consumer";
const plain = "to a table without a stream";

interface Run {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends one request. @throws an error for another status */
type Send = () => Promise<void>;

/**
 * Compares two local runs of the fixture, with and without a stream and its consumer. Both run during the whole
 * measurement, so that the polls of the stream are part of every figure.
 */
export async function measureStreams(): Promise<Row[]> {
  const [first, second] = [createOurs("--no-console"), createOurs("--no-console", "--config", "bench:streams=true")];
  try {
    const [alone, beside] = await Promise.all([first.start(), second.start()]);
    const readTimes = await measureInTurn({ [besides]: await readOf(beside), [without]: await readOf(alone) });
    const writeTimes = await measureBlocks({
      [streamed]: writeOf(beside, "streamed"),
      [plain]: writeOf(beside, "notes"),
    });
    return [
      {
        measure: "a read, which causes no event",
        unit: "ms",
        values: mapValues(readTimes, computeSpread),
        bars: [{ against: without, limit }],
      },
      { measure: "a write, median of a second", unit: "ms", values: mapValues(writeTimes, computeSpread) },
      {
        measure: "a write to a table with a stream, as a multiple of one without",
        unit: "×",
        values: { ratio: computeSpread(writeTimes[streamed]!.map((time, block) => time / writeTimes[plain]![block]!)) },
      },
    ];
  } finally {
    await Promise.all([first.stop(), second.stop()]);
  }
}

type Times = Record<string, number[]>;

/** Returns the milliseconds of each request. The contestants take turns, so that a disturbance affects all of them. */
async function measureInTurn(contestants: Readonly<Record<string, Send>>): Promise<Times> {
  const times: Times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let sent = 0; sent < warmUpReads + reads; sent += 1) {
    for (const [name, send] of Object.entries(contestants)) {
      const millis = await measureOne(send);
      if (sent >= warmUpReads) times[name]!.push(millis);
    }
  }
  return times;
}

/** Returns the median of the milliseconds of each block. A consumer works during the block whose writes it follows. */
async function measureBlocks(contestants: Readonly<Record<string, Send>>): Promise<Times> {
  const medians: Times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let block = 0; block < warmUpBlocks + blocks; block += 1) {
    for (const [name, send] of Object.entries(contestants)) {
      const times: number[] = [];
      const end = performance.now() + blockMillis;
      while (performance.now() < end) times.push(await measureOne(send));
      if (block >= warmUpBlocks) medians[name]!.push(computeSpread(times).median);
      await setTimeout(blockMillis);
    }
  }
  return medians;
}

async function measureOne(send: Send): Promise<number> {
  const started = performance.now();
  await send();
  return performance.now() - started;
}

async function readOf(run: Run): Promise<Send> {
  const { id } = await post(run, "notes");
  return () => sendRequest(`${run.url}/notes/${id}`, { headers: run.headers }, 200).then(() => undefined);
}

function writeOf(run: Run, path: string): Send {
  return () => post(run, path).then(() => undefined);
}

async function post({ url, headers }: Run, path: string): Promise<{ readonly id: string }> {
  const typed = { ...headers, "Content-Type": "application/json" };
  const sent = { method: "POST", headers: typed, body: '{"text":"First"}' };
  return (await sendRequest(`${url}/${path}`, sent, 201)) as { id: string };
}

async function sendRequest(url: string, init: RequestInit, status: number): Promise<unknown> {
  const answer = await fetch(url, init);
  const body: unknown = await answer.json();
  if (answer.status !== status) throw new Error(`${url} answered ${answer.status}: ${JSON.stringify(body)}`);
  return body;
}
