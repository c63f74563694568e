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

/** Opens a channel for the calls of an environment. @returns the environment's end */
export function openChannel(handlers: ChannelHandlers): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port1.on("message", (message: unknown) => {
    if (isRequest(message)) void serve(port1, message, handlers);
  });
  return port2;
}

/** A function can reach the port and send anything. Messages that an environment would not send are ignored. */
function isRequest(message: unknown): message is DataMessage {
  const { id, url, rawHeaders, body } = (message ?? {}) as Partial<Record<keyof DataMessage, unknown>>;
  const isText = (value: unknown): value is string => typeof value === "string";
  if (typeof id !== "number" || !isText(url) || !isText(rawHeaders)) return false;
  return (isText(body) || body instanceof Uint8Array) && body.length <= maxRequestBytes;
}

async function serve(port: MessagePort, message: DataMessage, { answer, defect }: ChannelHandlers): Promise<void> {
  const { id, url, body } = message;
  const respond = (response: EngineResponse) => {
    const { statusCode, headers, text } = encodeAnswer(response);
    port.postMessage({ id, statusCode, rawHeaders: rawHeadersOf(headers), body: text } satisfies DataAnswer);
  };
  try {
    const rawHeaders = parseHeaders(message.rawHeaders);
    await answer({ method: "POST", url, headers: headersOf(rawHeaders), rawHeaders }, bytesOf(body), respond);
  } catch (error) {
    respond(defect(error));
  }
}

function bytesOf(body: string | Uint8Array): Buffer {
  return typeof body === "string" ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

/** Parses a list of names and values. An incomplete pair, or a value that is no text, is left out. */
function parseHeaders(text: string): string[] {
  const list = JSON.parse(text) as unknown;
  const texts = Array.isArray(list) ? list.filter((each) => typeof each === "string") : [];
  return texts.length % 2 === 0 ? texts : texts.slice(0, -1);
}

/** Returns headers by lower-case name. A later line replaces an earlier one. */
function headersOf(rawHeaders: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at < rawHeaders.length; at += 2) headers[rawHeaders[at]!.toLowerCase()] = rawHeaders[at + 1]!;
  return headers;
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
