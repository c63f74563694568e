import type { LogFact } from "../../kernel/facts/facts";
import type { LogLevel, LogLine } from "../wire";

/** Levels by the names that Lambda, Powertools and other loggers use. */
const levels: Readonly<Record<string, LogLevel>> = {
  TRACE: "DEBUG",
  DEBUG: "DEBUG",
  INFO: "INFO",
  WARN: "WARN",
  WARNING: "WARN",
  ERROR: "ERROR",
  FATAL: "ERROR",
  CRITICAL: "ERROR",
};

/** Lines of the Lambda platform (Lambda Developer Guide, "Working with Lambda function logs"). */
const platform = /^(?:(?:START|END|REPORT) RequestId: |INIT_(?:START|REPORT) )/;

/** Maximum length of a line that is parsed as JSON for its level, in characters. */
const maxJson = 65_536;

/** A stored log fact. It becomes a line when a page shows it, because its text may be parsed as JSON. */
export type TimedLog = LogFact & { readonly at: number };

export function sizeOfLog({ source, text }: TimedLog): number {
  return source.length + text.length;
}

/** Returns a line that the console itself adds. */
export function consoleLine(at: number, text: string): LogLine {
  return logLine({ kind: "log", at, source: "console", text });
}

/** Converts a log fact to a line with its level. */
export function logLine(fact: TimedLog): LogLine {
  const { at, source, requestId, text } = fact;
  return { at, source, requestId, level: levelOf(fact), text: text.trimEnd() };
}

function levelOf({ text, inGroup }: LogFact): LogLevel {
  // Parts of the local cloud log only warnings.
  if (inGroup !== true) return "WARN";
  if (platform.test(text)) return "PLATFORM";
  // Lambda's text format: time, request id, level and message, separated by tabs.
  const [, , level = "", message] = text.split("\t", 4);
  if (message !== undefined && Object.hasOwn(levels, level)) return levels[level]!;
  return text.startsWith("{") && text.length <= maxJson ? jsonLevel(text) : "INFO";
}

/** Returns the level of a JSON line. Lambda's own lines have a type, such as `platform.start`. */
function jsonLevel(text: string): LogLevel {
  try {
    const { level, type } = JSON.parse(text) as { level?: unknown; type?: unknown };
    if (typeof type === "string" && type.startsWith("platform.")) return "PLATFORM";
    const name = String(level).toUpperCase();
    return Object.hasOwn(levels, name) ? levels[name]! : "INFO";
  } catch {
    return "INFO";
  }
}
