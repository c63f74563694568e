import { PassThrough } from "node:stream";
import { InvokeRefused, type InvokeAnswer } from "../../kernel/interfaces/functions";
import type { EndpointAnswer, EndpointRequest, EndpointService } from "../../kernel/protocols/serviceEndpoint";
import type { ServiceRegistry } from "../../kernel/serviceRegistry";
import { eventStreamMessage } from "./eventStream";
import { parseStreamInvoke } from "./invokeRequest";
import { answerCall, errorAnswer, startInvoke } from "./invokeService";

const operation = "InvokeWithResponseStream";

/** Lambda's operation InvokeWithResponseStream at the endpoint of the SDKs. */
export function streamService(registry: ServiceRegistry): EndpointService {
  return {
    signingName: "lambda",
    handles: (request) => parseStreamInvoke(request) !== undefined,
    answer: (request) =>
      answerCall(registry, request, { call: parseStreamInvoke(request)!, invoke: () => stream(registry, request) }),
    refuse: ({ code, message, statusCode }) => errorAnswer(new InvokeRefused({ code, message, statusCode }), operation),
  };
}

/** Answers with the first chunk of the function, or with its end. */
async function stream(registry: ServiceRegistry, request: EndpointRequest): Promise<EndpointAnswer> {
  const call = parseStreamInvoke(request)!;
  const body = new PassThrough();
  try {
    await new Promise<void>((resolve, reject) => {
      const onChunk = (bytes: Buffer) => {
        resolve();
        if (!body.destroyed) body.write(payloadChunk(bytes));
      };
      startInvoke(registry, request, { call, onChunk })
        .then((answer) => {
          body.end(completion(answer));
          resolve();
        })
        .catch((error: Error) => {
          body.destroy();
          // Rejecting after the first chunk has no effect.
          reject(error);
        });
    });
  } catch (error) {
    if (error instanceof InvokeRefused) return errorAnswer(error, operation);
    throw error;
  }
  const headers = { "Content-Type": "application/vnd.amazon.eventstream", ...versionOf(call.qualifier) };
  return { statusCode: 200, headers, body, operation };
}

/** The version is known before the end only if the request names it. */
function versionOf(qualifier = "$LATEST"): Readonly<Record<string, string>> {
  return /^(?:\$LATEST|\d+)$/.test(qualifier) ? { "X-Amz-Executed-Version": qualifier } : {};
}

function payloadChunk(bytes: Buffer): Buffer {
  const headers = { ":event-type": "PayloadChunk", ":content-type": "application/octet-stream" };
  return eventStreamMessage({ ...headers, ":message-type": "event" }, bytes);
}

/** The last event (Lambda API reference, InvokeWithResponseStreamCompleteEvent). */
function completion({ functionError, payload, logTail }: InvokeAnswer): Buffer {
  const end = {
    ...(functionError === undefined ? {} : { ErrorCode: functionError, ErrorDetails: payload }),
    ...(logTail === undefined ? {} : { LogResult: Buffer.from(logTail).toString("base64") }),
  };
  const headers = { ":event-type": "InvokeComplete", ":content-type": "application/json" };
  return eventStreamMessage({ ...headers, ":message-type": "event" }, Buffer.from(JSON.stringify(end)));
}
