import { styleText } from "node:util";
import { Causes } from "./causes";
import type { Ended } from "../readers/remedy";
import type {
  CallError,
  Fact,
  InvocationFact,
  LogFact,
  NotificationFact,
  Reader,
  RequestFact,
  StateFact,
} from "../kernel/facts";

export interface RequestLinesOptions {
  readonly write: (text: string) => void;
  readonly color: boolean;
  /** Whether the lines of functions and of access logs are shown of every request, and not of failed calls alone. */
  readonly logs: boolean;
  /** Where a line of a stack is in the program's source, `api/items/store.ts:41`. */
  readonly sourceOf?: (line: string) => string | undefined;
  /** What to do about a request that failed. */
  readonly advise?: (ended: Ended) => string | undefined;
}

/** How many calls' lines and requests' calls are kept until their end is told. */
const mostKept = 1_000;

/** How much of a call's log is kept for the case that it fails, in characters. */
const mostKeptText = 65_536;

/**
 * One line for each request: method, path, status, milliseconds, the function and whether its environment was cold;
 * for what no function saw, why. The log of a call that fails follows it.
 */
export function requestLines(options: RequestLinesOptions): Reader {
  const { write, logs } = options;
  /** Lines of calls that are under way, by request id. */
  const kept = new Map<string, string>();
  const causes = new Causes();
  /** Whether the alarm that changed last, and whom it tells, is worth a line. */
  let news = false;

  const logged = (fact: LogFact) => {
    const { requestId, text, inGroup } = fact;
    if (logs || inGroup !== true) write(logLines(fact, options));
    else if (requestId !== undefined) {
      // What Lambda writes around a call, and the error, which is shown once and readably.
      if (
        /^(?:START|END|REPORT) RequestId: |^\{"time":"[^"]+","type":"platform\.|^\{.*"level":"ERROR"|\tERROR\t(?:Invoke Error|Init Error|Uncaught Exception|Unhandled Promise Rejection) \t/.test(
          text,
        )
      )
        return;
      keep(kept, requestId, `${cutAtTwice(kept.get(requestId) ?? "")}${logLines(fact, options)}`);
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
    const remedy = options.advise?.({
      invocation: undefined,
      refused: undefined,
      ...caused,
      at: fact.at,
      request: fact,
    });
    if (remedy !== undefined) write(remedyLine(remedy, options));
    // Of an access log: the line says it.
    kept.delete(fact.requestId);
  };

  return (fact: Fact) => {
    causes.read(fact);
    if (fact.kind === "log") logged(fact);
    else if (fact.kind === "invocation") invoked(fact);
    else if (fact.kind === "request") answered(fact);
    else if (fact.kind === "state" && fact.type === "alarm") {
      // A minute after the start every alarm is OK for the first time, which is no news.
      news = fact.state === "ALARM" || fact.before === "ALARM";
      if (news) write(alarmLine(fact, options));
    } else if (fact.kind === "notification" && news) write(notificationLine(fact, options));
  };
}

/** The end of a log that is kept. It is cut at twice the length: cutting at each line would copy all lines each time. */
function cutAtTwice(log: string): string {
  return log.length > 2 * mostKeptText ? log.slice(-mostKeptText) : log;
}

function lastOf(log: string): string {
  return log.length > mostKeptText ? `… the log of this call is longer\n${log.slice(-mostKeptText)}` : log;
}

/** The error once, and where it went through the program's source. */
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

/** An alarm that fires or recovers, and why. */
function alarmLine({ resource, state, reason }: StateFact, { color }: RequestLinesOptions): string {
  const hue = state === "ALARM" ? "red" : state === "OK" ? "green" : "yellow";
  return `alarm ${resource} is ${color ? styleText(hue, state) : state}: ${reason ?? ""}\n`;
}

function notificationLine({ topic, subject, endpoints }: NotificationFact, { color }: RequestLinesOptions): string {
  const whom = endpoints.length === 0 ? "nobody has subscribed" : endpoints.join(", ");
  const line = `${topic} tells ${subject} (${whom})`;
  return `${color ? styleText("dim", line) : line}\n`;
}

/** Sets a value, and forgets the oldest above the limit. */
function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > mostKept && oldest !== undefined) map.delete(oldest);
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
  return `${method.padEnd(7)} ${whole}  ${colored(status, color)}  ${dim(`${millis} ms${text === "" ? "" : `  ${text}`}`)}\n`;
}

function remedyLine(remedy: string, { color }: RequestLinesOptions): string {
  const line = `        → ${remedy}`;
  return `${color ? styleText("dim", line) : line}\n`;
}

function temperature({ cold, provisioned, initMillis }: InvocationFact): string {
  if (provisioned) return "provisioned";
  return cold ? `cold${initMillis === undefined ? "" : ` (init ${Math.round(initMillis)} ms)`}` : "warm";
}

function colored(status: number, color: boolean): string {
  const hue = status < 400 ? "green" : status < 500 ? "yellow" : "red";
  return color ? styleText(hue, String(status)) : String(status);
}

/** Who speaks, the request, the text; a line for each line of it. */
function logLines({ source, requestId, text }: LogFact, { color }: RequestLinesOptions): string {
  const head = requestId === undefined ? source : `${source} ${requestId}`;
  const shown = color ? styleText("dim", head) : head;
  return text
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => `${shown} ${line.trimEnd()}\n`)
    .join("");
}
