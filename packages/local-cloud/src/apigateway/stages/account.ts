import type { LogSink } from "../../kernel/facts/logSink";
import { contextVariables } from "../exchange/contextVariables";
import type { Exchange, GatewayAnswer } from "../exchange/exchange";
import { substitute } from "../exchange/mappings";

/** Writes the access-log line of an answered request if the stage has an access-log format. */
export function writeAccessLog(exchange: Exchange, answer: GatewayAnswer, log: LogSink): void {
  const { accessLog } = exchange.stage;
  if (accessLog === undefined) return;
  const { status, body, length = body.length } = answer;
  const latencyMillis = Date.now() - exchange.startedAt;
  const text = accessLogLine(accessLog.format, exchange, { status, length, latencyMillis });
  log({ source: accessLog.group, requestId: exchange.requestId, text: `${text}\n`, inGroup: true });
}

/** Returns the access-log line of a request. A variable without a value prints `-`. */
export function accessLogLine(
  format: string,
  exchange: Exchange,
  answer: { readonly status: number; readonly length: number; readonly latencyMillis: number },
): string {
  const variables = contextVariables(exchange, answer);
  return substitute(format, exchange, { missing: "-", context: (name) => variables.get(name) });
}
