import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { bindFirstFree } from "./bind";
import { stackOf } from "../errors";
import { endAfter, handleRequests, headerLines, isForThisHost, originForm, readBody } from "./http";
import { RequestsInFlight } from "./requestsInFlight";
import { sendStream } from "./sendStream";
import { plainText, type WebAnswer, type WebRequest } from "./webExchange";

/** Larger than the limits of the services, so that a service's error answers instead of Node's. */
const maxHeaderBytes = 65_536;

/** Time after which an idle connection is closed (API Gateway quotas, "Idle connection timeout"). */
const idleMillis = 310_000;

export interface WebServerOptions {
  readonly host: string;
  readonly answer: (request: WebRequest) => Promise<WebAnswer>;
  /** Answers requests to the local cloud's own paths. @returns false for requests to the service. */
  readonly pages?: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  readonly maxBodyBytes: number;
  readonly bodyTooLarge: () => WebAnswer;
  /** Receives the stack of a defect of the local cloud, whose request gets `defectAnswer`. */
  readonly onDefect: (text: string) => void;
  readonly defectAnswer: WebAnswer;
  /** Maximum time that a stop waits for the requests in flight, in milliseconds. */
  readonly stopMillis: number;
}

/** An HTTP server for clients of the program. It tracks its connections and the requests in flight. */
export class WebServer {
  private readonly server: Server;
  private readonly connections = new Set<Socket>();
  private readonly requests = new RequestsInFlight();
  private stopping = false;
  private bound = 0;

  constructor(private readonly options: WebServerOptions) {
    const handler = handleRequests({
      serve: (request, response) => this.serve(request, response),
      refuseBody: (response) => send(response, options.bodyTooLarge()),
      report: (error) => options.onDefect(`internal error: ${stackOf(error)}`),
      answerDefect: (response) => send(response, options.defectAnswer),
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
    const { host } = this.options;
    const refusal = (code: string, candidate: number) => bindError(code, host, candidate);
    this.bound = await bindFirstFree(this.server, { host, port, last, refusal });
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
    return this.requests.size;
  }

  /** Stops accepting connections, closes idle ones and waits for the requests in flight. */
  async stop(): Promise<void> {
    this.stopping = true;
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.connections) if (!this.requests.has(socket)) socket.destroy();
    await this.requests.end(this.options.stopMillis);
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host, answer, pages, maxBodyBytes } = this.options;
    const headers = headerLines(request);
    const refusal = refuseHost(headers, host);
    if (refusal !== undefined) {
      endAfter(request, response);
      send(response, refusal);
      return;
    }
    if (pages !== undefined && (await pages(request, response))) return;
    const body = await readBody(request, maxBodyBytes);
    this.requests.add(request.socket, response);
    const answered = await answer({
      method: request.method ?? "GET",
      target: originForm(request.url ?? "/"),
      headers,
      body,
      sourceIp: request.socket.remoteAddress?.replace(/^::ffff:/, "") ?? "127.0.0.1",
    });
    if (this.stopping) response.shouldKeepAlive = false;
    if (answered.rest === undefined) send(response, answered);
    else await sendStream(response, { ...answered, rest: answered.rest });
  }
}

/**
 * Returns the answer to a request with several Host headers or the name of another host; undefined for other requests.
 */
function refuseHost(headers: WebRequest["headers"], host: string): WebAnswer | undefined {
  const hosts = headers.filter(([name]) => name.toLowerCase() === "host");
  // RFC 9112, 3.2: a server rejects more than one Host line with 400.
  if (hosts.length > 1) return plainText(400, "the request has more than one Host header");
  return isForThisHost(hosts[0]?.[1], host)
    ? undefined
    : plainText(403, `the Host header must name localhost or ${host}: pass --host to allow another name`);
}

function send(response: ServerResponse, { status, headers, body }: WebAnswer): void {
  const lines = headers.flat();
  if (hasNoBody(status)) {
    response.writeHead(status, lines).end();
  } else {
    lines.push("Content-Length", String(body.length));
    response.writeHead(status, lines).end(body);
  }
}

/** True for statuses whose answers have no body in HTTP (RFC 9110, 6.4.1). */
function hasNoBody(status: number): boolean {
  return status === 204 || status === 304 || status < 200;
}

function bindError(code: string, host: string, port: number): string {
  if (code === "EADDRINUSE")
    return `port ${port} on ${host} is in use: stop the process that listens there, or pass --port`;
  if (code === "EACCES") return `port ${port} on ${host} requires privileges: pass --port with a port above 1023`;
  return `cannot listen on ${host}:${port} (${code})`;
}
