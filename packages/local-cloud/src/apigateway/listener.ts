import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { UserError } from "../kernel/errors";
import { BodyTooLarge, endAfter, headerLines, isForThisHost, readBody, RequestAborted } from "../kernel/http";
import type { LogSink } from "../kernel/interfaces";
import type { GatewayAnswer, GatewayRequest } from "./exchange/exchange";
import { maxIntegrationMillis } from "./declared/importDocument";
import { bodyTooLarge, maxBodyBytes, plainText } from "./stages/parse";

/** Larger than API Gateway's own limit, so that the gateway is the one that refuses. */
const maxHeaderBytes = 65_536;

/** How long a connection may be idle (API Gateway quotas, "Idle connection timeout"). */
const idleMillis = 310_000;

export interface ListenerOptions {
  readonly host: string;
  readonly log: LogSink;
  readonly answer: (request: GatewayRequest) => Promise<GatewayAnswer>;
  /** Takes what is none of the API's. */
  readonly pages: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** One HTTP server, and what is under way on it. */
export class Listener {
  private readonly server: Server;
  private readonly connections = new Set<Socket>();
  /** Connections that wait for an answer. */
  private readonly busy = new Set<Socket>();
  private stopping = false;
  private idle: () => void = () => undefined;
  private bound = 0;

  constructor(private readonly options: ListenerOptions) {
    this.server = createServer({ maxHeaderSize: maxHeaderBytes, keepAlive: true }, (request, response) => {
      // A connection that breaks under an answer is the client's affair.
      response.on("error", () => undefined);
      this.serve(request, response).catch((error: unknown) => this.fail(request, response, error));
    });
    this.server.keepAliveTimeout = idleMillis;
    // A client that has sent its request and closed its side waits for the answer all the same.
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

  /** How many requests are being answered. */
  get inFlight(): number {
    return this.busy.size;
  }

  /** Stops accepting and waits for the requests that are being answered, not for connections that send nothing. */
  async stop(): Promise<void> {
    this.stopping = true;
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.connections) if (!this.busy.has(socket)) socket.destroy();
    // No integration takes longer than this.
    const timer = setTimeout(() => this.idle(), maxIntegrationMillis);
    if (this.busy.size > 0) await new Promise<void>((resolve) => (this.idle = resolve));
    clearTimeout(timer);
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host, answer, pages } = this.options;
    const refusal = refused(request, host);
    if (refusal !== undefined) {
      endAfter(request, response);
      send(response, refusal);
      return;
    }
    if (pages(request, response)) return;
    const body = await readBody(request, maxBodyBytes);
    this.begin(request.socket, response);
    const answered = await answer({
      method: request.method ?? "GET",
      target: originForm(request.url ?? "/"),
      headers: headerLines(request),
      body,
      sourceIp: request.socket.remoteAddress?.replace(/^::ffff:/, "") ?? "127.0.0.1",
    });
    if (this.stopping) response.shouldKeepAlive = false;
    send(response, answered);
  }

  private begin(socket: Socket, response: ServerResponse): void {
    this.busy.add(socket);
    response.once("close", () => {
      this.busy.delete(socket);
      if (this.busy.size === 0) this.idle();
    });
  }

  private fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    if (error instanceof RequestAborted) return;
    if (error instanceof BodyTooLarge) {
      endAfter(request, response);
      send(response, bodyTooLarge());
      return;
    }
    // A defect of the local cloud itself: said in its log, 500 to the client.
    const text = `internal error: ${(error as Error).stack ?? String(error)}`;
    this.options.log({ source: "apigateway", text });
    if (response.headersSent) response.destroy();
    else send(response, { status: 500, headers: [["Content-Type", "application/json"]], body: internalError });
  }
}

const internalError = Buffer.from('{"message": "Internal server error"}');

/** What no API of the run is asked. */
function refused(request: IncomingMessage, host: string): GatewayAnswer | undefined {
  const hosts = headerLines(request).filter(([name]) => name.toLowerCase() === "host");
  // RFC 9112, 3.2: more than one Host line is answered with 400.
  if (hosts.length > 1) return plainText(400, "a request has one Host header");
  return isForThisHost(request.headers.host, host)
    ? undefined
    : plainText(403, `this run answers to localhost and ${host} only, by the Host header: --host names another`);
}

/** `http://host/path` is `/path` (RFC 9112, 3.2.2). */
function originForm(target: string): string {
  const [, path = target] = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*(.*)$/i.exec(target) ?? [];
  return path === "" ? "/" : path;
}

function send(response: ServerResponse, { status, headers, body }: GatewayAnswer): void {
  const length: [string, string][] = bodyless(status) ? [] : [["Content-Length", String(body.length)]];
  response.writeHead(status, [...headers, ...length].flat());
  response.end(bodyless(status) ? undefined : body);
}

/** HTTP gives these statuses no body. */
function bodyless(status: number): boolean {
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
    return `port ${port} on ${host} is in use: stop what listens there, or choose another with --port`;
  if (code === "EACCES") return `port ${port} on ${host} needs privileges: choose one above 1023 with --port`;
  return `cannot listen on ${host}:${port} (${code ?? "unknown error"})`;
}
