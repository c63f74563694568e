import type { IncomingMessage, ServerResponse } from "node:http";
import { UserError } from "../kernel/errors";
import { BodyTooLarge, endAfter, originForm, readBody } from "../kernel/http/http";
import { openEvents, send, sendJson, sendSentence } from "./responses";
import { asset, consolePage, referencePage } from "./assets";
import { tokenHeader, type CommandToken } from "./commands/commandToken";
import type { Observer } from "./record/observer";
import type { Questions } from "./questions";
import type { Stream } from "./stream";

const prefix = "/_local/";

/** Maximum size of a command body, in bytes. */
const maxCommandBytes = 65_536;

/** Commands with a payload, which may have as many bytes as Lambda's largest event has as a JSON string. */
const largeCommands: readonly string[] = ["invoke", "queues", "topics", "buses", "machines"];
const maxLargeBytes = 8 * 1_048_576;

export interface ConsoleParts {
  readonly observer: Observer;
  readonly stream: Stream;
  readonly questions: Questions;
  readonly commandToken: CommandToken;
  /** The program's document with local URLs; undefined if it publishes none. */
  readonly document: () => object | undefined;
}

/**
 * Serves paths below `/_local/`. The prefix is compared without decoding, so `/v1/../_local/` belongs to the API.
 *
 * @returns false for any other path.
 */
export async function answerLocal(
  request: IncomingMessage,
  response: ServerResponse,
  parts: ConsoleParts,
): Promise<boolean> {
  const [path = "", ...query] = originForm(request.url ?? "/")
    .replace(/#.*$/, "")
    .split("?");
  if (!path.startsWith(prefix)) return false;
  const asked = { ...parts, name: path.slice(prefix.length), query: new URLSearchParams(query.join("?")) };
  await serve(request, response, asked).catch((error: unknown) => answerError(request, response, error));
  return true;
}

interface ConsoleRequest extends ConsoleParts {
  /** Path below `/_local/`, not decoded. */
  readonly name: string;
  readonly query: URLSearchParams;
}

async function serve(request: IncomingMessage, response: ServerResponse, asked: ConsoleRequest): Promise<void> {
  const { name } = asked;
  if (request.method === "POST") return runCommand(request, response, asked);
  if (request.method !== "GET" && request.method !== "HEAD") {
    return sendSentence(response, 405, `${prefix}${name} only allows GET`);
  }
  if (name === "") return send(response, 200, consolePage(asked.commandToken));
  const file = asset(name);
  if (file !== undefined) return send(response, 200, file);
  if (name === "openapi.json" || name === "reference") return sendDocument(response, asked);
  if (isFromElsewhere(request))
    return sendSentence(response, 403, "the console accepts requests of its own pages only");
  if (name === "events") return openEventStream(request, response, asked);
  if (name.startsWith("objects/")) return sendObject(response, asked);
  const answer = await asked.questions.ask(name, asked.query);
  if (answer === undefined) return sendSentence(response, 404, `there is no ${prefix}${name}`);
  send(response, 200, { type: "json", body: answer });
}

/** Sends the bytes of an object for a download. */
async function sendObject(response: ServerResponse, { name, query, questions }: ConsoleRequest): Promise<void> {
  const key = query.get("key") ?? "";
  const body = await questions.object(name.slice("objects/".length), key);
  if (body === undefined) return sendSentence(response, 404, `there is no object ${JSON.stringify(key)}`);
  response.setHeader("Content-Disposition", "attachment");
  send(response, 200, { type: "bytes", body });
}

/** Returns true for requests of other sites, which browsers mark (Fetch Metadata Request Headers). */
function isFromElsewhere({ headers }: IncomingMessage): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return true;
  return headers.origin !== undefined && headers.origin !== `http://${headers.host}`;
}

function sendDocument(response: ServerResponse, { name, document }: ConsoleRequest): void {
  const content = document();
  if (content === undefined) {
    return sendSentence(
      response,
      404,
      "this program publishes no document: set openapi in package.json to the module that exports it",
    );
  }
  if (name === "reference") return send(response, 200, referencePage());
  send(response, 200, { type: "json", body: JSON.stringify(content, null, 2) });
}

function openEventStream(
  { method }: IncomingMessage,
  response: ServerResponse,
  { observer, stream }: ConsoleRequest,
): void {
  if (!observer.ready) return sendSentence(response, 503, "the program is still loading");
  openEvents(response);
  // A response to HEAD has no body, so it cannot stay open.
  if (method === "HEAD") response.end();
  else stream.open(response, observer.hello);
}

async function runCommand(request: IncomingMessage, response: ServerResponse, asked: ConsoleRequest): Promise<void> {
  if (isFromElsewhere(request))
    return sendSentence(response, 403, "the console accepts requests of its own pages only");
  // Forms of other sites cannot send this type without a CORS preflight.
  if (request.headers["content-type"] !== "application/json") {
    return sendSentence(response, 415, "a command must have the content type application/json");
  }
  if (!asked.commandToken.isIn(request.headers)) {
    endAfter(request, response);
    return sendSentence(
      response,
      403,
      `a command must contain the token of the console's page in the header ${tokenHeader}`,
    );
  }
  const most = largeCommands.includes(asked.name) ? maxLargeBytes : maxCommandBytes;
  const body = (await readBody(request, most)).toString();
  const answer = await asked.questions.command(asked.name, parseCommand(body));
  if (answer === undefined) return sendSentence(response, 404, `there is no command ${prefix}${asked.name}`);
  sendJson(response, answer);
}

function parseCommand(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Rejected below, like JSON that is not an object.
  }
  throw new UserError("a command must be a JSON object");
}

/** Answers an error of the client. @throws any other error. */
function answerError(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (error instanceof BodyTooLarge) {
    endAfter(request, response);
    sendSentence(response, 413, "a command has at most 65536 bytes, and one with a payload 8388608");
  } else if (error instanceof UserError) sendSentence(response, 400, error.message);
  else throw error;
}
