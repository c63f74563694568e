import { textField } from "../definition/model";
import { runtimeError } from "../language/errors";
import { isObject, textOf, type Json } from "../language/json";
import { parseResource, type TaskResource } from "../tasks/resource";
import { print } from "./frame";
import { checkSize } from "./limits";
import { StateError } from "./stateError";
import type { Finished, StateScope } from "./stateScope";
import { TaskEvents } from "./taskEvents";
import { LinkedAbort, sleepUntil } from "./time";

/** A task that is about to run, or continues after a restart. */
interface Attempt {
  readonly scope: StateScope;
  readonly resource: TaskResource;
  readonly events: TaskEvents;
  readonly input: Json;
  readonly roleArn: string | undefined;
  readonly token: string;
  /** Seconds; undefined without a limit. */
  readonly timeout: number | undefined;
  readonly heartbeat: number | undefined;
}

/** Runs a task once. @throws StateError @throws LanguageError */
export async function runTask(scope: StateScope): Promise<Finished> {
  const attempt = await prepare(scope);
  const result = await perform(attempt);
  return scope.finish(result);
}

async function prepare(scope: StateScope): Promise<Attempt> {
  const { frame, state } = scope;
  const arn = textOf(state["Resource"]);
  const resource = parseResource(arn);
  if (resource === undefined) throw runtimeError(`The resource '${arn}' is not valid.`);
  const token = frame.current.task?.token ?? newToken(scope, resource);
  const withToken = token === "" ? scope : scope.withContext({ Task: { Token: token } });
  const timeout = await scope.number("TimeoutSeconds");
  const heartbeat = await scope.number("HeartbeatSeconds");
  const roleArn = await credentials(withToken);
  const input = await withToken.arguments();
  const fault = frame.host.tasks.startFault(resource, input);
  if (fault !== undefined) throw runtimeError(fault);
  return { scope, resource, events: new TaskEvents(resource), input, roleArn, token, timeout, heartbeat };
}

function newToken({ frame }: StateScope, resource: TaskResource): string {
  const isCallback = resource.kind === "service" && resource.pattern === "waitForTaskToken";
  return isCallback || resource.kind === "activity" ? frame.host.chance.uuid() : "";
}

/** Returns the role of the Credentials field (Developer Guide, "Accessing cross-account AWS resources"). */
async function credentials(scope: StateScope): Promise<string | undefined> {
  const given = scope.state["Credentials"];
  if (!isObject(given)) return undefined;
  const filled = scope.isQuery
    ? await scope.query(given, "Credentials")
    : scope.template(given, scope.effectiveInput());
  return isObject(filled) ? textField(filled, "RoleArn") : undefined;
}

/** Runs the task and records its events. */
async function perform(attempt: Attempt): Promise<Json> {
  const { scope, events } = attempt;
  const { frame } = scope;
  if (frame.current.task === undefined) schedule(attempt);
  try {
    const result = await withinTime(attempt, (signal, beat) => callTask(attempt, signal, beat));
    frame.signal.throwIfAborted();
    checkSize(result, sourceOf(attempt.resource));
    frame.record(...events.succeeded(result), { task: undefined });
    return result;
  } catch (error) {
    frame.signal.throwIfAborted();
    if (!(error instanceof StateError)) throw error;
    frame.record(...recorded(events.failed(error)), { task: undefined });
    throw error;
  }
}

function recorded([type, details]: readonly [string, Parameters<Attempt["scope"]["frame"]["record"]>[1]?]) {
  return [type, details] as const;
}

/** Returns the name of a task in AWS's message about its size. */
function sourceOf(resource: TaskResource): string {
  return resource.kind === "service" ? resource.service : resource.arn;
}

function schedule({ scope, events, resource, input, token, ...settings }: Attempt): void {
  const { frame } = scope;
  const { region } = frame.host;
  const task = { token, startedAt: frame.host.now(), isSubmitted: false };
  const isActivity = resource.kind === "activity";
  frame.record(...recorded(events.scheduled({ input, region, ...settings })), isActivity ? { task } : {});
  if (!isActivity) frame.record(...recorded(events.started()), { task });
}

