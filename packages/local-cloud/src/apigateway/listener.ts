import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { stackOf, UserError } from "../kernel/errors";
import { endAfter, handleRequests, headerLines, isForThisHost, originForm, readBody } from "../kernel/http";
import type { LogSink } from "../kernel/interfaces";
import type { GatewayAnswer, GatewayRequest } from "./exchange/exchange";
import { maxIntegrationMillis } from "./declared/importDocument";
import { sendStream } from "./sendStream";
import { bodyTooLarge, maxBodyBytes, plainText } from "./stages/parse";

/** Larger than API Gateway's limit, so that the gateway's error answers instead of Node's. */
const maxHeaderBytes = 65_536;

/** Time after which an idle connection is closed (API Gateway quotas, "Idle connection timeout"). */
const idleMillis = 310_000;

export interface ListenerOptions {
  readonly host: string;
  readonly log: LogSink;
  readonly answer: (request: GatewayRequest) => Promise<GatewayAnswer>;
  /** Answers requests to the local cloud's own paths. @returns false for requests to the API. */
  readonly pages: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
}

/** An HTTP server that tracks its connections and the requests in flight. */
export class Listener {
  private readonly server: Server;
  private readonly connections = new Set<Socket>();
  /** Connections with a request in flight. */
  private readonly busy = new Set<Socket>();
  private stopping = false;
  private idle: () => void = () => undefined;
  private bound = 0;

  constructor(private readonly options: ListenerOptions) {
    const handler = handleRequests({
      serve: (request, response) => this.serve(request, response),
      refuseBody: (response) => send(response, bodyTooLarge()),
      report: (error) => options.log({ source: "apigateway", text: `internal error: ${stackOf(error)}` }),
      answerDefect: (response) => send(response, internalError),
    });
    this.server = createServer({ maxHeaderSize: maxHeaderBytes, keepAlive: true }, handler);
    this.server.keepAliveTimeout = idleMillis;
    // A client that closes its side after the request still receives the answer.
    Object.assign(this.server, { httpAllowHalfOpen: true });
    this.server.on("connection", (socket) => {
      this.connections.add(socket);
      socket.once("close", () => this.connections.delete(socket));
    });
  }

  /** Binds the first free port from `port` to `last`. @throws UserError */
  async listen(port: number, last: number): Promise<this> {
    this.bound = await bind(this.server, this.options.host, { port, last });
    return this;
  }

  get port(): number {
    return this.bound;
  }

  get url(): string {
    const { host } = this.options;
    return `http://${host.includes(":") ? `[${host}]` : host}:${this.bound}`;
  }

  /** Number of requests in flight. */
  get inFlight(): number {
    return this.busy.size;
  }

  /** Stops accepting connections, closes idle ones and waits for the requests in flight. */
  async stop(): Promise<void> {
    this.stopping = true;
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.connections) if (!this.busy.has(socket)) socket.destroy();
    // Integrations time out before this.
    const timer = setTimeout(() => this.idle(), maxIntegrationMillis);
    if (this.busy.size > 0) await new Promise<void>((resolve) => (this.idle = resolve));
    clearTimeout(timer);
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host, answer, pages } = this.options;
    const refusal = refuseHost(request, host);
    if (refusal !== undefined) {
      endAfter(request, response);
      send(response, refusal);
      return;
    }
    if (await pages(request, response)) return;
    const body = await readBody(request, maxBodyBytes);
    this.trackRequest(request.socket, response);
    const answered = await answer({
      method: request.method ?? "GET",
      target: originForm(request.url ?? "/"),
      headers: headerLines(request),
      body,
      sourceIp: request.socket.remoteAddress?.replace(/^::ffff:/, "") ?? "127.0.0.1",
    });
    if (this.stopping) response.shouldKeepAlive = false;
    if (answered.rest === undefined) send(response, answered);
    else await sendStream(response, { ...answered, rest: answered.rest });
  }

  private trackRequest(socket: Socket, response: ServerResponse): void {
    this.busy.add(socket);
    response.once("close", () => {
      this.busy.delete(socket);
      if (this.busy.size === 0) this.idle();
    });
  }
}

const internalError: GatewayAnswer = {
  status: 500,
  headers: [["Content-Type", "application/json"]],
  body: Buffer.from('{"message": "Internal server error"}'),
};

/**
 * Returns the answer to a request with several Host headers or the name of another host; undefined for other requests.
 */
function refuseHost(request: IncomingMessage, host: string): GatewayAnswer | undefined {
  const hosts = headerLines(request).filter(([name]) => name.toLowerCase() === "host");
  // RFC 9112, 3.2: a server rejects more than one Host line with 400.
  if (hosts.length > 1) return plainText(400, "the request has more than one Host header");
  return isForThisHost(request.headers.host, host)
    ? undefined
    : plainText(403, `the Host header must name localhost or ${host}: pass --host to allow another name`);
}

function send(response: ServerResponse, { status, headers, body }: GatewayAnswer): void {
  const length: [string, string][] = hasNoBody(status) ? [] : [["Content-Length", String(body.length)]];
  response.writeHead(status, [...headers, ...length].flat());
  response.end(hasNoBody(status) ? undefined : body);
}

/** True for statuses whose answers have no body in HTTP (RFC 9110, 6.4.1). */
function hasNoBody(status: number): boolean {
  return status === 204 || status === 304 || status < 200;
}

async function bind(
  server: Server,
  host: string,
  { port, last }: { readonly port: number; readonly last: number },
): Promise<number> {
  for (let candidate = port; ; candidate += 1) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(candidate, host, () => {
          server.off("error", reject);
          resolve();
        });
      });
      return (server.address() as AddressInfo).port;
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === "EADDRINUSE" && candidate < last) continue;
      throw new UserError(bindError(code, host, candidate));
    }
  }
}

function bindError(code: string | undefined, host: string, port: number): string {
  if (code === "EADDRINUSE")
    return `port ${port} on ${host} is in use: stop the process that listens there, or pass --port`;
  if (code === "EACCES") return `port ${port} on ${host} requires privileges: pass --port with a port above 1023`;
  return `cannot listen on ${host}:${port} (${code ?? "unknown error"})`;
}
