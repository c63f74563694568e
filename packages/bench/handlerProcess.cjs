"use strict";
/**
 * Runs a route's handler from its archive in a separate process, as an execution environment does. Sends the figures to
 * its parent. argv: main module of the archive; event as JSON; `first`, `cold`, or `warm` and the module of the SDK.
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
async function time(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Measures the init, then the first request after a pause. */
async function measureFirst() {
  let handler;
  const initMillis = await time(() => {
    ({ handler } = require(main));
    // Includes the work that the handler's factory started.
    return setImmediate();
  });
  await setTimeout(50);
  const firstMillis = await time(() => handle(handler));
  return { initMillis, firstMillis, handler };
}

/** Measures a cold start, and the median of the requests after it. */
async function measureCold() {
  const { initMillis, firstMillis, handler } = await measureFirst();
  const later = [];
  for (let i = 0; i < batch; i += 1) later.push(await time(() => handle(handler)));
  const warmMillis = later.sort((a, b) => a - b)[batch / 2];
  return { initMillis, firstMillis, warmMillis };
}

/** Alternates batches of handler calls and bare SDK calls after a warm-up. Returns the mean of each batch. */
async function measureWarm() {
  const { handler } = require(main);
  const { DynamoDBClient, DynamoDBDocumentClient, GetCommand } = require(sdk);
  // Same configuration as the handler's client (api/tables/open.ts): its timers are part of a call.
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
      handler: (await time(() => many(() => handle(handler)))) / batch,
      call: (await time(() => many(call))) / batch,
    });
  }
  let roundTrips = 0;
  subscribe("http.client.request.start", () => (roundTrips += 1));
  await many(() => handle(handler));
  return {
    rounds,
    roundTrips: roundTrips / batch,
    bytes: {
      handler: await measureAllocation(() => many(() => handle(handler))),
      call: await measureAllocation(() => many(call)),
    },
  };
}

/** Returns the allocated bytes of a call. The parent sets a young generation that is larger than a batch needs. */
async function measureAllocation(work) {
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  await work();
  return (process.memoryUsage().heapUsed - before) / batch;
}

const modes = {
  warm: measureWarm,
  cold: measureCold,
  first: async () => {
    const { initMillis, firstMillis } = await measureFirst();
    return { initMillis, firstMillis };
  },
};

modes[mode]().then((result) => process.send(result, () => process.exit(0)));
