import type { LogSink } from "../kernel/facts/logSink";
import { WebServer, type WebServerOptions } from "../kernel/http/webServer";
import { maxIntegrationMillis } from "./declared/importDocument";
import type { GatewayAnswer } from "./exchange/exchange";
import { bodyTooLarge, maxBodyBytes } from "./stages/parse";

export interface ListenerOptions extends Pick<WebServerOptions, "host" | "answer" | "pages"> {
  readonly log: LogSink;
}

/** The HTTP server of an API. */
export class Listener extends WebServer {
  constructor({ log, ...options }: ListenerOptions) {
    super({
      ...options,
      maxBodyBytes,
      bodyTooLarge,
      onDefect: (text) => log({ source: "apigateway", text }),
      defectAnswer: internalError,
      // Integrations time out before this.
      stopMillis: maxIntegrationMillis,
    });
  }
}

const internalError: GatewayAnswer = {
  status: 500,
  headers: [["Content-Type", "application/json"]],
  body: Buffer.from('{"message": "Internal server error"}'),
};
