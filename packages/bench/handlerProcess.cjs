"use strict";
/**
 * Runs a route's handler from its archive in a process of its own, as an environment does, and tells its parent what
 * that cost. argv: the archive's main module; the event as JSON; `first`, or `warm` with the module of the SDK.
 */
const { subscribe } = require("node:diagnostics_channel");
const { setImmediate, setTimeout } = require("node:timers/promises");

const [main, event, mode, sdk] = process.argv.slice(2);
const request = JSON.parse(event);
const batch = 200;

async function handle(handler) {
  const { statusCode } = await handler(request);
  if (statusCode !== 200) throw new Error(`the handler answered ${statusCode}`);
}

/** @returns milliseconds */
async function timed(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Init, then the first request of an environment that has come to rest. */
async function first() {
  let handler;
  const initMillis = await timed(() => {
    ({ handler } = require(main));
    // With all that the handler's factory has begun.
    return setImmediate();
  });
  await setTimeout(50);
  const firstMillis = await timed(() => handle(handler));
  return { initMillis, firstMillis };
}

/** The handler and the SDK's call alone, in turn, once both are compiled: the mean of each batch. */
async function warm() {
  const { handler } = require(main);
  const { DynamoDBClient, DynamoDBDocumentClient, GetCommand } = require(sdk);
  // Configured as the handler's own (api/tables/open.ts): its timers are part of a call.
  const requestHandler = { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true };
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: 3, requestHandler }));
  const { id } = request.pathParameters;
  const call = () =>
    client.send(new GetCommand({ TableName: process.env.NOTES_TABLE_NAME, Key: { id }, ConsistentRead: true }));
  const many = async (work) => {
    for (let i = 0; i < batch; i += 1) await work();
  };
  for (let i = 0; i < 15; i += 1) {
    await many(() => handle(handler));
    await many(call);
  }
  const rounds = [];
  for (let i = 0; i < 25; i += 1) {
    rounds.push({
      handler: (await timed(() => many(() => handle(handler)))) / batch,
      call: (await timed(() => many(call))) / batch,
    });
  }
  let roundTrips = 0;
  subscribe("http.client.request.start", () => (roundTrips += 1));
  await many(() => handle(handler));
  return {
    rounds,
    roundTrips: roundTrips / batch,
    bytes: { handler: await allocated(() => many(() => handle(handler))), call: await allocated(() => many(call)) },
  };
}

/** Bytes that each of a batch's calls allocates; the parent gives the process a nursery that holds them all. */
async function allocated(work) {
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  await work();
  return (process.memoryUsage().heapUsed - before) / batch;
}

(mode === "warm" ? warm() : first()).then((result) => process.send(result, () => process.exit(0)));
