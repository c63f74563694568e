import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { DataChannels, DataConnection } from "../kernel/interfaces/dataChannels";
import type { DataPlane, TableAction } from "../kernel/interfaces/dataPlane";
import type { Faults } from "../kernel/faults";
import { FirstTimes } from "../kernel/bounds/firstTimes";
import { stackOf } from "../kernel/errors";
import { handleRequests, headerLines, isForThisHost, readBody } from "../kernel/http/http";
import type { Principal } from "../kernel/identity";
import { authorizer, type Authorization } from "../kernel/interfaces/authorization";
import type { Run } from "../kernel/service";
import { accessesOf } from "./access";
import { openChannel } from "./channel";
import { dataCall, dataCallFact, parseCall, type Answer, type DataCall } from "./dataCall";
import { errorResponse, StorageError, type DynamoDbEngine, type EngineResponse } from "./engine";
import { encodeAnswer, keepAliveMillis, maxRequestBytes, type ReceivedRequest, type Respond } from "./exchange";
import { operationRefusal } from "./notEmulated";

const host = "127.0.0.1";

/** DynamoDB's endpoint: authenticates and authorizes requests and passes them to the engine. */
export class DataEndpoint implements DataPlane, DataChannels {
  private readonly server: Server;
  private readonly reported = new FirstTimes();
  private url = "";

  constructor(
    private readonly engine: DynamoDbEngine,
    private readonly run: Pick<Run, "location" | "registry" | "faults" | "facts" | "log" | "dataDir">,
  ) {
    const handler = handleRequests({
      serve: (request, response) => this.serve(request, response),
      refuseBody: (response) => send(response, bodyTooLarge),
      report: (error) => this.reportFailure(error),
      answerDefect: (response) => send(response, internalError),
    });
    this.server = createServer(handler);
    // Functions keep connections open between calls, as on AWS.
    this.server.keepAliveTimeout = keepAliveMillis;
  }

  /** @returns the URL of the endpoint, which listens on 127.0.0.1 only. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(0, host, resolve);
    });
    this.url = `http://${host}:${(this.server.address() as AddressInfo).port}`;
    return this.url;
  }

  connect(): DataConnection {
    const port = openChannel({
      answer: (request, body, respond) => this.answerRequest(request, body, respond),
      defect: (error) => {
        this.reportFailure(error);
        return internalError;
      },
    });
    return { port, url: this.url };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isForThisHost(request.headers.host, host) && !isDynamoDb(request.headers.host)) {
      send(response, { statusCode: 403, body: { message: "this endpoint answers to names of this machine only" } });
      return;
    }
    const body = await readBody(request, maxRequestBytes);
    await this.answerRequest(request, body, (answer) => send(response, answer));
  }

  private async answerRequest(request: ReceivedRequest, body: Buffer, respond: Respond): Promise<void> {
    await this.waitForFaults();
    const call = parseCall(request, body);
    this.reportCall(call, () => this.authenticated(request, body, call), respond);
  }

  async act(principal: Principal, { operation, body, traceId, region }: TableAction): Promise<EngineResponse> {
    await this.waitForFaults();
    const call = dataCall(operation, body, traceId);
    return this.reportCall(call, () => this.answer(principal, call, region));
  }

  /** Waits for an injected fault. With dynamodb:blackhole, it never resolves, like a network that drops packets. */
  private async waitForFaults(): Promise<void> {
    const { faults } = this.run;
    await faults.delay("dynamodb:latency");
    if (faults.strikes("dynamodb:blackhole")) await new Promise(() => undefined);
  }

  /** @param respond sends the answer before the readers of the fact run, so that the caller continues meanwhile. */
  private reportCall(call: DataCall, work: () => Answer, respond: Respond = () => undefined): EngineResponse {
    const started = performance.now();
    const report = (answer: Answer, millis: number) => this.run.facts.report(() => dataCallFact(call, answer, millis));
    let answer: Answer;
    try {
      answer = work();
    } catch (error) {
      report(internalError, performance.now() - started);
      throw error;
    }
    const millis = performance.now() - started;
    respond(answer);
    report(answer, millis);
    return answer;
  }

  private authenticated(request: ReceivedRequest, body: Buffer, call: DataCall): Answer {
    const { method = "POST", url: target = "/" } = request;
    const signed = { service: "dynamodb", method, target, headers: headerLines(request), body };
    const caller = this.run.registry.use(authorizer).authenticate(signed);
    if ("refusal" in caller) return errorResponse(caller.refusal, caller.message);
    return this.answer(caller.principal, call, signedRegion(request) ?? this.run.location.region);
  }

  private answer(principal: Principal, { operation, input, unreadable, trace }: DataCall, region: string): Answer {
    const { registry, faults } = this.run;
    const iam = registry.use(authorizer);
    const refusal = operationRefusal(operation);
    if (refusal !== undefined) {
      const { message } = refusal.body as { message?: string };
      if (message !== undefined) this.report(message);
      return refusal;
    }
    if (input === undefined) return unreadable;
    let authorized: Authorization | undefined;
    for (const { action, resource } of accessesOf(operation, input, { region })) {
      authorized = iam.authorize(principal, action, resource);
      const { denial } = authorized;
      if (denial !== undefined) return { ...errorResponse("AccessDeniedException", denial), authorized };
    }
    const { statusCode, body, consumed, fault }: Answer =
      injectFault(faults) ?? this.engine.call(operation, input, trace);
    return { statusCode, body, consumed, authorized, fault };
  }

  private reportFailure(error: unknown): void {
    const text =
      error instanceof StorageError
        ? `the storage ${this.run.dataDir === undefined ? "in memory" : "of --data"} fails, and functions get a 500 from DynamoDB: ${error.message}`
        : `internal error: ${stackOf(error)}`;
    this.report(text);
  }

  /** Logs each message once: a full disk makes every write fail. */
  private report(text: string): void {
    if (this.reported.isFirst(text)) this.run.log({ source: "dynamodb", text });
  }
}

const bodyTooLarge: EngineResponse = {
  statusCode: 413,
  body: { message: `a request may have ${maxRequestBytes} bytes` },
};

/** Returns whether a host is DynamoDB's, to which SDKs connect by default (lambda/runtime/redirection.ts). */
function isDynamoDb(host: string | undefined): boolean {
  return /^(?:streams\.)?dynamodb\.[a-z\d-]+\.(?:amazonaws\.com(?:\.cn)?|api\.aws)(?::443)?$/.test(host ?? "");
}

/** Returns the region of the credential scope (AWS General Reference, "Signature Version 4"). */
function signedRegion({ headers }: ReceivedRequest): string | undefined {
  return /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? "")?.[1];
}

function send(response: ServerResponse, answer: EngineResponse): void {
  const { statusCode, headers, text } = encodeAnswer(answer);
  response.writeHead(statusCode, headers);
  response.end(text);
}

const internalError: EngineResponse = {
  ...errorResponse("InternalServerError", "Internal server error"),
  statusCode: 500,
};

/** Returns the response of an injected throttle or error (DynamoDB Developer Guide, "Error handling with DynamoDB"). */
function injectFault(faults: Faults): Answer | undefined {
  if (faults.strikes("dynamodb:throttle")) {
    const message = "The level of configured provisioned throughput for the table was exceeded.";
    return { ...errorResponse("ProvisionedThroughputExceededException", message), fault: "dynamodb:throttle" };
  }
  return faults.strikes("dynamodb:error") ? { ...internalError, fault: "dynamodb:error" } : undefined;
}
