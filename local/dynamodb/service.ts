import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { arn, type Place } from "../engine/identity";
import type { Declared } from "../engine/resources";
import type { Faults } from "../engine/faults";
import type { Authorizer } from "../engine/services";
import { DynamoDbEngine, type EngineResponse } from "./engine";
import { createTables } from "./tables";

/** DynamoDB's endpoint: says who asks, checks that they may, and lets the engine answer. */
export class DynamoDbService {
  private readonly engine: DynamoDbEngine;
  private readonly server: Server;
  /** Requests since the start, denied and failed ones included. */
  requests = 0;

  constructor(
    private readonly place: Place,
    private readonly authorizer: Authorizer,
    private readonly options: { readonly path?: string; readonly faults: Faults },
  ) {
    this.engine = new DynamoDbEngine(options.path);
    this.server = createServer((request, response) => void this.serve(request, response));
    // Functions keep their connections between calls, as on AWS.
    this.server.keepAliveTimeout = 60_000;
  }

  /** @returns the endpoint's URL. Only this machine can reach it. */
  async start(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(0, "127.0.0.1", resolve);
    });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
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
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    this.requests += 1;
    const { faults } = this.options;
    await faults.delay("dynamodb:latency");
    // The connection stays open and silent, as behind a network that drops packets.
    if (faults.strikes("dynamodb:blackhole")) return;
    const answer =
      this.denied(request, body) ?? badDay(faults) ?? (await this.engine.call({ headers: request.headers, body }));
    const { statusCode, headers, body: text } = answer;
    response.writeHead(statusCode, { ...headers, "Content-Length": Buffer.byteLength(text) });
    response.end(text);
  }

  private denied(request: IncomingMessage, body: Buffer): EngineResponse | undefined {
    const [, accessKeyId = ""] = /Credential=([^/]+)\//.exec(request.headers.authorization ?? "") ?? [];
    const principal = this.authorizer.principalOf(accessKeyId);
    if (principal === undefined) {
      return refusal("UnrecognizedClientException", "The security token included in the request is invalid.");
    }
    const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
    for (const resource of this.resourcesOf(body)) {
      const denial = this.authorizer.denial(principal, `dynamodb:${operation}`, resource);
      if (denial !== undefined) return refusal("AccessDeniedException", denial);
    }
    return undefined;
  }

  /** ARNs of the tables and indexes that a request names; `*` where it names none. */
  private resourcesOf(body: Buffer): string[] {
    const { TableName, IndexName, RequestItems } = parsed(body);
    if (typeof TableName === "string") {
      const table = TableName.startsWith("arn:") ? TableName : arn(this.place, "dynamodb", `table/${TableName}`);
      return [typeof IndexName === "string" ? `${table}/index/${IndexName}` : table];
    }
    const tables = Object.keys(RequestItems ?? {});
    return tables.length === 0 ? ["*"] : tables.map((table) => arn(this.place, "dynamodb", `table/${table}`));
  }
}

function parsed(body: Buffer): Record<string, unknown> {
  try {
    return (JSON.parse(body.toString()) ?? {}) as Record<string, unknown>;
  } catch {
    // Not JSON: the engine answers that, once somebody is allowed to ask.
    return {};
  }
}

/** What DynamoDB answers when it throttles or fails (DynamoDB Developer Guide, "Error handling with DynamoDB"). */
function badDay(faults: Faults): EngineResponse | undefined {
  if (faults.strikes("dynamodb:throttle")) {
    return refusal(
      "ProvisionedThroughputExceededException",
      "The level of configured provisioned throughput for the table was exceeded.",
    );
  }
  if (faults.strikes("dynamodb:error"))
    return { ...refusal("InternalServerError", "Internal server error"), statusCode: 500 };
  return undefined;
}

function refusal(type: string, message: string): EngineResponse {
  return {
    statusCode: 400,
    headers: { "Content-Type": "application/x-amz-json-1.0" },
    body: JSON.stringify({ __type: `com.amazon.coral.service#${type}`, message }),
  };
}
