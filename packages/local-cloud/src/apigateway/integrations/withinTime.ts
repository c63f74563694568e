import { Deadline } from "../../kernel/deadline";
import { GatewayError } from "../exchange/errors";
import type { Exchange } from "../exchange/exchange";

/**
 * Waits for what a method is integrated with, and keeps how long it took.
 *
 * @throws GatewayError where it takes longer than the integration may.
 */
export async function withinTime<T>(exchange: Exchange, work: Promise<T>): Promise<T> {
  const { timeoutMillis } = exchange.match!.method.integration;
  const started = performance.now();
  const reason = `no answer in ${timeoutMillis} ms`;
  const answer = await limited(work, timeoutMillis, () => {
    return new GatewayError("INTEGRATION_TIMEOUT", "Endpoint request timed out", { reason });
  });
  exchange.integration = { latencyMillis: Math.round(performance.now() - started) };
  return answer;
}

/** Waits for work that goes on behind a time limit. @throws the error that is made once the limit has passed. */
export async function limited<T>(work: Promise<T>, millis: number, makeError: () => Error): Promise<T> {
  let deadline: Deadline | undefined;
  const timeout = new Promise<never>((_, reject) => {
    deadline = new Deadline({ millis, onExpired: () => reject(makeError()) });
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    deadline?.stop();
  }
}
