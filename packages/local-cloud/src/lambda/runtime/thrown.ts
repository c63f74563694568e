/**
 * Runs inside an environment's thread: reports thrown values as Lambda's Node.js runtimes do (aws-lambda-ric 3.3.0,
 * Errors.js; 4.0.2, utils/error.js). It must import nothing but Node's modules and files of the thread: see
 * runtimeText.ts.
 */
import { types } from "node:util";
import type { Failure } from "./protocol";

/** Creates an error of the runtime. Its name is the error type. */
export function runtimeError(name: string, message: string): Error {
  const error = new Error(message);
  // Not enumerable, because the log lists enumerable properties.
  Object.defineProperty(error, "name", { value: `Runtime.${name}`, configurable: true, writable: true });
  return error;
}

/** Creates the error with which an unhandled rejection ends the environment. */
export function unhandledRejection(reason: unknown, promise: unknown): Error {
  return Object.assign(runtimeError("UnhandledPromiseRejection", textOf(reason)), { reason, promise });
}

/** Returns an error unchanged, and wraps other values in an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(textOf(thrown));
}

function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** True for errors, including those of other realms and custom objects with name, message and stack. */
function isError(value: unknown): value is Error {
  if (types.isNativeError(value)) return true;
  const { name, message, stack } = (value ?? {}) as Partial<Error>;
  return [name, message, stack].every((each) => typeof each === "string" && each !== "");
}

/** Returns the failure that the caller of a function receives for an error. */
export function failureOf(error: unknown): Failure {
  try {
    if (!isError(error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
    const { name, message, stack = "" } = error;
    return { errorType: name, errorMessage: message, trace: stack.split("\n") };
  } catch {
    const errorMessage =
      "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack";
    return { errorType: "handled", errorMessage, trace: [] };
  }
}

/** Returns the log text of an error, with its own properties and those of nested errors. */
export function formatLoggedError(thrown: unknown): string {
  const error = asError(thrown);
  try {
    return JSON.stringify(error, (_, value: unknown) => withOwnProperties(value));
  } catch {
    return JSON.stringify(failureOf(error));
  }
}

function withOwnProperties(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { name, message, code, stack } = value as Error & { code?: unknown };
  const lines = typeof stack === "string" ? { stack: stack.split("\n") } : {};
  return { errorType: name, errorMessage: message, code, ...value, ...lines };
}
