import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { crc32 } from "node:zlib";
import type { Engine } from "./engine";
import { DynamoDbError, StorageError } from "./errors";

/** Bytes of a request (Quotas, "API-specific limits"). */
const maxRequestBytes = 16 * 1024 * 1024;

const target = /^DynamoDB(?:Streams)?_20120810\.(\w+)$/;

export interface ServerOptions {
  readonly engine: Engine;
  /** Address to listen on. Default: 127.0.0.1. */
  readonly host?: string;
  /** 0 selects a free port. */
  readonly port: number;
  /** Additional origins that may send requests; `*` for all. Pages of this machine always may. */
  readonly allowedOrigins?: readonly string[];
  /** Receives one sentence for each failure of the storage or the engine. */
  readonly report?: (text: string) => void;
}

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves an engine over AWS JSON 1.0 to SDKs, the AWS CLI and NoSQL Workbench. @throws the error of `listen` */
export async function serve(options: ServerOptions): Promise<RunningServer> {
  const { host = "127.0.0.1", port } = options;
  const server = createServer((request, response) => {
    response.on("error", () => undefined);
    new Exchange(request, response, options).run();
  });
  await listen(server, host, port);
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** One request and its response. */
class Exchange {
  private readonly chunks: Buffer[] = [];
  private bytes = 0;

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly options: ServerOptions,
  ) {}

  run(): void {
    const { request } = this;
    this.allowOrigin();
    if (!this.isForThisHost()) return this.refuse(403, "this server answers to names of this machine only");
    if (request.method === "OPTIONS") return this.preflight();
    if (request.method === "GET") return this.text(200, "healthy: dynamodb");
    if (request.method !== "POST") return this.refuse(404, `${request.method} is not supported`);
    request.on("data", (chunk: Buffer) => this.take(chunk));
    request.on("end", () => this.answer());
    request.on("error", () => undefined);
  }

  private take(chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.bytes > maxRequestBytes) {
      this.response.setHeader("Connection", "close");
      this.refuse(413, `a request may have ${maxRequestBytes} bytes`);
      this.request.destroy();
      return;
    }
    this.chunks.push(chunk);
  }

  private answer(): void {
    if (this.response.writableEnded) return;
    try {
      this.json(200, this.options.engine.call(this.operation(), this.body()));
    } catch (error) {
      if (error instanceof DynamoDbError) return this.json(error.status, error.body);
      const { message, stack } = error as Error;
      this.options.report?.(error instanceof StorageError ? message : `internal error: ${stack ?? message}`);
      this.json(500, new DynamoDbError("InternalServerError", "Internal server error").body);
    }
  }

  private operation(): string {
    const [, operation] = target.exec(String(this.request.headers["x-amz-target"])) ?? [];
    if (operation === undefined) throw new DynamoDbError("UnknownOperationException", "");
    const { authorization } = this.request.headers;
    if (authorization !== undefined || (this.request.url ?? "").includes("X-Amz-Signature=")) return operation;
    throw new DynamoDbError(
      "MissingAuthenticationTokenException",
      "Request must contain either a valid (registered) AWS access key ID or X.509 certificate.",
    );
  }

  private body(): unknown {
    try {
      return JSON.parse(Buffer.concat(this.chunks).toString());
    } catch {
      throw new DynamoDbError("SerializationException", "");
    }
  }

  private json(status: number, body: object): void {
    const text = JSON.stringify(body);
    this.response.writeHead(status, {
      "Content-Type": "application/x-amz-json-1.0",
      "Content-Length": Buffer.byteLength(text),
      "x-amz-crc32": String(crc32(text)),
      "x-amzn-RequestId": randomUUID().replaceAll("-", "").toUpperCase(),
    });
    this.response.end(text);
  }

  private refuse(status: number, message: string): void {
    if (!this.response.headersSent) this.json(status, { message });
  }

  private text(status: number, text: string): void {
    this.response.writeHead(status, { "Content-Type": "text/plain" });
    this.response.end(text);
  }

  /** Rejects other host names, so that a web page cannot reach the tables by DNS rebinding. */
  private isForThisHost(): boolean {
    const { host: address = "127.0.0.1" } = this.options;
    if (!isLoopback(address)) return true;
    return isLoopback(hostOf(`http://${this.request.headers.host ?? "localhost"}`) ?? "");
  }

  private allowOrigin(): void {
    const { origin } = this.request.headers;
    if (origin === undefined) return;
    const { allowedOrigins = [] } = this.options;
    const isAllowed =
      allowedOrigins.includes("*") || allowedOrigins.includes(origin) || isLoopback(hostOf(origin) ?? "");
    if (!isAllowed) return;
    this.response.setHeader("Access-Control-Allow-Origin", origin);
    this.response.setHeader("Vary", "Origin");
    this.response.setHeader("Access-Control-Expose-Headers", "x-amzn-requestid,x-amz-crc32");
  }

  private preflight(): void {
    const { "access-control-request-headers": headers = "*" } = this.request.headers;
    this.response.setHeader("Access-Control-Allow-Methods", "POST, OPTIONS");
    this.response.setHeader("Access-Control-Allow-Headers", headers);
    this.response.setHeader("Access-Control-Max-Age", "172800");
    this.response.writeHead(204);
    this.response.end();
  }
}

function hostOf(url: string): string | undefined {
  try {
    return new URL(url).hostname.replace(/^\[|\]$/g, "");
  } catch {
    return undefined;
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || host === "::1" || /^127(?:\.\d+){3}$/.test(host);
}
