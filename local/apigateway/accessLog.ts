import { contextVariables } from "./contextVariables";
import type { Exchange } from "./exchange";
import { substitute } from "./mappings";

/** An access-log line in the declared format; a variable without a value prints `-`. */
export function accessLogLine(
  format: string,
  exchange: Exchange,
  answer: { readonly status: number; readonly length: number; readonly latencyMillis: number },
): string {
  const variables = contextVariables(exchange, answer);
  return substitute(format, exchange, { missing: "-", context: (name) => variables.get(name) });
}
