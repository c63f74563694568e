/**
 * Runs inside an environment's thread: how a handler answers a call (aws-lambda-ric 3.3.0, CallbackContext.js and
 * Runtime.js, for Node.js up to 22; 4.0.2, buffered-invoke-processor.js, from Node.js 24 on). It must import nothing but
 * Node's modules and files of the thread: see runtimeText.ts.
 */
import type { Callback, Handler } from "./handlerFile";
import { runtimeError } from "./thrown";

/** Where the answer of one call goes. */
export interface Answers {
  /** @param payload JSON text. */
  readonly succeed: (payload: string) => void;
  readonly fail: (error: unknown) => void;
  /** Acts once nothing is under way in the thread any more; replaces what was to act before. */
  readonly whenIdle: (act: (() => void) | undefined) => void;
}

/** A call of a handler, with what it is given beside the callback. */
export interface HandlerCall {
  readonly handler: Handler;
  readonly event: unknown;
  readonly context: object;
}

/** From Node.js 24 on a handler answers by what it returns, and nothing else. */
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
 * Up to Node.js 22 a promise, the callback or a method of the context answers, whichever comes first. The callback waits
 * until the event loop is empty, unless the context says otherwise. Without any of them the answer is null, once the event
 * loop is empty.
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

/** The callback of a call, and its context's methods, which the context gets: the first of them all that ends counts. */
function callbacksOf(context: object, answers: Answers): { callback: Callback; methods: ContextMethods } {
  let ended = false;
  const once =
    <A extends unknown[]>(act: (...args: A) => void) =>
    (...args: A): void => {
      if (ended) return;
      act(...args);
      // Not before: a result that is no JSON fails the call, by the method that is asked next.
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

/** @param name of the error that Lambda answers where there is no JSON; up to Node.js 22 it has none of its own. */
function jsonOf(result: unknown, name?: "JSONStringifyError"): string {
  try {
    return JSON.stringify(result) ?? "null";
  } catch {
    const message = "Unable to stringify response body";
    throw name === undefined ? new Error(message) : runtimeError(name, message);
  }
}
