import type { IncomingMessage } from "node:http";
import { errorAnswer, notEmulatedCode } from "./errorAnswer";

/** Response to a request for a service that is not emulated. */
export interface UnemulatedAnswer {
  /** Message for the log and the caller. */
  readonly sentence: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Rejects a request with service and operation in the message, in the SDK's protocol. */
export function unemulatedAnswer(request: IncomingMessage, body: string): UnemulatedAnswer {
  const service = serviceOf(request) ?? "an AWS service";
  const sentence = `the local cloud does not emulate ${service}: ${operationOf(request, body)} is refused, and nothing left this machine`;
  const [contentType, answer] = errorAnswer(service, request.headers, sentence);
  const protocol = request.headers["smithy-protocol"];
  return {
    sentence,
    headers: {
      "Content-Type": contentType,
      "x-amzn-ErrorType": notEmulatedCode,
      Connection: "close",
      ...(protocol === undefined ? {} : { "smithy-protocol": String(protocol) }),
    },
    body: answer,
  };
}

/** Returns the service in the credential scope, or in the host name of an unsigned request. */
export function serviceOf({ headers, url = "" }: IncomingMessage): string | undefined {
  const [, signed] = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? "") ?? [];
  const [, presigned] = /[?&]X-Amz-Credential=[^&]+?%2F\d+%2F[^%&]+%2F([^%&]+)%2F/i.exec(url) ?? [];
  const [, named] =
    /(?:^|\.)([a-z][a-z\d-]*)(?:\.[a-z]{2}(?:-[a-z]+)+-\d)?\.(?:amazonaws|api\.aws|on\.aws)/.exec(headers.host ?? "") ??
    [];
  return signed ?? presigned ?? named;
}

/** Returns the operation: from a header or a form, or as method and path. */
function operationOf({ headers, method, url = "" }: IncomingMessage, body: string): string {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return target.split(".").at(-1)!;
  const [path = ""] = url.split("?");
  // Smithy's RPC protocols (smithy.io, "Smithy RPC v2 CBOR protocol").
  const [, named] = /^\/service\/\w+\/operation\/(\w+)$/.exec(path) ?? [];
  return named ?? new URLSearchParams(body).get("Action") ?? `${method} ${path}`;
}