async function callTask(attempt: Attempt, signal: AbortSignal, beat: () => void): Promise<Json> {
  const { scope, resource, token } = attempt;
  const { tasks } = scope.frame.host;
  if (resource.kind === "lambda") return call(attempt, signal);
  if (resource.kind === "activity") return offer(attempt, resource.arn, beat);
  if (resource.pattern === "response") return call(attempt, signal);
  if (resource.pattern !== "waitForTaskToken") return callSync(attempt, resource.pattern, signal);
  tasks.open(token);
  try {
    const ended = tasks.ended(token, beat);
    // A callback may come before the response.
    ended.catch(() => undefined);
    if (scope.frame.current.task?.isSubmitted !== true) submitted(attempt, await call(attempt, signal));
    return await ended;
  } finally {
    tasks.close(token);
  }
}

function call({ scope, input, token, roleArn }: Attempt, signal: AbortSignal): Promise<Json> {
  const resource = textOf(scope.state["Resource"]);
  const given = token === "" ? undefined : token;
  return scope.frame.host.tasks.call({ resource, input, token: given, roleArn, signal });
}

function submitted({ scope, events }: Attempt, response: Json, execution?: string): void {
  const { frame } = scope;
  frame.signal.throwIfAborted();
  const task = { ...frame.current.task!, isSubmitted: true, ...(execution === undefined ? {} : { execution }) };
  frame.record(...recorded(events.submitted(response)), { task });
}

async function callSync(attempt: Attempt, form: "sync" | "sync:2", signal: AbortSignal): Promise<Json> {
  const { frame } = attempt.scope;
  if (frame.current.task?.isSubmitted !== true) {
    const response = await call(attempt, signal);
    submitted(attempt, response, isObject(response) ? textField(response, "ExecutionArn") : undefined);
  }
  return frame.host.tasks.executionEnded(frame.current.task?.execution ?? "", form, signal);
}

async function offer({ scope, events, token, input }: Attempt, arn: string, beat: () => void): Promise<Json> {
  const { frame } = scope;
  const { tasks } = frame.host;
  tasks.open(token);
  try {
    const ended = tasks.ended(token, beat);
    ended.catch(() => undefined);
    const onStarted = (worker: string | undefined) => {
      const task = { ...frame.current.task!, isSubmitted: true };
      frame.record(...recorded(events.started(worker)), { task });
      beat();
    };
    if (frame.current.task?.isSubmitted !== true) tasks.offer({ arn, token, input: print(input) }, onStarted);
    return await ended;
  } finally {
    tasks.close(token);
  }
}

/** Ends work that exceeds the task's timeout, or that sends no heartbeat in time. @throws StateError States.Timeout */
async function withinTime(
  { scope, timeout, heartbeat }: Attempt,
  work: (signal: AbortSignal, beat: () => void) => Promise<Json>,
): Promise<Json> {
  const { host, signal, current } = scope.frame;
  const abort = new LinkedAbort(signal);
  const { startedAt } = current.task!;
  let beatAt = startedAt;
  const beat = () => (beatAt = host.now());
  const running = work(abort.signal, beat);
  const expired = async (): Promise<never> => {
    const end = timeout === undefined ? Infinity : startedAt + timeout * 1_000;
    const beatEnd = () => (heartbeat === undefined ? Infinity : beatAt + heartbeat * 1_000);
    while (host.now() < Math.min(end, beatEnd())) {
      await sleepUntil(host, Math.min(end, beatEnd()), abort.signal);
    }
    throw new StateError("States.Timeout", undefined, host.now() < end);
  };
  try {
    if (timeout === undefined && heartbeat === undefined) return await untilAborted(running, abort.signal);
    return await Promise.race([untilAborted(running, abort.signal), expired()]);
  } finally {
    running.catch(() => undefined);
    abort.end();
  }
}

/** Rejects as soon as the signal aborts, also if the work goes on. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = () => undefined as void;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
