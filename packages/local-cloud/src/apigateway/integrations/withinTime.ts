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
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new GatewayError("INTEGRATION_TIMEOUT", "Endpoint request timed out", {
            reason: `no answer in ${timeoutMillis} ms`,
          }),
        ),
      timeoutMillis,
    );
  });
  try {
    const answer = await Promise.race([work, timeout]);
    exchange.integration = { latencyMillis: Math.round(performance.now() - started) };
    return answer;
  } finally {
    clearTimeout(timer);
  }
}
