import type { Clock } from "../../kernel/clock";
import { debuggedThreads } from "../../kernel/bounds/debuggedThreads";
import type { GatewayAnswer } from "../exchange/exchange";

/**
 * Limits of a streamed answer (API Gateway Developer Guide, "Stream the integration response for your proxy
 * integrations in API Gateway", considerations).
 */
const maxStreamMillis = 15 * 60_000;
const maxIdleMillis = 5 * 60_000;
const maxEdgeIdleMillis = 30_000;

type Streamed = GatewayAnswer & { readonly rest: NonNullable<GatewayAnswer["rest"]> };

export interface StreamLimitsOptions {
  /** Clock of the run. */
  readonly clock: Pick<Clock, "now" | "sleep">;
  /** Time of the clock at which the request arrived. */
  readonly since: number;
  /** True for an edge-optimized endpoint. */
  readonly isEdge: boolean;
  /** Receives the reason when a limit breaks the stream. */
  readonly onBroken: (reason: string) => void;
}

/** Breaks the stream of an answer that is idle for too long or takes too long. */
export function limitStream(answer: Streamed, options: StreamLimitsOptions): Streamed {
  return { ...answer, rest: limitChunks(answer.rest, options) };
}

async function* limitChunks(
  chunks: Streamed["rest"],
  { clock, since, isEdge, onBroken }: StreamLimitsOptions,
): AsyncGenerator<Buffer> {
  const idleMillis = isEdge ? maxEdgeIdleMillis : maxIdleMillis;
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    for (;;) {
      const leftMillis = Math.max(0, since + maxStreamMillis - clock.now());
      const reason =
        leftMillis < idleMillis
          ? `the stream takes longer than ${maxStreamMillis / 60_000} minutes`
          : `the stream was idle for ${idleMillis / 1000} seconds`;
      const next = await nextWithin(iterator.next(), Math.min(idleMillis, leftMillis), clock);
      if (next === undefined) {
        onBroken(reason);
        throw new Error(reason);
      }
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // Also ends a source that waits for its next chunk.
    chunks.destroy?.();
  }
}

/** Returns the next chunk; undefined after the time limit. The limit restarts while a debugger pauses a thread. */
async function nextWithin(
  next: Promise<IteratorResult<Buffer>>,
  millis: number,
  clock: Pick<Clock, "sleep">,
): Promise<IteratorResult<Buffer> | undefined> {
  const arrived = new AbortController();
  const expired = clock.sleep(millis, arrived.signal).then(() => undefined);
  try {
    const first = await Promise.race([next, expired]);
    const isPaused = first === undefined && (await debuggedThreads()?.isPaused(undefined)) === true;
    return isPaused ? await nextWithin(next, millis, clock) : first;
  } finally {
    arrived.abort();
  }
}
