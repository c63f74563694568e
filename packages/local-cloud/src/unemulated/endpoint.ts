import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { stackOf } from "../kernel/errors";
import { FirstTimes } from "../kernel/firstTimes";
import { endingEach, readBody } from "../kernel/http";
import type { LogSink } from "../kernel/interfaces";
import { errorAnswer, notEmulatedCode } from "./errorAnswer";

/** Enough for the name of an operation; nobody reads the rest. */
const maxRequestBytes = 16_777_216;

/**
 * Where functions' SDKs find every AWS service that is not emulated: refuses each request by service and operation, so
 * that none leaves this machine with the run's own keys.
 */
export class UnemulatedEndpoint {
  private readonly server: Server;
  private readonly reported = new FirstTimes();

  /** @param keySet the public keys of a user pool of this run, which functions read as from AWS. */
  constructor(
    private readonly log: LogSink,
    private readonly keySet: (poolId: string) => object | undefined = () => undefined,
  ) {
    const refuse = (response: ServerResponse) => response.writeHead(400).end();
    const handler = endingEach({
      serve: (request, response) => this.answer(request, response),
      refuseBody: refuse,
      report: (error) => this.log({ source: "unemulated", text: `internal error: ${stackOf(error)}` }),
      answerDefect: refuse,
    });
    this.server = createServer(handler);
  }

  /** @returns the endpoint's URL. Only this machine can reach it. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(0, "127.0.0.1", resolve);
    });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Cognito Developer Guide, "Verifying JSON web tokens". */
  private keysFor({ method, headers, url = "" }: IncomingMessage): object | undefined {
    const [, pool] = /^\/([\w-]+)\/\.well-known\/jwks\.json$/.exec(url) ?? [];
    const asked = method === "GET" && headers.host?.startsWith("cognito-idp.") === true;
    return asked && pool !== undefined ? this.keySet(pool) : undefined;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const keys = this.keysFor(request);
    if (keys !== undefined) {
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(keys));
      return;
    }
    const body = (await readBody(request, maxRequestBytes)).toString();
    const service = serviceOf(request);
    const sentence = `the local cloud does not emulate ${service}: ${operationOf(request, body)} is refused, and nothing left this machine`;
    if (this.reported.isFirst(sentence)) this.log({ source: "unemulated", text: sentence });
    const [contentType, answer] = errorAnswer(service, request.headers, sentence);
    const protocol = request.headers["smithy-protocol"];
    response
      // 400: the SDKs repeat nothing that is answered so.
      .writeHead(400, {
        "Content-Type": contentType,
        "x-amzn-ErrorType": notEmulatedCode,
        Connection: "close",
        ...(protocol === undefined ? {} : { "smithy-protocol": protocol }),
      })
      .end(answer);
  }
}

/** By the signature's scope; by the host's name where nothing is signed. */
function serviceOf({ headers }: IncomingMessage): string {
  const [, signed] = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? "") ?? [];
  const [, named] =
    /(?:^|\.)([a-z][a-z\d-]*)(?:\.[a-z]{2}(?:-[a-z]+)+-\d)?\.(?:amazonaws|api\.aws|on\.aws)/.exec(headers.host ?? "") ??
    [];
  return signed ?? named ?? "an AWS service";
}

/** The operation as the service's protocol names it: in a header, in a form, or by method and path. */
function operationOf({ headers, method, url = "" }: IncomingMessage, body: string): string {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return target.split(".").at(-1)!;
  const [path = ""] = url.split("?");
  // Smithy's RPC protocols (smithy.io, "Smithy RPC v2 CBOR protocol").
  const [, named] = /^\/service\/\w+\/operation\/(\w+)$/.exec(path) ?? [];
  return named ?? new URLSearchParams(body).get("Action") ?? `${method} ${path}`;
}
