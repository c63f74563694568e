import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { DataAnswer, DataMessage } from "../kernel/interfaces/dataChannels";
import type { EngineResponse } from "./engine";
import { encodeAnswer, keepAliveMillis, maxRequestBytes, type ReceivedRequest, type Respond } from "./exchange";

/** Answers the requests of a channel. */
export interface ChannelHandlers {
  readonly answer: (request: ReceivedRequest, body: Buffer, respond: Respond) => Promise<void>;
  /** Reports an error of `answer`, which is a defect of the local cloud. @returns the response to the request */
  readonly defect: (error: unknown) => EngineResponse;
}

/** A message of an environment with its headers. */
interface ReadMessage extends Pick<DataMessage, "id" | "url" | "body"> {
  readonly rawHeaders: string[];
  readonly headers: Readonly<Record<string, string>>;
}

/** Maximum length of target and headers of a message. Node's HTTP server accepts 16 KB. */
const maxHeadLength = 65_536;

/** Maximum calls of a channel at once. An environment sends at most 50. */
const maxCalls = 100;

/**
 * Opens a channel for the calls of an environment. A function can reach the port and send anything. Messages that an
 * environment would not send are ignored.
 *
 * @returns the environment's end
 */
export function openChannel(handlers: ChannelHandlers): MessagePort {
  const { port1, port2 } = new MessageChannel();
  let calls = 0;
  port1.on("message", (sent: unknown) => {
    const message = calls < maxCalls ? readMessage(sent) : undefined;
    if (message === undefined) return;
    calls += 1;
    serve(port1, message, handlers)
      .catch(handlers.defect)
      .finally(() => (calls -= 1));
  });
  return port2;
}

/** Returns undefined for a message that an environment would not send. */
function readMessage(message: unknown): ReadMessage | undefined {
  const { id, url, rawHeaders: text, body } = (message ?? {}) as Partial<Record<keyof DataMessage, unknown>>;
  if (typeof id !== "number" || typeof url !== "string" || typeof text !== "string" || !isBody(body)) return undefined;
  if (url.length + text.length > maxHeadLength) return undefined;
  const rawHeaders = parseHeaders(text);
  const headers = rawHeaders && headersOf(rawHeaders);
  return headers && { id, url, body, rawHeaders, headers };
}

/** Shared memory could change while it is read. */
function isBody(body: unknown): body is DataMessage["body"] {
  if (typeof body === "string") return body.length <= maxRequestBytes;
  return body instanceof Uint8Array && body.buffer instanceof ArrayBuffer && body.length <= maxRequestBytes;
}

function parseHeaders(text: string): string[] | undefined {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return undefined;
  }
  const isList = Array.isArray(list) && list.length % 2 === 0 && list.every((each) => typeof each === "string");
  return isList ? (list as string[]) : undefined;
}

/** Returns headers by lower-case name; undefined if one occurs twice. */
function headersOf(rawHeaders: readonly string[]): Readonly<Record<string, string>> | undefined {
  const headers: Record<string, string> = {};
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase();
    if (name in headers) return undefined;
    headers[name] = rawHeaders[at + 1]!;
  }
  return headers;
}

async function serve(port: MessagePort, message: ReadMessage, { answer, defect }: ChannelHandlers): Promise<void> {
  const { id, url, headers, rawHeaders, body } = message;
  const respond = (response: EngineResponse) => {
    const { statusCode, headers: answered, text } = encodeAnswer(response);
    port.postMessage({ id, statusCode, rawHeaders: rawHeadersOf(answered), body: text } satisfies DataAnswer);
  };
  try {
    await answer({ method: "POST", url, headers, rawHeaders }, bytesOf(body), respond);
  } catch (error) {
    respond(defect(error));
  }
}

function bytesOf(body: string | Uint8Array): Buffer {
  return typeof body === "string" ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

/** Returns header lines with those that Node's HTTP server adds. */
function rawHeadersOf(headers: Readonly<Record<string, string>>): string {
  const own = ["Date", new Date().toUTCString(), "Connection", "keep-alive"];
  return JSON.stringify([
    ...Object.entries(headers).flat(),
    ...own,
    "Keep-Alive",
    `timeout=${keepAliveMillis / 1_000}`,
  ]);
}
