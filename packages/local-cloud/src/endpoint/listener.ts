import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";
import { stackOf } from "../kernel/errors";
import { traceOf } from "../kernel/facts/facts";
import { FirstTimes } from "../kernel/bounds/firstTimes";
import { BodyTooLarge, endAfter, handleRequests, headerLines, isForThisHost, readBody } from "../kernel/http/http";
import { authorizer } from "../kernel/interfaces/authorization";
import type { Run } from "../kernel/service";
import type {
  EndpointAnswer,
  EndpointRequest,
  EndpointService,
  RoleRequest,
  ServiceEndpoint,
} from "../kernel/protocols/serviceEndpoint";
import { joinParts } from "./joinParts";
import { serviceOf, unemulatedAnswer } from "./unemulatedRequest";

const host = "127.0.0.1";

/** Maximum body size in bytes for services without their own limit. */
const defaultMaxBytes = 16_777_216;

export type EndpointRun = Pick<Run, "location" | "registry" | "facts" | "log">;

/**
 * Listener at AWS_ENDPOINT_URL, to which the SDKs of functions connect. It checks signatures and passes each request to
 * the service in its scope. It rejects requests for other services, so that none leaves this machine.
 */
export class EndpointListener implements ServiceEndpoint {
  private readonly server: Server;
  private readonly services = new Map<string, EndpointService>();
  private readonly reported = new FirstTimes();
  url = "";

  /**
   * @param keySet returns the public keys of a local user pool. Functions read them from this listener, as they read
   *   AWS's.
   */
  constructor(
    private readonly run: EndpointRun,
    private readonly keySet: (poolId: string) => object | undefined = () => undefined,
  ) {
    const handler = handleRequests({
      serve: (request, response) => this.serveRequest(request, response),
      refuseBody: (response) => response.writeHead(413).end(),
      report: (error) => this.run.log({ source: "endpoint", text: `internal error: ${stackOf(error)}` }),
      answerDefect: (response) => response.writeHead(500).end(),
    });
    this.server = createServer(handler);
    // Functions keep connections open between calls, as on AWS.
    this.server.keepAliveTimeout = 60_000;
  }

  serve(service: EndpointService): void {
    const other = this.services.get(service.signingName);
    this.services.set(service.signingName, other === undefined ? service : joinParts(service, other));
  }

  async send({ service: name, traceHeader, ...sent }: RoleRequest): Promise<EndpointAnswer | undefined> {
    const service = this.services.get(name);
    if (service === undefined) return undefined;
    const started = performance.now();
    const trace = traceOf(traceHeader);
    const answer = await service.answer({ method: "POST", target: "/", ...sent, trace, traceHeader });
    this.publish(service, { trace, answer, millis: performance.now() - started });
    return answer;
  }

  /** Listens on 127.0.0.1 only. @returns the URL. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(0, host, resolve);
    });
    this.url = `http://${host}:${(this.server.address() as AddressInfo).port}`;
    return this.url;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serveRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const keys = this.keysFor(request);
    if (keys !== undefined) {
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(keys));
      return;
    }
    const service = this.serviceFor(request);
    const maxBytes = service?.maxBytes ?? defaultMaxBytes;
    const body = await readBody(request, maxBytes).catch((error: unknown) => {
      if (service === undefined || !(error instanceof BodyTooLarge)) throw error;
      return undefined;
    });
    if (body === undefined) await refuseLarge(request, response, { service: service!, maxBytes });
    else if (service === undefined) this.refuseUnemulated(request, response, body);
    else await send(response, await this.callService(service, request, body));
  }

  /** Returns the key set of a user pool (Cognito Developer Guide, "Verifying JSON web tokens"). */
  private keysFor({ method, headers, url = "" }: IncomingMessage): object | undefined {
    const [, pool] = /^\/([\w-]+)\/\.well-known\/jwks\.json$/.exec(url) ?? [];
    const isForKeys = method === "GET" && headers.host?.startsWith("cognito-idp.") === true;
    return isForKeys && pool !== undefined ? this.keySet(pool) : undefined;
  }

  /** Returns the service that accepts an unsigned request to a local host name. */
  private serviceFor(request: IncomingMessage): EndpointService | undefined {
    const named = serviceOf(request);
    if (named !== undefined) return this.services.get(named);
    if (!isForThisHost(request.headers.host, host)) return undefined;
    const services = [...this.services.values()];
    return (
      services.find((service) => service.acceptsUnsigned?.(request.url ?? "/") === true) ??
      services.find(({ allowsAnonymous }) => allowsAnonymous === true)
    );
  }

