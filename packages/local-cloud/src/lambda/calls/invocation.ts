import { existsSync } from "node:fs";
import { traceOf, type CallError, type Facts, type InvocationFact } from "../../kernel/facts/facts";
import type { FaultKind, Faults } from "../../kernel/faults";
import type { InvokeAnswer, InvokeRequest } from "../../kernel/interfaces/functions";
import { AnswerBytes } from "./answerBytes";
import { invokeAnswer, withRequestId } from "./answers";
import { exited, exitFailure, type Environment, type Outcome } from "../environments/environment";
import type { EnvironmentLease } from "../environments/slots";
import type { FunctionConfiguration } from "../declared";
import type { Failure } from "../runtime/protocol";
import { SystemLog } from "./systemLog";

/** An admitted call of a function version. */
export interface Invocation {
  readonly requestId: string;
  readonly configuration: FunctionConfiguration;
  /** Qualifier in the caller's request. */
  readonly qualifier: string | undefined;
  readonly version: string;
  readonly request: InvokeRequest;
  /** Logical name of the permission that allows the call. */
  readonly permission: string | undefined;
  /** The reserved environment. */
  readonly use: EnvironmentLease;
  /** Running calls of all functions, including this one. */
  readonly account: number;
}

/** Bytes of the log that LogType Tail returns (Lambda API reference, Invoke). */
const logTailBytes = 4_096;

interface Services {
  /** Returns a function that receives each log line immediately. */
  readonly openLog: () => (text: string) => void;
  readonly faults: Faults;
  readonly facts: Facts;
}

/** Runs a call. */
export async function runInvocation(
  invocation: Invocation,
  { openLog, faults, facts }: Services,
): Promise<InvokeAnswer> {
  const { requestId, configuration, version, request } = invocation;
  const { environment } = invocation.use;
  const started = performance.now();
  const cold = !environment.warm;
  let tail = "";
  const log = (text: string) => {
    if (request.logType === "Tail") tail = lastBytes(tail + text);
    sink(text);
  };
  const system = new SystemLog(configuration, log);
  // The function runs while its log is opened. Its messages arrive later.
  const running = execute(invocation, faults, system);
  const sink = openLog();
  environment.onLog = log;
  const bytes = new AnswerBytes(request.onChunk);
  environment.onChunk = (chunk, contentType) => bytes.add(chunk, contentType);
  system.start(requestId, version);
  const { outcome, initMillis, duringInit = false, fault } = await running;
  const millis = performance.now() - started - (initMillis ?? 0);
  system.end(requestId, { millis, initMillis, outcome });
  const answer = invokeAnswer(bytes.complete(outcome), { requestId, version });
  const ran = { cold, millis, initMillis, usedBytes: outcome.heapBytes, duringInit, fault };
  facts.report(() => invocationFact(invocation, answer, ran));
  return request.logType === "Tail" ? { ...answer, logTail: tail } : answer;
}

interface Ran extends Pick<InvocationFact, "cold" | "millis" | "initMillis" | "fault"> {
  readonly usedBytes: number;
  readonly duringInit: boolean;
}

function invocationFact(
  { requestId, configuration, qualifier, version, request, permission, use, account }: Invocation,
  { functionError, payload }: InvokeAnswer,
  { usedBytes, duringInit, ...times }: Ran,
): InvocationFact {
  return {
    kind: "invocation",
    requestId,
    trace: traceOf(request.traceId),
    functionName: configuration.name,
    label: configuration.label,
    qualifier,
    version,
    provisioned: use.type === "provisioned-concurrency",
    ...times,
    queuedMillis: use.queuedMillis,
    caller: request.caller?.principal,
    permission,
    event: String(request.payload ?? "{}"),
    answer: payload,
    memory: { usedBytes, megabytes: configuration.memorySize },
    concurrency: { account, ...use.concurrency },
    error: functionError && { ...callError(JSON.parse(payload) as Failure), duringInit },
  };
}

function callError({ errorType, errorMessage, trace = [] }: Failure): Omit<CallError, "duringInit"> {
  // The stack repeats the message, which may have several lines. Keep only the frames.
  return { type: errorType, message: errorMessage, trace: trace.filter((line) => /^\s+at /.test(line)) };
}

async function execute(
  invocation: Invocation,
  faults: Faults,
  system: SystemLog,
): Promise<{ outcome: Outcome; initMillis?: number; duringInit?: boolean; fault?: FaultKind }> {
  const { requestId, configuration, use } = invocation;
  const { environment, type } = use;
  const failed = (failure: Failure, { heapBytes = 0, ended = true } = {}): Outcome => ({
    kind: "failure",
    failure: withRequestId(failure, requestId),
    heapBytes,
    ended,
  });
  const timeoutMillis = configuration.timeout * 1000;
  const cold = !environment.warm;
  if (cold) {
    await faults.delay("lambda:init");
    const failure = missingWrapper(configuration) ?? (await initialise(environment, configuration, requestId));
    if (failure !== undefined) {
      system.initFailed(failure, environment.initMillis);
      return { outcome: failed(failure), initMillis: environment.initMillis, duringInit: true };
    }
  }
  if (faults.strikes("lambda:crash")) {
    await environment.stop();
    return { outcome: failed(exited), fault: "lambda:crash" };
  }
  const outcome = await environment.invoke(message(invocation, environment, timeoutMillis), timeoutMillis);
  return {
    outcome: outcome.kind === "failure" ? failed(outcome.failure, { ended: false, ...outcome }) : outcome,
    ...(cold && type === "on-demand" ? { initMillis: environment.initMillis } : {}),
  };
}

/**
 * Repeats an init that takes longer than ten seconds, with the function's timeout (Lambda Developer Guide, "Lambda
 * execution environment lifecycle").
 */
export async function initialise(
  environment: Environment,
  { timeout }: Pick<FunctionConfiguration, "timeout">,
  requestId: string,
): Promise<Failure | undefined> {
  const failure = await environment.init();
  if (failure?.errorType !== "Sandbox.Timedout") return failure;
  const second = await environment.init(timeout * 1000);
  return second?.errorType === "Sandbox.Timedout"
    ? { ...second, errorMessage: `RequestId: ${requestId} ${second.errorMessage}` }
    : second;
}

/**
 * Returns the failure for a missing wrapper script, which ends the runtime before it starts (recorded:
 * lambda-invoke/wrapper-missing).
 */
function missingWrapper({ variables }: FunctionConfiguration): Failure | undefined {
  const wrapper = variables["AWS_LAMBDA_EXEC_WRAPPER"];
  // A shell exits with 127 if a command is not found.
  return wrapper === undefined || existsSync(wrapper) ? undefined : exitFailure(127);
}

function message(
  { requestId, configuration, qualifier, version, request }: Invocation,
  environment: Environment,
  timeoutMillis: number,
) {
  const { name, arn, memorySize, logGroup } = configuration;
  const { payload = "{}", clientContext, traceId = "" } = request;
  return {
    requestId,
    payload: String(payload),
    deadline: Date.now() + timeoutMillis,
    traceId,
    context: {
      functionName: name,
      functionVersion: version,
      invokedFunctionArn: qualifier === undefined ? arn : `${arn}:${qualifier}`,
      memoryLimitInMB: String(memorySize),
      logGroupName: logGroup,
      logStreamName: environment.logStream,
      ...(clientContext === undefined ? {} : { clientContext: JSON.parse(clientContext) as unknown }),
    },
  };
}

function lastBytes(log: string): string {
  const bytes = Buffer.from(log);
  return bytes.subarray(Math.max(0, bytes.length - logTailBytes)).toString();
}
