/**
 * Runs inside an environment's thread: a request to DynamoDB that travels as a message. To its caller, it looks like a request
 * over a connection that Node's agent kept open. It must import nothing but Node's modules and files of the thread: see
 * runtimeText.ts.
 */
import { AsyncResource } from "node:async_hooks";
import http from "node:http";
import type { Socket } from "node:net";
import { Writable } from "node:stream";
import type { DataAnswer } from "../../kernel/interfaces/dataChannels";
import type { ChannelCall, ChannelCalls } from "./channelCalls";
import { DataSocket } from "./dataSocket";

export type Header = readonly [name: string, value: string];

export interface DataRequestOptions {
  readonly agent: http.Agent;
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Map<string, Header>;
}

/** Largest body in bytes. Larger ones use HTTP. */
export const maxBodyBytes = 1_048_576;

/** In the role of `http.ClientRequest`. */
export class DataRequest extends Writable implements ChannelCall {
  readonly protocol = "http:";
  readonly host: string;
  readonly method = "POST";
  readonly reusedSocket = false;
  readonly shouldKeepAlive = true;
  readonly agent: http.Agent;
  readonly path: string;
  readonly socket: DataSocket;
  res: http.IncomingMessage | undefined;
  aborted = false;
  headersSent = false;
  private readonly id: number;
  /** Listeners run with the caller's AsyncLocalStorage. */
  private readonly context = new AsyncResource("HTTPCLIENTREQUEST");
  private readonly body: (string | Buffer)[] = [];
  private readonly headers: Map<string, Header>;
  private bytes = 0;
  private forwardsTimeout = false;

  constructor(
    { agent, path, headers }: DataRequestOptions,
    private readonly channel: ChannelCalls,
  ) {
    // A writable stream otherwise ends itself when its body is complete.
    super({ autoDestroy: false, decodeStrings: false });
    [this.agent, this.path, this.headers] = [agent, path, headers];
    const { hostname, port } = channel;
    this.host = hostname;
    if (!headers.has("host")) this.setHeader("Host", `${hostname}:${port}`);
    this.socket = new DataSocket(hostname, Number(port), (error) => this.destroy(error));
    this.id = channel.open(this);
    process.nextTick(() => {
      if (!this.destroyed) this.emit("socket", this.socket);
    });
  }

  setHeader(name: string, value: string | number | readonly string[]): this {
    if (this.headersSent) {
      const message = "Cannot set headers after they are sent to the client";
      throw Object.assign(new Error(message), { code: "ERR_HTTP_HEADERS_SENT" });
    }
    http.validateHeaderName(name);
    http.validateHeaderValue(name, String(value));
    this.headers.set(name.toLowerCase(), [name, String(value)]);
    return this;
  }

  getHeader(name: string): string | undefined {
    return this.headers.get(name.toLowerCase())?.[1];
  }

  hasHeader(name: string): boolean {
    return this.headers.has(name.toLowerCase());
  }

  removeHeader(name: string): void {
    this.headers.delete(name.toLowerCase());
  }

  getHeaderNames(): string[] {
    return [...this.headers.keys()];
  }

  getHeaders(): Record<string, string> {
    return Object.fromEntries([...this.headers].map(([name, [, value]]) => [name, value]));
  }

  setTimeout(millis: number, callback?: () => void): this {
    if (callback !== undefined) this.once("timeout", callback);
    if (!this.forwardsTimeout) this.socket.on("timeout", () => this.emit("timeout"));
    this.forwardsTimeout = true;
    this.socket.setTimeout(millis);
    return this;
  }

  flushHeaders(): void {}

  setNoDelay(): void {}

  setSocketKeepAlive(): void {}

  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    process.nextTick(() => this.emit("abort"));
    this.destroy();
  }

  override _write(chunk: string | Buffer, encoding: BufferEncoding, done: () => void): void {
    const part = typeof chunk === "string" && encoding !== "utf8" ? Buffer.from(chunk, encoding) : chunk;
    this.bytes += Buffer.byteLength(part);
    this.body.push(part);
    if (this.bytes > maxBodyBytes) this.destroy(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
    else done();
  }

  override _final(done: () => void): void {
    this.headersSent = true;
    this.send();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.channel.close(this.id);
    this.socket.setTimeout(0);
    const { res } = this;
    if (res?.readableEnded !== true) {
      this.socket.destroy();
      if (res?.destroyed === false) res.resume();
    }
    if (res !== undefined || error !== null) done(error);
    else done(Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }));
  }

  /** Receives the answer, whose body is complete. */
  receive({ statusCode, rawHeaders, body }: DataAnswer): void {
    this.channel.close(this.id);
    const response = new http.IncomingMessage(this.socket as unknown as Socket);
    this.res = response;
    response.statusCode = statusCode;
    response.statusMessage = http.STATUS_CODES[statusCode] ?? "";
    response.httpVersion = "1.1";
    [response.httpVersionMajor, response.httpVersionMinor] = [1, 1];
    response.rawHeaders = JSON.parse(rawHeaders) as string[];
    response.headers = headersOf(response.rawHeaders);
    Object.assign(response, { req: this, complete: true });
    response.push(body);
    response.push(null);
    response.once("end", () => this.destroy());
    this.context.runInAsyncScope(() => {
      if (!this.emit("response", response)) response.resume();
    });
  }

  private send(): void {
    const body = this.body.length === 1 ? this.body[0]! : Buffer.concat(this.body.map((part) => Buffer.from(part)));
    const { id, path: url } = this;
    const rawHeaders = JSON.stringify([...this.headers.values()].flat());
    // A message contains the whole memory of a buffer, which other buffers can share.
    this.channel.post({ id, url, rawHeaders, body: typeof body === "string" ? body : new Uint8Array(body) });
  }
}

function headersOf(rawHeaders: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at < rawHeaders.length; at += 2) headers[rawHeaders[at]!.toLowerCase()] = rawHeaders[at + 1]!;
  return headers;
}
