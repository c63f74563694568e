import { styleText } from "node:util";
import { Causes } from "./causes";
import type { EdgeRequestFact } from "../kernel/facts/edgeFacts";
import type { EventFact } from "../kernel/facts/eventFacts";
import type { FinishedRequest } from "../readers/remedy";
import type {
  CallError,
  Fact,
  InvocationFact,
  LogFact,
  NotificationFact,
  Reader,
  RequestFact,
  StateFact,
} from "../kernel/facts/facts";

export interface RequestLinesOptions {
  readonly write: (text: string) => void;
  readonly color: boolean;
  /** True to print the log lines of all requests, not only of failed ones. */
  readonly logs: boolean;
  /** Maps a stack line to the program's source, such as `api/items/store.ts:41`. */
  readonly sourceOf?: (line: string) => string | undefined;
  /** Returns advice about a failed request. */
  readonly advise?: (ended: FinishedRequest) => string | undefined;
}

/** Maximum number of stored requests, and of calls with stored log lines. */
const maxEntries = 1_000;

/** Maximum length of the stored log of a call, in characters. */
const maxLogCharacters = 65_536;

/**
 * Prints one line for each request: method, path, status, milliseconds, and the function with a mark for a cold start.
 * If no function was called, the line contains the reason. The log of a failed call follows.
 */
export function requestLines(options: RequestLinesOptions): Reader {
  const { write, logs } = options;
  /** Log lines of calls in progress, by request id. */
  const kept = new Map<string, string>();
  const causes = new Causes();
  /** True if the last change of an alarm was printed, so that its notification is printed too. */
  let news = false;

  const logged = (fact: LogFact) => {
    const { requestId, text, inGroup } = fact;
    if (logs || inGroup !== true) write(logLines(fact, options));
    else if (requestId !== undefined) {
      // Skip Lambda's START, END and REPORT lines, and the error, which is printed separately.
      if (
        /^(?:START|END|REPORT) RequestId: |^\{"time":"[^"]+","type":"platform\.|^\{.*"level":"ERROR"|\tERROR\t(?:Invoke Error|Init Error|Uncaught Exception|Unhandled Promise Rejection) \t/.test(
          text,
        )
      )
        return;
      setBounded(kept, requestId, `${cutAtTwice(kept.get(requestId) ?? "")}${logLines(fact, options)}`);
    } else if (/\tERROR\t/.test(text)) write(logLines(fact, options));
  };

  const invoked = (fact: InvocationFact) => {
    if (fact.error !== undefined)
      write(`${lastOf(kept.get(fact.requestId) ?? "")}${failureLines(fact, fact.error, options)}`);
    kept.delete(fact.requestId);
  };

  const answered = (fact: RequestFact & { readonly at: number }) => {
    const caused = causes.take(fact.trace);
    write(requestLine(fact, caused.invocation, options));
    if (fact.status >= 400) {
      const ended = { invocation: undefined, refused: undefined, ...caused, at: fact.at, request: fact };
      const remedy = options.advise?.(ended);
      if (remedy !== undefined) write(remedyLine(remedy, options));
    }
    // The request line contains everything of the access log.
    kept.delete(fact.requestId);
  };

  return (fact: Fact) => {
    causes.read(fact);
    if (fact.kind === "log") logged(fact);
    else if (fact.kind === "invocation") invoked(fact);
    else if (fact.kind === "request") answered(fact);
    else if (fact.kind === "edgeRequest") write(edgeLine(fact, options));
    else if (fact.kind === "event") write(eventLine(fact, options));
    else if (fact.kind === "state" && fact.type === "alarm") {
      // One minute after the start, every alarm becomes OK for the first time. Do not print that.
      news = fact.state === "ALARM" || fact.before === "ALARM";
      if (news) write(alarmLine(fact, options));
    } else if (fact.kind === "notification" && news) write(notificationLine(fact, options));
  };
}

/** Truncates a log to its end. It cuts at twice the maximum, because cutting at each line would copy the text often. */
function cutAtTwice(log: string): string {
  return log.length > 2 * maxLogCharacters ? log.slice(-maxLogCharacters) : log;
}

function lastOf(log: string): string {
  return log.length > maxLogCharacters ? `… the log of this call is longer\n${log.slice(-maxLogCharacters)}` : log;
}

/** Prints the error once, with its stack in the program's source. */
function failureLines(
  { label, requestId }: InvocationFact,
  { type, message, trace }: CallError,
  { color, sourceOf = () => undefined }: RequestLinesOptions,
): string {
  const places = trace.flatMap((line) => sourceOf(line) ?? []);
  const shown = places.length > 0 ? places.map((place) => `    at ${place}`) : trace;
  const head = `${label} ${requestId} failed: ${type}: ${message}`;
  return [color ? styleText("red", head) : head, ...shown].map((line) => `${line}\n`).join("");
}

/** Prints an alarm that fires or recovers, with the reason. */
function alarmLine({ resource, state, reason }: StateFact, { color }: RequestLinesOptions): string {
  const hue = state === "ALARM" ? "red" : state === "OK" ? "green" : "yellow";
  return `alarm ${resource} is ${color ? styleText(hue, state) : state}: ${reason ?? ""}\n`;
}

/** Prints an event that a bus received, with the rules that it triggers. */
function eventLine({ bus, detailType, eventId, rules }: EventFact, { color }: RequestLinesOptions): string {
  const line = `event   ${detailType} on ${bus}  ${eventId}${rules.length === 0 ? "" : `  → ${rules.join(", ")}`}`;
  return `${color ? styleText("dim", line) : line}\n`;
}

/** Prints a request of a distribution, with the result of its cache. */
function edgeLine(fact: EdgeRequestFact, { color }: RequestLinesOptions): string {
  const { method, path, status, millis, distribution, result, reason } = fact;
  const text = [`${distribution}: ${result}`, ...(reason === undefined ? [] : [reason])].join(", ");
  const details = `${millis} ms  ${text}`;
  return `${method.padEnd(7)} ${path}  ${colorStatus(status, color)}  ${color ? styleText("dim", details) : details}\n`;
}

function notificationLine({ topic, subject, endpoints }: NotificationFact, { color }: RequestLinesOptions): string {
  const recipients = endpoints.length === 0 ? "no subscription" : endpoints.join(", ");
  const line = `${topic} sends ${subject} (${recipients})`;
  return `${color ? styleText("dim", line) : line}\n`;
}

/** Sets a value and removes the oldest entry above the limit. */
function setBounded<T>(map: Map<string, T>, key: string, value: T): void {
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > maxEntries && oldest !== undefined) map.delete(oldest);
}

