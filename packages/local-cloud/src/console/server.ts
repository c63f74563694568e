import type { IncomingMessage, ServerResponse } from "node:http";
import { UserError } from "../kernel/errors";
import { BodyTooLarge, endAfter, originForm, readBody } from "../kernel/http";
import { openEvents, send, sendJson, sendSentence } from "./answers";
import { asset, consolePage, referencePage } from "./assets";
import { tokenHeader, type CommandToken } from "./commandToken";
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
  readonly commandToken: CommandToken;
  /** What the program publishes, with the URLs that it is served at; undefined when it publishes none. */
  readonly document: () => object | undefined;
}

/**
 * Answers what is asked below `/_local/`, a prefix that is compared as it is sent: `/v1/../_local/` is the API's.
 *
 * @returns false for every other path.
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
  await serve(request, response, asked).catch((error: unknown) => refuse(request, response, error));
  return true;
}

interface Asked extends ConsoleParts {
  /** Behind `/_local/`, not decoded. */
  readonly name: string;
  readonly query: URLSearchParams;
}

async function serve(request: IncomingMessage, response: ServerResponse, asked: Asked): Promise<void> {
  const { name } = asked;
  if (request.method === "POST") return command(request, response, asked);
  if (request.method !== "GET" && request.method !== "HEAD") {
    return sendSentence(response, 405, `${prefix}${name} is read by GET`);
  }
  if (name === "") return send(response, 200, consolePage(asked.commandToken));
  const file = asset(name);
  if (file !== undefined) return send(response, 200, file);
  if (name === "openapi.json" || name === "reference") return published(response, asked);
  if (isFromElsewhere(request)) return sendSentence(response, 403, "the console answers to its own pages only");
  if (name === "events") return events(request, response, asked);
  const answer = await asked.questions.ask(name, asked.query);
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

function events({ method }: IncomingMessage, response: ServerResponse, { observer, stream }: Asked): void {
  if (!observer.ready) return sendSentence(response, 503, "the program is still loading");
  openEvents(response);
  // The answer to HEAD has no body that could stay open.
  if (method === "HEAD") response.end();
  else stream.open(response, observer.hello);
}

async function command(request: IncomingMessage, response: ServerResponse, asked: Asked): Promise<void> {
  if (isFromElsewhere(request)) return sendSentence(response, 403, "the console answers to its own pages only");
  // A form of another site cannot send this type without being asked first.
  if (request.headers["content-type"] !== "application/json") {
    return sendSentence(response, 415, "a command is sent as application/json");
  }
  if (!asked.commandToken.isIn(request.headers)) {
    endAfter(request, response);
    return sendSentence(response, 403, `a command needs the token of the console's page, in the header ${tokenHeader}`);
  }
  const body = (await readBody(request, maxCommandBytes)).toString();
  const answer = asked.questions.command(asked.name, parsed(body));
  if (answer === undefined) return sendSentence(response, 404, `there is no command ${prefix}${asked.name}`);
  sendJson(response, answer);
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Refused like JSON that is no object.
  }
  throw new UserError("a command is a JSON object");
}

/** @throws every error that is not the client's */
function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (error instanceof BodyTooLarge) {
    endAfter(request, response);
    sendSentence(response, 413, `a command has at most ${maxCommandBytes} bytes`);
  } else if (error instanceof UserError) sendSentence(response, 400, error.message);
  else throw error;
}
