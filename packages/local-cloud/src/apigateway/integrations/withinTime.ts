import { Deadline } from "../../kernel/bounds/deadline";
import { GatewayError } from "../exchange/errors";
import type { Exchange } from "../exchange/exchange";

/**
 * Waits for the integration of a method and records its latency.
 *
 * @throws GatewayError INTEGRATION_TIMEOUT after the integration's timeout.
 */
export async function withinTimeout<T>(exchange: Exchange, work: Promise<T>): Promise<T> {
  const { timeoutMillis } = exchange.match!.method.integration;
  const started = performance.now();
  const reason = `no answer within ${timeoutMillis} ms`;
  const answer = await withTimeLimit(work, timeoutMillis, () => {
    return new GatewayError("INTEGRATION_TIMEOUT", "Endpoint request timed out", { reason });
  });
  exchange.integration = { latencyMillis: Math.round(performance.now() - started) };
  return answer;
}

/**
 * Waits for work up to a time limit. The work continues after the limit.
 *
 * @throws the error of `makeError` after the limit.
 */
export async function withTimeLimit<T>(work: Promise<T>, millis: number, makeError: () => Error): Promise<T> {
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
