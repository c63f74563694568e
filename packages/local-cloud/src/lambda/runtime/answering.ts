/**
 * Runs inside an environment's thread: turns a handler's return value, callback or context method into the answer of a
 * call (aws-lambda-ric 3.3.0, CallbackContext.js and Runtime.js, for Node.js up to 22; 4.0.2,
 * buffered-invoke-processor.js, from Node.js 24 on). It must import nothing but Node's modules and files of the thread:
 * see runtimeText.ts.
 */
import type { Callback, Handler } from "./handlerFile";
import { runtimeError } from "./thrown";

/** Receives the answer of one call. */
export interface Answers {
  /** @param payload JSON text. */
  readonly succeed: (payload: string) => void;
  readonly fail: (error: unknown) => void;
  /** Calls `act` when the event loop of the thread is empty. Replaces an earlier `act`. */
  readonly whenIdle: (act: (() => void) | undefined) => void;
}

/** A handler and its arguments, except the callback. */
export interface HandlerCall {
  readonly handler: Handler;
  readonly event: unknown;
  readonly context: object;
}

/** Answers with the handler's return value, which is the only way since Node.js 24. */
export async function answerByReturn({ handler, event, context }: HandlerCall, answers: Answers): Promise<void> {
  try {
    const result = await handler(event, context);
    await nextTurn();
    answers.succeed(jsonOf(result, "JSONStringifyError"));
  } catch (error) {
    await nextTurn();
    answers.fail(error);
  }
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/**
 * Answers with a promise, the callback or a context method, whichever comes first (up to Node.js 22). The callback
 * waits until the event loop is empty, unless `callbackWaitsForEmptyEventLoop` is false. If the event loop empties
 * without an answer, the answer is null.
 */
export function answerByCallback(call: HandlerCall, answers: Answers): void {
  const { handler, event, context } = call;
  const { callback, methods } = callbacksOf(context, answers);
  answers.whenIdle(() => answers.succeed("null"));
  try {
    const returned = handler(event, context, callback) as PromiseLike<unknown> | undefined | null;
    if (typeof returned?.then === "function")
      Promise.resolve(returned.then(methods.succeed, methods.fail)).catch(methods.fail);
  } catch (error) {
    callback(error);
  }
}

interface ContextMethods {
  readonly done: Callback;
  readonly succeed: (result: unknown) => void;
  readonly fail: (error: unknown) => void;
}

/** Returns the callback, and adds the answering methods to the context. Only the first call of any of them counts. */
function callbacksOf(context: object, answers: Answers): { callback: Callback; methods: ContextMethods } {
  let ended = false;
  const once =
    <A extends unknown[]>(act: (...args: A) => void) =>
    (...args: A): void => {
      if (ended) return;
      act(...args);
      // Set after the act: if a result is not JSON, the next call must still be able to fail the invocation.
      ended = true;
    };
  let waits: unknown = true;
  const done: Callback = (error, result) => {
    answers.whenIdle(undefined);
    if (isNothing(error)) answers.succeed(jsonOf(result));
    else answers.fail(error);
  };
  const methods: ContextMethods = {
    done: once(done),
    succeed: once((result) => done(undefined, result)),
    fail: once((error) => done(isNothing(error) ? "handled" : error)),
  };
  Object.defineProperty(context, "callbackWaitsForEmptyEventLoop", {
    get: () => waits,
    set: (value: unknown) => (waits = value),
    enumerable: true,
    configurable: true,
  });
  Object.assign(context, methods);
  const callback = once((error: unknown, result?: unknown) => {
    if (!isNothing(error) || !waits) done(error, result);
    else answers.whenIdle(() => setImmediate(() => answers.succeed(jsonOf(result))));
  });
  return { callback, methods };
}

function isNothing(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/** @param name error type for a result that is not JSON. Up to Node.js 22 Lambda uses a plain Error. */
function jsonOf(result: unknown, name?: "JSONStringifyError"): string {
  try {
    return JSON.stringify(result) ?? "null";
  } catch {
    const message = "Unable to stringify response body";
    throw name === undefined ? new Error(message) : runtimeError(name, message);
  }
}
