import type { LogFact } from "../kernel/facts";
import type { LogLevel, LogLine } from "./wire";

/** Names of levels, as Lambda, Powertools and other loggers write them. */
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

/** Lines that Lambda itself writes (Lambda Developer Guide, "Working with Lambda function logs"). */
const platform = /^(?:(?:START|END|REPORT) RequestId: |INIT_(?:START|REPORT) )/;

/** Longest line of which a level is looked for in JSON, in characters. */
const mostJson = 65_536;

/** A line of the log, with its level. */
export function logLine(fact: LogFact & { readonly at: number }): LogLine {
  const { at, source, requestId, text } = fact;
  return { at, source, requestId, level: levelOf(fact), text: text.trimEnd() };
}

function levelOf({ text, inGroup }: LogFact): LogLevel {
  // A part of the local cloud writes only what a person should know.
  if (inGroup !== true) return "WARN";
  if (platform.test(text)) return "PLATFORM";
  // Lambda's text format: time, request id, level, message, by tabs.
  const [, , level = "", message] = text.split("\t", 4);
  if (message !== undefined && Object.hasOwn(levels, level)) return levels[level]!;
  return text.startsWith("{") && text.length <= mostJson ? jsonLevel(text) : "INFO";
}

/** Of a JSON line: Lambda's own have a type, `platform.start`. */
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