  private refuseUnemulated(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const { sentence, headers, body: answer } = unemulatedAnswer(request, body.toString());
    if (this.reported.isFirst(sentence)) this.run.log({ source: "unemulated", text: sentence });
    // SDKs do not retry a request after status 400.
    response.writeHead(400, headers).end(answer);
  }

  private async callService(service: EndpointService, sent: IncomingMessage, body: Buffer): Promise<EndpointAnswer> {
    const started = performance.now();
    const request = this.authenticate(service, sent, body);
    const answer = "statusCode" in request ? request : await service.answer(request);
    const header = sent.headers["x-amzn-trace-id"];
    const trace = traceOf(typeof header === "string" ? header : undefined);
    this.publish(service, { trace, answer, millis: performance.now() - started });
    return answer;
  }

  private authenticate(
    service: EndpointService,
    sent: IncomingMessage,
    body: Buffer,
  ): EndpointRequest | EndpointAnswer {
    const { method = "POST", url: target = "/", headers } = sent;
    const request = { method, target, headers, body };
    const header = headers["x-amzn-trace-id"];
    const traceHeader = typeof header === "string" ? header : undefined;
    const region = signedRegion(sent) ?? this.run.location.region;
    const more = { region, trace: traceOf(traceHeader), traceHeader };
    const acceptsUnsigned = service.allowsAnonymous === true || service.acceptsUnsigned?.(target) === true;
    if (acceptsUnsigned && isAnonymous(sent)) return { ...request, ...more, principal: undefined };
    const { signingName } = service;
    const signed = { service: signingName, method, target, headers: headerLines(sent), body };
    const caller = this.run.registry.use(authorizer).authenticate(signed);
    if ("principal" in caller) return { ...request, ...more, principal: caller.principal };
    const statusCode = ["AccessDenied", "InvalidSignatureException"].includes(caller.refusal) ? 403 : 400;
    return service.refuse({ code: caller.refusal, message: caller.message, statusCode }, request);
  }

  private publish(
    { signingName }: EndpointService,
    { trace, answer, millis }: { trace: string | undefined; answer: EndpointAnswer; millis: number },
  ): void {
    const { operation, resources = [], statusCode: status, errorType, authorized } = answer;
    this.run.facts.report(() => ({
      kind: "serviceCall",
      trace,
      service: signingName,
      operation,
      resources,
      status,
      errorType,
      millis,
      allowedBy: authorized?.allowedBy,
      denial: authorized?.denial,
    }));
  }
}

/** A browser's preflight of a presigned URL has the query of the request that follows, whose method was signed. */
function isAnonymous({ headers, method, url = "" }: IncomingMessage): boolean {
  if (method === "OPTIONS") return true;
  return headers.authorization === undefined && !/[?&]X-Amz-(?:Signature|Credential|Algorithm)=/.test(url);
}

/** Returns the region of the credential scope (AWS General Reference, "Signature Version 4"). */
function signedRegion({ headers, url = "" }: IncomingMessage): string | undefined {
  const [, signed] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? "") ?? [];
  const [, presigned] = /[?&]X-Amz-Credential=[^&]+?%2F\d+%2F([^%&]+)%2F/i.exec(url) ?? [];
  return signed ?? presigned;
}

async function send(response: ServerResponse, { statusCode, headers, body }: EndpointAnswer): Promise<void> {
  response.writeHead(statusCode, headers);
  if (typeof body === "string" || Buffer.isBuffer(body)) response.end(body);
  else await pipeline(body, response);
}

/** Refuses a body in the service's protocol, and closes the connection. */
async function refuseLarge(
  request: IncomingMessage,
  response: ServerResponse,
  { service, maxBytes }: { readonly service: EndpointService; readonly maxBytes: number },
): Promise<void> {
  const { method = "POST", url: target = "/", headers } = request;
  const message = `the body exceeds ${maxBytes} bytes, the most that the local cloud accepts`;
  const refusal = { code: "EntityTooLarge", message, statusCode: 413 };
  endAfter(request, response);
  await send(response, service.refuse(refusal, { method, target, headers, body: Buffer.alloc(0) }));
}