function requestLine(
  { method, stage, path, status, millis, reason, cache }: RequestFact,
  call: InvocationFact | undefined,
  { color }: RequestLinesOptions,
): string {
  const whole = stage === undefined ? path : `/${stage}${path}`;
  const who = call === undefined ? (cache === "hit" ? "from the cache" : "") : `${call.label} ${temperature(call)}`;
  const text = [who, reason ?? ""].filter((part) => part !== "").join(", ");
  const dim = (part: string) => (color ? styleText("dim", part) : part);
  return `${method.padEnd(7)} ${whole}  ${colorStatus(status, color)}  ${dim(`${millis} ms${text === "" ? "" : `  ${text}`}`)}\n`;
}

function remedyLine(remedy: string, { color }: RequestLinesOptions): string {
  const line = `        → ${remedy}`;
  return `${color ? styleText("dim", line) : line}\n`;
}

function temperature({ cold, provisioned, initMillis }: InvocationFact): string {
  if (provisioned) return "provisioned";
  return cold ? `cold${initMillis === undefined ? "" : ` (init ${Math.round(initMillis)} ms)`}` : "warm";
}

function colorStatus(status: number, color: boolean): string {
  const hue = status < 400 ? "green" : status < 500 ? "yellow" : "red";
  return color ? styleText(hue, String(status)) : String(status);
}

/** Prefixes each line of a text with the source and the request. */
function logLines({ source, requestId, text }: LogFact, { color }: RequestLinesOptions): string {
  const head = requestId === undefined ? source : `${source} ${requestId}`;
  const shown = color ? styleText("dim", head) : head;
  return text
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => `${shown} ${line.trimEnd()}\n`)
    .join("");
}
