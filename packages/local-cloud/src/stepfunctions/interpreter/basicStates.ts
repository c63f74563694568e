import { objectsField, textField } from "../definition/model";
import { matchesRule } from "../language/choice";
import { queryError, runtimeError } from "../language/errors";
import { isObject, textOf, type Json, type JsonObject } from "../language/json";
import { resolve, resolveNamed } from "../language/scope";
import { parseTimestamp } from "../language/timestamp";
import type { Step } from "./step";
import { causeIn, StateError } from "./stateError";
import type { StateScope } from "./stateScope";
import { sleepUntil } from "./time";

/** Returns the result of a Pass state: its Result, or its parameters. */
async function runPass(scope: StateScope): Promise<Step> {
  const { state } = scope;
  const next = textField(state, "Next");
  if (scope.isQuery) return { ...(await scope.finish(scope.input, {})), next };
  const input = scope.effectiveInput();
  const parameters = state["Parameters"] === undefined ? input : scope.template(state["Parameters"], input);
  const result = state["Result"] ?? parameters;
  const assigned = await scope.assigned(state["Assign"], { input: result });
  return { output: scope.pathOutput(scope.placed(result)), assigned, next };
}

/** Returns the output of a state that passes its input on. */
async function passOn(scope: StateScope, next: string | undefined): Promise<Step> {
  if (scope.isQuery) return { ...(await scope.finish(scope.input, {})), next };
  const input = scope.effectiveInput();
  const assigned = await scope.assigned(scope.state["Assign"], { input });
  return { output: scope.pathOutput(input), assigned, next };
}

function runSucceed(scope: StateScope): Promise<Step> {
  return passOn(scope, undefined);
}

/** Waits for seconds or until a time, on the run's clock. */
async function runWait(scope: StateScope): Promise<Step> {
  const { frame } = scope;
  if (frame.current.wakeAt === undefined) frame.update({ wakeAt: await wakeTime(scope) });
  await sleepUntil(frame.host, frame.current.wakeAt!, frame.signal);
  return passOn(scope, textField(scope.state, "Next"));
}

/** Maximum seconds of a wait (Amazon States Language, "Wait state"). */
const maxSeconds = 99_999_999;

async function wakeTime(scope: StateScope): Promise<number> {
  const { state } = scope;
  const now = scope.frame.host.now();
  if (scope.isQuery) return queriedTime(scope, now);
  if (typeof state["Seconds"] === "number") return now + state["Seconds"] * 1_000;
  const seconds = textField(state, "SecondsPath");
  if (seconds !== undefined) return now + 1_000 * secondsAt(seconds, scope);
  const at = textField(state, "TimestampPath");
  const text = at === undefined ? state["Timestamp"]! : waitValue(at, "TimestampPath", scope);
  const time = typeof text === "string" ? parseTimestamp(text) : undefined;
  if (time !== undefined) return time.millis;
  throw runtimeError(
    `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${at ?? ""} == ${textOf(text)}`,
  );
}

async function queriedTime(scope: StateScope, now: number): Promise<number> {
  const { state } = scope;
  if (state["Seconds"] !== undefined) {
    const seconds = await scope.query(state["Seconds"], "Seconds");
    if (typeof seconds !== "number" || !Number.isInteger(seconds)) {
      throw queryError(`The Seconds field must be an integer but was: ${textOf(seconds)}`, "Seconds");
    }
    if (seconds < 0 || seconds > maxSeconds) {
      const text = `The Seconds field must be between 0 and ${String(maxSeconds)} but was: ${String(seconds)}`;
      throw queryError(text, "Seconds");
    }
    return now + seconds * 1_000;
  }
  const text = await scope.query(state["Timestamp"]!, "Timestamp");
  const time = typeof text === "string" ? parseTimestamp(text) : undefined;
  if (time !== undefined) return time.millis;
  throw queryError(
    `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${textOf(text)}`,
    "Timestamp",
  );
}

function secondsAt(path: string, scope: StateScope): number {
  const value = waitValue(path, "SecondsPath", scope);
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw runtimeError(`The SecondsPath parameter cannot be parsed as a long value: ${path} == ${textOf(value)}`);
  }
  if (value < 0)
    throw runtimeError(`The SecondsPath parameter references a negative value: ${path} == ${textOf(value)}`);
  return Math.min(value, maxSeconds);
}

function waitValue(path: string, field: string, scope: StateScope): Json {
  try {
    return resolve(path, scope.pathScope(scope.effectiveInput()));
  } catch {
    throw runtimeError(`The ${field} parameter does not reference an input value: ${path}`);
  }
}

/** Follows the first rule that matches, or Default. */
async function runChoice(scope: StateScope): Promise<Step> {
  const { state } = scope;
  for (const [index, rule] of objectsField(state, "Choices").entries()) {
    if (!(await holds(scope, rule, index))) continue;
    if (scope.isQuery) return chosen(scope, rule, textOf(rule["Next"]));
    const input = scope.effectiveInput();
    const assigned = await scope.assigned(rule["Assign"], { input });
    return { output: scope.pathOutput(input), assigned, next: textOf(rule["Next"]) };
  }
  const next = textField(state, "Default");
  if (next !== undefined) return passOn(scope, next);
  const text = "Failed to transition out of the state. The state does not point to a next state.";
  throw new StateError("States.NoChoiceMatched", causeIn(scope, text));
}

async function chosen(scope: StateScope, rule: JsonObject, next: string): Promise<Step> {
  const assigned = await scope.assigned(rule["Assign"], { input: scope.input });
  const output = rule["Output"] ?? scope.state["Output"];
  return { output: output === undefined ? scope.input : await scope.query(output, "Output"), assigned, next };
}

async function holds(scope: StateScope, rule: JsonObject, index: number): Promise<boolean> {
  if (!scope.isQuery) return matchesRule(rule, scope.pathScope(scope.effectiveInput()));
  const condition = rule["Condition"] ?? false;
  const field = `Choices[${String(index)}]/Condition`;
  const value = await scope.query(condition, field);
  if (typeof value === "boolean") return value;
  const expression = typeof condition === "string" ? condition.slice(2, -2).trim() : "";
  const type = Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
  throw queryError(
    `The JSONata expression '${expression}' specified for the field '${field}' returned an unexpected result type. Expected 'boolean', but was '${type}' for value: ${JSON.stringify(value)}`,
    field,
  );
}

async function runFail(scope: StateScope): Promise<Step> {
  throw new StateError(await failText(scope, "Error"), await failText(scope, "Cause"));
}

async function failText(scope: StateScope, field: "Error" | "Cause"): Promise<string | undefined> {
  const { state } = scope;
  const text = textField(state, field);
  if (scope.isQuery) return text === undefined ? undefined : textOf(await scope.query(text, field));
  if (text !== undefined) return text;
  const path = textField(state, `${field}Path`);
  if (path === undefined) return undefined;
  // An intrinsic function may stand in place of the path (Amazon States Language, "Fail state").
  if (path.startsWith("States.")) {
    const filled = scope.template({ "value.$": path }, scope.input);
    return isObject(filled) ? textOf(filled["value"]) : undefined;
  }
  return textOf(resolveNamed(path, `${field}Path`, scope.pathScope(scope.input)));
}

/** Runs a state once. */
export type Run = (scope: StateScope) => Step | Promise<Step>;

/** States that neither retry nor catch, by type. */
export const basicStates: Readonly<Record<string, Run>> = {
  Pass: runPass,
  Wait: runWait,
  Choice: runChoice,
  Succeed: runSucceed,
  Fail: runFail,
};
