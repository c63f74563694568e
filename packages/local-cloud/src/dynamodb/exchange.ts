import type { IncomingMessage } from "node:http";
import { crc32 } from "node:zlib";
import type { EngineResponse } from "./engine";

/** A request over HTTP or over a channel. */
export type ReceivedRequest = Pick<IncomingMessage, "method" | "url" | "headers" | "rawHeaders">;

/** Sends the answer to a request. */
export type Respond = (answer: EngineResponse) => void;

/** Maximum size of a request in bytes (DynamoDB quotas, "API-specific limits"). */
export const maxRequestBytes = 16_777_216;

/** Time for which a connection stays open between calls. */
export const keepAliveMillis = 60_000;

/** An answer in DynamoDB's protocol. */
export interface EncodedAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export function encodeAnswer({ statusCode, body }: EngineResponse): EncodedAnswer {
  const text = JSON.stringify(body);
  const headers = {
    "Content-Type": "application/x-amz-json-1.0",
    "Content-Length": String(Buffer.byteLength(text)),
    // Some SDKs verify this checksum (DynamoDB low-level API, "Response format").
    "x-amz-crc32": String(crc32(text)),
  };
  return { statusCode, headers, text };
}
