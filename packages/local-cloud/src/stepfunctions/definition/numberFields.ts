import { isArray, isObject, type Json, type JsonObject } from "../language/json";
import { expressionIn } from "../language/jsonata";
import type { Examination } from "./diagnostics";
import { objectsField } from "./model";
import { longest, stateNumbers, type NumberRange } from "./numberRanges";

/** Numbers of retriers, which are never expressions or paths. MaxDelaySeconds ends below 366 days (Developer Guide). */
const retrierNumbers: Readonly<Record<string, NumberRange>> = {
  IntervalSeconds: { least: 1, most: longest },
  MaxAttempts: { least: 0, most: longest },
  BackoffRate: { least: 1, isFloat: true },
  MaxDelaySeconds: { least: 1, most: 31_622_399 },
};

/** Checks the numbers of a state and of its retriers. */
export function checkNumbers(state: JsonObject, location: string, examination: Examination): void {
  const { diagnostics, language } = examination;
  for (const [field, rule] of Object.entries(stateNumbers)) {
    const isExpression = language === "JSONata" && typeof state[field] === "string" && expressionIn(state[field]);
    if (!isExpression) checkNumber(state[field], `${location}/${field}`, { rule, examination });
  }
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
  if (typeof timeout === "number" && typeof heartbeat === "number" && heartbeat >= timeout) {
    diagnostics.schema("HeartbeatSeconds must be smaller than TimeoutSeconds", `${location}/HeartbeatSeconds`);
  }
  for (const [index, retrier] of objectsField(state, "Retry").entries()) {
    if (isObject(retrier)) checkRetrier(retrier, `${location}/Retry[${String(index)}]`, examination);
  }
}

function checkRetrier(retrier: JsonObject, location: string, examination: Examination): void {
  for (const [field, rule] of Object.entries(retrierNumbers)) {
    checkNumber(retrier[field], `${location}/${field}`, { rule, examination });
  }
  const { IntervalSeconds: interval = 1, MaxDelaySeconds: longest, JitterStrategy: jitter } = retrier;
  if (typeof longest === "number" && typeof interval === "number" && longest <= interval) {
    examination.diagnostics.schema(
      "MaxDelaySeconds must be greater than IntervalSeconds",
      `${location}/MaxDelaySeconds`,
    );
  }
  if (jitter !== undefined && jitter !== "FULL" && jitter !== "NONE") {
    const message = "Value is not valid: must be one of [FULL, NONE]";
    examination.diagnostics.schema(message, `${location}/JitterStrategy`);
  }
}

interface Check {
  readonly rule: NumberRange;
  readonly examination: Pick<Examination, "diagnostics">;
}

function checkNumber(value: Json | undefined, location: string, { rule, examination }: Check): void {
  if (value === undefined) return;
  const { diagnostics } = examination;
  const { least, most: greatest, isFloat = false } = rule;
  if (typeof value !== "number" || (!isFloat && !Number.isInteger(value))) {
    diagnostics.schema(`Expected value of type ${isFloat ? "Number" : "Integer"}`, location);
  } else if (value < least) {
    diagnostics.schema(`Value must be greater than or equal to ${String(least)}`, location);
  } else if (greatest !== undefined && value > greatest) {
    diagnostics.schema(`Value must be less than or equal to ${String(greatest)}`, location);
  }
}

/** Checks the TimeoutSeconds of a machine. */
export function checkMachineNumbers(machine: JsonObject, examination: Pick<Examination, "diagnostics">): void {
  const rule = stateNumbers.TimeoutSeconds;
  checkNumber(machine["TimeoutSeconds"], "/TimeoutSeconds", { rule, examination });
}

/** Checks the role of a task (Developer Guide, "Accessing cross-account AWS resources"). */
export function checkCredentials(state: JsonObject, location: string, { diagnostics }: Examination): void {
  const credentials = state["Credentials"];
  if (credentials === undefined) return;
  const at = `${location}/Credentials`;
  if (!isObject(credentials) || isArray(credentials)) {
    diagnostics.schema("Expected value of type Object", at);
    return;
  }
  for (const field of Object.keys(credentials)) {
    if (field !== "RoleArn" && field !== "RoleArn.$") diagnostics.schema(`Field '${field}' is not supported`, at);
  }
  if (Object.keys(credentials).length === 0) diagnostics.schema("These fields are required: [RoleArn]", at);
}
