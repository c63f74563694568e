import type { ServerResponse } from "node:http";

/** Content-Security-Policy of all responses: no external content, no inline scripts, no frames. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // Icons of Swagger UI.
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const headers = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": policy,
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
};

export const contentTypes = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  script: "text/javascript; charset=utf-8",
  json: "application/json",
  bytes: "application/octet-stream",
  text: "text/plain; charset=utf-8",
  events: "text/event-stream",
} as const;

export interface Content {
  readonly type: keyof typeof contentTypes;
  readonly body: string | Buffer;
}

export function send(response: ServerResponse, status: number, { type, body }: Content): void {
  response.writeHead(status, {
    ...headers,
    "Content-Type": contentTypes[type],
    "Content-Length": Buffer.byteLength(body),
  });
  response.end(body);
}

export function sendJson(response: ServerResponse, value: unknown): void {
  send(response, 200, { type: "json", body: JSON.stringify(value) });
}

/** Sends one sentence as text. */
export function sendSentence(response: ServerResponse, status: number, sentence: string): void {
  send(response, status, { type: "text", body: `${sentence}\n` });
}

/** Sends the headers of a server-sent event stream, which stays open. */
export function openEvents(response: ServerResponse): void {
  response.writeHead(200, { ...headers, "Content-Type": contentTypes.events });
}
