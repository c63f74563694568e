/**
 * Runs inside an environment's thread: formats the log lines of console and of the runtime, as text or JSON
 * (aws-lambda-ric 3.3.0, LogPatch.js). It must import nothing but Node's modules and files of the thread: see
 * runtimeText.ts.
 */
import { formatWithOptions } from "node:util";
import { asError } from "./thrown";

/** Most detailed first. */
const levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] as const;

type Level = (typeof levels)[number];

const methods: Readonly<Record<string, Level>> = {
  trace: "TRACE",
  debug: "DEBUG",
  info: "INFO",
  log: "INFO",
  warn: "WARN",
  error: "ERROR",
  fatal: "FATAL",
};

function isJson(): boolean {
  return process.env["AWS_LAMBDA_LOG_FORMAT"]?.toUpperCase() === "JSON";
}

function isWritten(level: Level): boolean {
  const lowest = process.env["AWS_LAMBDA_LOG_LEVEL"]?.toUpperCase() ?? "TRACE";
  return levels.indexOf(level) >= levels.indexOf(lowest as Level);
}

/** Replaces the methods of console. Lines below the function's log level are dropped. */
export function patchConsole(write: (line: string) => void, requestId: () => string): void {
  const lineOf = isJson() ? jsonLine : textLine;
  for (const [method, level] of Object.entries(methods)) {
    const writes = isWritten(level);
    (console as unknown as Record<string, unknown>)[method] = (...values: unknown[]) => {
      if (writes) write(lineOf(level, requestId(), values));
    };
  }
}

/**
 * Returns the log line of an error; empty if the function's level drops it.
 *
 * @param text line content in text format.
 */
export function errorLine(requestId: string, error: unknown, text: string): string {
  if (!isWritten("ERROR")) return "";
  return isJson() ? jsonLine("ERROR", requestId, [asError(error)]) : textLine("ERROR", requestId, [text]);
}

function textLine(level: Level, requestId: string, values: readonly unknown[]): string {
  return `${new Date().toISOString()}\t${requestId || "undefined"}\t${level}\t${formatWithOptions({}, ...values)}\n`;
}

function jsonLine(level: Level, requestId: string, values: readonly unknown[]): string {
  const line = {
    timestamp: new Date().toISOString(),
    level,
    ...(requestId === "" ? {} : { requestId }),
  };
  if (values.length === 1) {
    try {
      return `${JSON.stringify({ ...line, message: values[0] }, (_, value: unknown) => describeNestedError(value))}\n`;
    } catch {
      return `${JSON.stringify({ ...line, message: formatWithOptions({}, values[0]) })}\n`;
    }
  }
  const error = values.find((value) => value instanceof Error);
  const message = formatWithOptions({}, ...values);
  return `${JSON.stringify({ ...line, message, ...(error === undefined ? {} : describeError(error)) })}\n`;
}

function describeNestedError(value: unknown): unknown {
  return value instanceof Error ? { ...describeError(value), ...value } : value;
}

function describeError(error: Error) {
  const { constructor, message, stack } = error;
  return {
    errorType: constructor?.name ?? "UnknownError",
    errorMessage: message,
    stackTrace: typeof stack === "string" ? stack.split("\n") : [],
  };
}
