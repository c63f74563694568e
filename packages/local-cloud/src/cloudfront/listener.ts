import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { bindFirstFree } from "../kernel/http/bind";
import { stackOf } from "../kernel/errors";
import { endAfter, handleRequests, headerLines, isForThisHost, originForm, readBody } from "../kernel/http/http";
import type { LogSink } from "../kernel/facts/logSink";
import { RequestsInFlight } from "../kernel/http/requestsInFlight";
import type { EdgeAnswer, ViewerRequest } from "./model";

/** CloudFront's limit of a request's headers is 32,768 bytes (CloudFront Developer Guide, "Quotas on headers"). */
const maxHeaderBytes = 65_536;

/** Limit of request bodies in a local run. On AWS it is 50 GB. */
const maxBodyBytes = 64 * 1_024 * 1_024;

export interface ListenerOptions {
  readonly host: string;
  readonly log: LogSink;
  readonly answer: (request: ViewerRequest) => Promise<EdgeAnswer>;
}

/** The HTTP server of one distribution. */
export class Listener {
  private readonly server: Server;
  private readonly requests = new RequestsInFlight();
  private stopping = false;
  private bound = 0;

  constructor(private readonly options: ListenerOptions) {
    const handler = handleRequests({
      serve: (request, response) => this.serve(request, response),
      refuseBody: (response) => void sendText(response, 413, "the body exceeds 64 MiB, the limit of a local run\n"),
      report: (error) => options.log({ source: "cloudfront", text: `internal error: ${stackOf(error)}` }),
      answerDefect: (response) => void sendText(response, 500, "internal error\n"),
    });
    this.server = createServer({ maxHeaderSize: maxHeaderBytes, keepAlive: true }, handler);
  }

  /** Binds the first free port from `port` to 65535; 0 binds any free port. @throws UserError */
  async listen(port: number): Promise<this> {
    const { host } = this.options;
    const refusal = (code: string) => `no port from ${port} on ${host} is free for a distribution (${code})`;
    this.bound = await bindFirstFree(this.server, { host, port, last: 65_535, refusal });
    return this;
  }

  get port(): number {
    return this.bound;
  }

  get url(): string {
    const { host } = this.options;
    return `http://${host.includes(":") ? `[${host}]` : host}:${this.bound}`;
  }

  /** Stops accepting connections and waits for the requests in flight. */
  async stop(): Promise<void> {
    this.stopping = true;
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeIdleConnections();
    await this.requests.end();
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isForThisHost(request.headers.host, this.options.host)) {
      endAfter(request, response);
      await sendText(response, 403, `the Host header must name localhost or ${this.options.host}\n`);
      return;
    }
    this.requests.add(request.socket, response);
    const body = await readBody(request, maxBodyBytes);
    const [uri = "/", ...query] = originForm(request.url ?? "/").split("?");
    const answer = await this.options.answer({
      method: request.method ?? "GET",
      uri,
      query: query.join("?"),
      headers: headerLines(request),
      body,
      clientPort: request.socket.remotePort,
      clientIp: request.socket.remoteAddress?.replace(/^::ffff:/, "") ?? "127.0.0.1",
    });
    if (this.stopping) response.shouldKeepAlive = false;
    await send(response, answer, request.method === "HEAD");
  }
}

async function send(response: ServerResponse, { status, statusText, headers, body }: EdgeAnswer, isHead: boolean) {
  const hasNoBody = isHead || status === 204 || status === 304 || status < 200;
  const length: [string, string][] =
    Buffer.isBuffer(body) && !hasNoBody ? [["Content-Length", String(body.length)]] : [];
  const lines = length.length === 0 ? headers : headers.filter(([name]) => name.toLowerCase() !== "content-length");
  const flat = [...lines, ...length].flat();
  if (statusText === undefined || statusText === "") response.writeHead(status, flat);
  else response.writeHead(status, statusText, flat);
  if (hasNoBody && !Buffer.isBuffer(body)) (body as { destroy?: () => void }).destroy?.();
  if (hasNoBody || Buffer.isBuffer(body)) {
    response.end(hasNoBody ? undefined : body);
    return;
  }
  // A broken origin or viewer breaks the connection, so that the viewer sees an incomplete answer.
  await pipeline(body, response).catch(() => response.destroy());
}

async function sendText(response: ServerResponse, status: number, text: string): Promise<void> {
  await send(response, { status, headers: [["Content-Type", "text/plain"]], body: Buffer.from(text) }, false);
}
