import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "../engine/clock";
import { UserError } from "../engine/errors";
import type { Place } from "../engine/identity";
import type { Declared } from "../engine/resources";
import type { FunctionInvoker, LogSink } from "../engine/services";
import { declaredKeys, declaredPlans } from "./deployed";
import { answerRequest, type DeployedApi, type GatewayServices } from "./gateway";
import { maxIntegrationMillis } from "./importDocument";
import { UsagePlans } from "./usagePlans";

export interface ApiGatewayOptions {
  readonly host: string;
  /** Of the first API; further ones take the next free ones. 0 takes any. */
  readonly port: number;
  /** Of buckets and quotas; requests are stamped with the real time. */
  readonly clock: Clock;
  readonly log: LogSink;
}

interface DeployContext {
  /** By API id. */
  readonly deployed: ReadonlyMap<string, DeployedApi>;
  readonly place: Place;
  readonly functions: FunctionInvoker;
  /** Answers a path that is no stage's, on the first API's port. */
  readonly page: (path: string) => Page | undefined;
}

/** An answer outside every API. */
interface Page {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Buffer;
}

/** Larger than API Gateway's own limit, so that the gateway is the one that refuses. */
const maxHeaderBytes = 65_536;

/** REST APIs behind one HTTP server each. */
export class ApiGatewayService {
  private readonly servers: Promise<ApiServer>[] = [];
  /** Which server an API is behind. */
  private readonly places = new Map<string, number>();
  private readonly plans: UsagePlans;
  private services: GatewayServices | undefined;
  private stopping = false;
  private page: DeployContext["page"] = () => undefined;
  private apis: ReadonlyMap<string, DeployedApi> = new Map();

  constructor(private readonly options: ApiGatewayOptions) {
    this.plans = new UsagePlans(options.clock);
  }

  /** Binds the first API's port, so that a port in use is told before a program is loaded. @throws UserError */
  async open(): Promise<void> {
    const { port } = this.options;
    await this.listen(port, port);
  }

  /** Base URL of an API, which takes the next server. @throws UserError when no port is left. */
  async endpoint(apiId: string): Promise<string> {
    let place = this.places.get(apiId);
    if (place === undefined) {
      place = this.places.size;
      this.places.set(apiId, place);
    }
    const server = this.servers[place] ?? this.further(place);
    return (await server).url;
  }

  declare(resources: readonly Declared[], { deployed, place, functions, page }: DeployContext): void {
    const { log } = this.options;
    this.plans.declare(declaredKeys(resources), declaredPlans(resources));
    this.apis = deployed;
    this.page = page;
    this.services = { place, functions, log, plans: this.plans };
  }

  private apiAt(place: number): DeployedApi | undefined {
    const [apiId] = [...this.places].find(([, own]) => own === place) ?? [];
    return apiId === undefined ? undefined : this.apis.get(apiId);
  }

  /** Stops accepting, finishes what is in flight: each further answer closes its connection. */
  async stop(): Promise<void> {
    this.stopping = true;
    // A server that could not listen has nothing to close.
    const bound = await Promise.allSettled(this.servers);
    const servers = bound.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    await Promise.all(
      servers.map(({ server }) => {
        const closed = new Promise((resolve) => server.close(resolve));
        server.closeIdleConnections();
        // No integration takes longer than this.
        setTimeout(() => server.closeAllConnections(), maxIntegrationMillis).unref();
        return closed;
      }),
    );
  }

  private async further(place: number): Promise<ApiServer> {
    const previous = await this.servers[place - 1]!;
    return this.options.port === 0 ? this.listen(0, 0) : this.listen(previous.port + 1, 65_535);
  }

  private listen(port: number, last: number): Promise<ApiServer> {
    const { host } = this.options;
    const place = this.servers.length;
    const server = createServer({ maxHeaderSize: maxHeaderBytes, keepAlive: true }, (request, response) => {
      this.serve(place, request, response).catch((error: unknown) => fail(response, error, this.options.log));
    });
    const listening = bind(server, host, { port, last }).then((bound): ApiServer => {
      const shown = host.includes(":") ? `[${host}]` : host;
      return { server, port: bound, url: `http://${shown}:${bound}` };
    });
    this.servers.push(listening);
    return listening;
  }

  private async serve(place: number, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const api = this.apiAt(place);
    if (api === undefined || this.services === undefined) {
      response
        .writeHead(503, { "Content-Type": "text/plain", "Retry-After": "1" })
        .end("the program is still loading\n");
      return;
    }
    const page = place === 0 ? this.page(request.url ?? "/") : undefined;
    if (page !== undefined) {
      response.writeHead(page.status, { "Content-Type": page.contentType, "Cache-Control": "no-store" }).end(page.body);
      return;
    }
    const { rawHeaders } = request;
    const headers = Array.from(
      { length: rawHeaders.length / 2 },
      (_, i) => [rawHeaders[2 * i]!, rawHeaders[2 * i + 1]!] as const,
    );
    const answer = await answerRequest(
      api,
      {
        method: request.method ?? "GET",
        target: request.url ?? "/",
        headers,
        body: Buffer.concat(chunks),
        sourceIp: request.socket.remoteAddress?.replace(/^::ffff:/, "") ?? "127.0.0.1",
      },
      this.services,
    );
    const length: [string, string][] = bodyless(answer.status) ? [] : [["Content-Length", String(answer.body.length)]];
    if (this.stopping) response.shouldKeepAlive = false;
    response.writeHead(answer.status, [...answer.headers, ...length].flat());
    response.end(bodyless(answer.status) ? undefined : answer.body);
  }
}

interface ApiServer {
  readonly server: Server;
  readonly port: number;
  readonly url: string;
}

/** HTTP gives these statuses no body. */
function bodyless(status: number): boolean {
  return status === 204 || status === 304 || status < 200;
}

/** Binds the first free port from `port` to `last`. */
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

/** A defect of the local cloud itself: said in its log, 500 to the client. */
function fail(response: ServerResponse, error: unknown, log: LogSink): void {
  log({ source: "apigateway", text: `internal error: ${(error as Error).stack ?? String(error)}` });
  if (!response.headersSent) response.writeHead(500, { "Content-Type": "application/json" });
  response.end('{"message": "Internal server error"}');
}
