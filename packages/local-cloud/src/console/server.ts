import type { IncomingMessage, ServerResponse } from "node:http";
import { UserError } from "../kernel/errors";
import { BodyTooLarge, endAfter, readBody, RequestAborted } from "../kernel/http";
import { openEvents, send, sendJson, sendSentence } from "./answers";
import { asset, referencePage } from "./assets";
import type { Observer } from "./observer";
import type { Questions } from "./questions";
import type { Stream } from "./stream";

const prefix = "/_local/";

/** Largest body of a command, in bytes. */
const maxCommandBytes = 65_536;

export interface ConsoleParts {
  readonly observer: Observer;
  readonly stream: Stream;
  readonly questions: Questions;
  /** What the program publishes, with the URLs that it is served at; undefined when it publishes none. */
  readonly document: () => object | undefined;
}

/** Answers what is asked below `/_local/`. @returns false for every other path. */
export function answerLocal(request: IncomingMessage, response: ServerResponse, parts: ConsoleParts): boolean {
  const url = new URL(request.url ?? "/", "http://local");
  if (!url.pathname.startsWith(prefix)) return false;
  serve(request, response, { ...parts, url, name: url.pathname.slice(prefix.length) }).catch((error: unknown) =>
    fail(request, response, error),
  );
  return true;
}

interface Asked extends ConsoleParts {
  readonly url: URL;
  /** Behind `/_local/`. */
  readonly name: string;
}

async function serve(request: IncomingMessage, response: ServerResponse, asked: Asked): Promise<void> {
  const { name } = asked;
  if (request.method === "POST") return command(request, response, asked);
  if (request.method !== "GET" && request.method !== "HEAD") {
    return sendSentence(response, 405, `${prefix}${name} is read by GET`);
  }
  const file = asset(name);
  if (file !== undefined) return send(response, 200, file);
  if (name === "openapi.json" || name === "reference") return published(response, asked);
  if (isFromElsewhere(request)) return sendSentence(response, 403, "the console answers to its own pages only");
  if (name === "events") return events(response, asked);
  const answer = await asked.questions.ask(name, asked.url.searchParams);
  if (answer === undefined) return sendSentence(response, 404, `there is no ${prefix}${name}`);
  send(response, 200, { type: "json", body: answer });
}

/** A page of another site asks in its own name, and browsers say so (Fetch Metadata Request Headers). */
function isFromElsewhere({ headers }: IncomingMessage): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return true;
  return headers.origin !== undefined && headers.origin !== `http://${headers.host}`;
}

function published(response: ServerResponse, { name, document }: Asked): void {
  const content = document();
  if (content === undefined) {
    return sendSentence(
      response,
      404,
      "this program publishes no document: name the module that exports it in package.json, as openapi",
    );
  }
  if (name === "reference") return send(response, 200, referencePage());
  send(response, 200, { type: "json", body: JSON.stringify(content, null, 2) });
}

function events(response: ServerResponse, { observer, stream }: Asked): void {
  if (!observer.ready) return sendSentence(response, 503, "the program is still loading");
  openEvents(response);
  stream.open(response, observer.hello);
}

async function command(request: IncomingMessage, response: ServerResponse, asked: Asked): Promise<void> {
  if (isFromElsewhere(request)) return sendSentence(response, 403, "the console answers to its own pages only");
  // A form of another site cannot send this type without being asked first.
  if (request.headers["content-type"] !== "application/json") {
    return sendSentence(response, 415, "a command is sent as application/json");
  }
  const body = (await readBody(request, maxCommandBytes)).toString();
  const answer = asked.questions.command(asked.name, parsed(body));
  if (answer === undefined) return sendSentence(response, 404, `there is no command ${prefix}${asked.name}`);
  sendJson(response, answer);
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // As what is no object.
  }
  throw new UserError("a command is a JSON object");
}

function fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (error instanceof RequestAborted) return;
  if (error instanceof BodyTooLarge) {
    endAfter(request, response);
    sendSentence(response, 413, `a command has at most ${maxCommandBytes} bytes`);
  } else if (error instanceof UserError) sendSentence(response, 400, error.message);
  else throw error;
}
