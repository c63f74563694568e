import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Faults } from "../engine/faults";
import { BodyTooLarge, endAfter, headerLines, isForThisHost, readBody, RequestAborted } from "../engine/http";
import { arn, type Place } from "../engine/identity";
import type { Declared } from "../engine/resources";
import type { Authorizer, LogSink } from "../engine/services";
import { refused, StorageError, type DynamoDbEngine, type EngineResponse } from "./engine";
import { createTables } from "./tables";

const host = "127.0.0.1";

/** Largest request in bytes (DynamoDB quotas, "API-specific limits"). */
const maxRequestBytes = 16_777_216;

export interface DynamoDbOptions {
  readonly place: Place;
  readonly authorizer: Authorizer;
  readonly faults: Faults;
  readonly log: LogSink;
}

/** DynamoDB's endpoint: says who asks, checks that they may, and lets the engine answer. */
export class DynamoDbService {
  private readonly server: Server;
  private readonly reported = new Set<string>();
  /** Requests since the start, denied and failed ones included. */
  requests = 0;

  constructor(
    private readonly engine: DynamoDbEngine,
    private readonly options: DynamoDbOptions,
  ) {
    this.server = createServer((request, response) => {
      // A connection that breaks under an answer is the client's affair.
      response.on("error", () => undefined);
      this.serve(request, response).catch((error: unknown) => this.fail(request, response, error));
    });
    // Functions keep their connections between calls, as on AWS.
    this.server.keepAliveTimeout = 60_000;
  }

  /** @returns the endpoint's URL. Only this machine can reach it. */
  async start(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(0, host, resolve);
    });
    return `http://${host}:${(this.server.address() as AddressInfo).port}`;
  }

  /** Creates declared tables that are not there yet; tables with data stay as they are. */
  declare(resources: readonly Declared[]): Promise<void> {
    return createTables(this.engine, resources);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await this.engine.close();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isForThisHost(request.headers.host, host)) {
      send(response, { statusCode: 403, body: { message: "this endpoint answers to names of this machine only" } });
      return;
    }
    const body = await readBody(request, maxRequestBytes);
    this.requests += 1;
    const { faults } = this.options;
    await faults.delay("dynamodb:latency");
    // The connection stays open and silent, as behind a network that drops packets.
    if (faults.strikes("dynamodb:blackhole")) return;
    send(response, await this.answer(request, body, faults));
  }

  private async answer(request: IncomingMessage, body: Buffer, faults: Faults): Promise<EngineResponse> {
    const { authorizer } = this.options;
    const { method = "POST", url: target = "/" } = request;
    const caller = authorizer.authenticate({ method, target, headers: headerLines(request), body });
    if ("refusal" in caller) return refused(caller.refusal, caller.message);
    const parsed = parse(body);
    if (parsed === undefined) return refused("SerializationException");
    const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
    for (const resource of this.resourcesOf(parsed)) {
      const denial = authorizer.denial(caller.principal, `dynamodb:${operation}`, resource);
      if (denial !== undefined) return refused("AccessDeniedException", denial);
    }
    return badDay(faults) ?? this.engine.call(operation, parsed);
  }

  /** ARNs of the tables and indexes that a request names; `*` where it names none. */
  private resourcesOf({ TableName, IndexName, RequestItems }: Request): string[] {
    const { place } = this.options;
    if (typeof TableName === "string") {
      const table = TableName.startsWith("arn:") ? TableName : arn(place, "dynamodb", `table/${TableName}`);
      return [typeof IndexName === "string" ? `${table}/index/${IndexName}` : table];
    }
    const tables = Object.keys(RequestItems ?? {});
    return tables.length === 0 ? ["*"] : tables.map((table) => arn(place, "dynamodb", `table/${table}`));
  }

  private fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    if (error instanceof RequestAborted) return;
    if (error instanceof BodyTooLarge) {
      endAfter(request, response);
      send(response, { statusCode: 413, body: { message: `a request may have ${maxRequestBytes} bytes` } });
      return;
    }
    this.report(
      error instanceof StorageError
        ? `the storage of --data fails, and functions get a 500 from DynamoDB: ${error.message}`
        : `internal error: ${(error as Error).stack ?? String(error)}`,
    );
    if (!response.headersSent) send(response, internalError);
  }

  /** Once for each sentence: a full disk fails every write. */
  private report(text: string): void {
    if (this.reported.has(text)) return;
    this.reported.add(text);
    this.options.log({ source: "dynamodb", text });
  }
}

interface Request {
  readonly TableName?: unknown;
  readonly IndexName?: unknown;
  readonly RequestItems?: object;
}

function parse(body: Buffer): Request | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, { statusCode, body }: EngineResponse): void {
  const text = JSON.stringify(body);
  response.writeHead(statusCode, {
    "Content-Type": "application/x-amz-json-1.0",
    "Content-Length": Buffer.byteLength(text),
  });
  response.end(text);
}

const internalError: EngineResponse = { ...refused("InternalServerError", "Internal server error"), statusCode: 500 };

/** What DynamoDB answers when it throttles or fails (DynamoDB Developer Guide, "Error handling with DynamoDB"). */
function badDay(faults: Faults): EngineResponse | undefined {
  if (faults.strikes("dynamodb:throttle")) {
    return refused(
      "ProvisionedThroughputExceededException",
      "The level of configured provisioned throughput for the table was exceeded.",
    );
  }
  return faults.strikes("dynamodb:error") ? internalError : undefined;
}
