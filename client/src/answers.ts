import { readEvents } from "./events";
import { ConnectionError } from "./errors";
import type { Received } from "./operation";

/** True if the body is a stream of events, which a call returns before its end. */
export function isEventStream(headers: Headers): boolean {
  return mediaType(headers) === "text/event-stream";
}

/** Reads an answer. The body is JSON, text, events or bytes, by its media type; undefined if it is empty. */
export async function readAnswer(response: Response, operation: string, end: () => void): Promise<Received> {
  const { status, headers } = response;
  return {
    status,
    headers,
    body: await readBody(response, operation, end),
    etag: headers.get("ETag") ?? undefined,
    requestId: headers.get("x-amzn-RequestId") ?? undefined,
  };
}

async function readBody(response: Response, operation: string, end: () => void): Promise<unknown> {
  const type = mediaType(response.headers);
  if (isEventStream(response.headers) && response.body !== null) return readEvents(response.body, end);
  if (response.type === "opaqueredirect") throw new ConnectionError(operation, "redirect");
  const isJson = /^application\/(?:[^\s/]+\+)?json$/.test(type);
  if (!isJson && !isText(type)) {
    const bytes = new Uint8Array(await read(operation, () => response.arrayBuffer()));
    return bytes.length === 0 ? undefined : bytes;
  }
  const text = await read(operation, () => response.text());
  if (!isJson) return text;
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ConnectionError(operation, "invalid body", { cause });
  }
}

/** @throws ConnectionError if the connection breaks. */
async function read<T>(operation: string, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (cause) {
    throw new ConnectionError(operation, "network", { cause });
  }
}

/** Types of `application/` that are text beside JSON, as in api/http/mediaTypes.ts. */
const textTypes = /^application\/(?:xml|yaml|javascript|x-ndjson|jsonl|x-www-form-urlencoded|graphql|sql)$/;

function isText(type: string): boolean {
  return /^(?:text|multipart)\/|\+(?:xml|yaml)$/.test(type) || textTypes.test(type);
}

function mediaType(headers: Headers): string {
  return (headers.get("Content-Type") ?? "").split(";")[0]!.trim().toLowerCase();
}
