import { operators } from "../language/choice";
import { LanguageSyntaxError } from "../language/errors";
import { callFault } from "../language/intrinsics";
import { isCall } from "../language/intrinsicCall";
import { isArray, isObject, textOf, type Json, type JsonObject } from "../language/json";
import { compile, expressionIn } from "../language/jsonata";
import { isReferencePath } from "../language/resultPath";
import { parseReference } from "../language/scope";
import { parseTimestamp } from "../language/timestamp";
import { parseResource } from "../tasks/resource";
import type { Examination } from "./diagnostics";
import { checkCredentials, checkNumbers } from "./numberFields";
import { objectsField, type StateDefinition } from "./model";

type Check = (state: StateDefinition, location: string, examination: Examination) => void;

/** Checks the values of a state's fields. */
export function checkStateFields(state: StateDefinition, location: string, examination: Examination): void {
  checks[state.Type]?.(state, location, examination);
  if (["Task", "Pass", "Wait", "Parallel", "Map"].includes(state.Type)) checkTransition(state, location, examination);
  if (["Task", "Parallel", "Map"].includes(state.Type)) {
    checkHandlers(state, location, examination);
    checkNumbers(state, location, examination);
  }
  if (state.Type === "Task") checkCredentials(state, location, examination);
  if (examination.language === "JSONata") checkExpressions(state, location, examination);
  else checkPaths(state, location, examination);
}

const checks: Readonly<Record<string, Check>> = {
  Task: (state, location, { diagnostics, isExpress }) => {
    if (!diagnostics.require(state, ["Resource"], location)) return;
    const text = textOf(state["Resource"]);
    const resource = parseResource(text);
    if (resource === undefined) {
      diagnostics.schema("Value is not a valid resource ARN", `${location}/Resource`);
    } else if (isExpress && resource.kind === "activity") {
      diagnostics.schema("Express state machine does not support Activity ARN", `${location}/Resource`);
    } else if (isExpress && resource.kind === "service" && resource.pattern !== "response") {
      // AWS ends the message of a callback with a space (LocalStack's snapshots `test_illegal_callbacks`).
      const pattern = resource.pattern === "waitForTaskToken" ? "'.waitForTaskToken'" : "'.sync'";
      const end = resource.pattern === "waitForTaskToken" ? " " : "";
      const message = `Express state machine does not support ${pattern} service integration${end}`;
      diagnostics.schema(message, `${location}/Resource`);
    }
  },
  Wait: (state, location, { diagnostics, language }) => {
    const fields = ["Seconds", "Timestamp", ...(language === "JSONPath" ? ["SecondsPath", "TimestampPath"] : [])];
    const given = fields.filter((field) => state[field] !== undefined);
    if (given.length !== 1) {
      diagnostics.schema(`Exactly one of the fields [${fields.join(", ")}] is required`, location);
    }
    checkWaitValues(state, location, { diagnostics, language });
  },
  Choice: (state, location, examination) => {
    const { diagnostics, language } = examination;
    if (!diagnostics.require(state, ["Choices"], location)) return;
    const choices = state["Choices"];
    if (!isArray(choices) || choices.length === 0) {
      diagnostics.schema("Expected value of type Array with at least one element", `${location}/Choices`);
      return;
    }
    for (const [index, rule] of choices.entries()) {
      const at = `${location}/Choices[${String(index)}]`;
      if (!isObject(rule)) continue;
      const required = language === "JSONata" ? ["Condition", "Next"] : ["Next"];
      if (diagnostics.require(rule, required, at) && language === "JSONPath") checkRule(rule, at, examination);
    }
  },
  Parallel: (state, location, { diagnostics }) => {
    if (diagnostics.require(state, ["Branches"], location) && !isArray(state["Branches"])) {
      diagnostics.schema("Expected value of type Array", `${location}/Branches`);
    }
  },
  Map: (state, location, { diagnostics }) => {
    if (state["Iterator"] === undefined) diagnostics.require(state, ["ItemProcessor"], location);
  },
  Fail: (state, location, { diagnostics }) => {
    for (const field of ["Error", "Cause"]) {
      if (state[field] !== undefined && state[`${field}Path`] !== undefined) {
        diagnostics.schema(`Only one of the fields [${field}, ${field}Path] is allowed`, location);
      }
    }
  },
};

function checkWaitValues(
  state: JsonObject,
  location: string,
  { diagnostics, language }: Pick<Examination, "diagnostics" | "language">,
): void {
  const { Timestamp: time, Seconds: seconds } = state;
  const isExpression = (value: Json | undefined) =>
    language === "JSONata" && typeof value === "string" && expressionIn(value) !== undefined;
  if (time !== undefined && !isExpression(time)) {
    if (typeof time !== "string" || parseTimestamp(time) === undefined) {
      diagnostics.schema("String does not match RFC3339 timestamp", `${location}/Timestamp`);
    }
  }
  if (seconds !== undefined && !isExpression(seconds)) {
    if (typeof seconds !== "number" || !Number.isInteger(seconds)) {
      diagnostics.schema("Expected value of type Integer", `${location}/Seconds`);
    } else if (seconds < 0) diagnostics.schema("Value must be greater than or equal to 0", `${location}/Seconds`);
  }
}

function checkTransition(state: StateDefinition, location: string, { diagnostics }: Examination): void {
  const isEnd = state["End"] === true;
  if (isEnd === (state["Next"] !== undefined)) {
    diagnostics.schema("Exactly one of the fields [Next, End] is required", location);
  }
}

function checkRule(rule: JsonObject, location: string, examination: Examination): void {
  const { diagnostics } = examination;
  for (const field of ["And", "Or"]) {
    for (const [index, each] of objectsField(rule, field).entries()) {
      checkRule(each, `${location}/${field}[${String(index)}]`, examination);
    }
  }
  if (isObject(rule["Not"])) checkRule(rule["Not"], `${location}/Not`, examination);
  if (["And", "Or", "Not"].some((field) => rule[field] !== undefined)) return;
  if (!diagnostics.require(rule, ["Variable"], location)) return;
  const used = Object.keys(rule).filter((field) => operators.includes(field));
  if (used.length !== 1) diagnostics.schema("Exactly one comparison operator is required", location);
  checkPath(rule["Variable"]!, `${location}/Variable`, examination);
}

function checkHandlers(state: StateDefinition, location: string, { diagnostics }: Examination): void {
  for (const field of ["Retry", "Catch"]) {
    const handlers = objectsField(state, field);
    for (const [index, handler] of handlers.entries()) {
      const at = `${location}/${field}[${String(index)}]`;
      const required = field === "Catch" ? ["ErrorEquals", "Next"] : ["ErrorEquals"];
      if (!diagnostics.require(handler, required, at)) continue;
      const names = handler["ErrorEquals"];
      if (!isArray(names) || names.length === 0) {
        diagnostics.schema("Expected value of type Array with at least one element", `${at}/ErrorEquals`);
        continue;
      }
      const all = names.indexOf("States.ALL");
      if (all >= 0 && (names.length > 1 || index !== handlers.length - 1)) {
        const message = "States.ALL must appear alone and at end of list";
        diagnostics.schema(message, `${at}/ErrorEquals[${String(all)}]`);
      }
    }
  }
}

const pathFields = ["InputPath", "OutputPath", "ItemsPath", "SecondsPath", "TimestampPath", "TimeoutSecondsPath"];
const morePathFields = ["HeartbeatSecondsPath", "MaxConcurrencyPath", "ToleratedFailureCountPath"];
const templates = ["Parameters", "ResultSelector", "ItemSelector", "Assign", "Credentials"];

function checkPaths(state: StateDefinition, location: string, examination: Examination): void {
  const { diagnostics } = examination;
  for (const field of [...pathFields, ...morePathFields, "ToleratedFailurePercentagePath"]) {
    const path = state[field];
    if (path !== undefined && path !== null) checkPath(path, `${location}/${field}`, examination);
  }
  const resultPath = state["ResultPath"];
  if (resultPath !== undefined && resultPath !== null) {
    if (typeof resultPath !== "string" || !isReferencePath(resultPath)) {
      diagnostics.schema("Value is not a Reference Path", `${location}/ResultPath`);
    }
  }
  for (const field of templates) {
    if (state[field] !== undefined) checkTemplate(state[field], `${location}/${field}`, examination);
  }
}

function checkPath(path: Json, location: string, { diagnostics }: Examination): void {
  if (typeof path === "string" && isPath(path)) return;
  diagnostics.schema("Value is not a valid JSONPath", location);
}

function isPath(text: string): boolean {
  try {
    parseReference(text);
    return true;
  } catch (error) {
    if (error instanceof LanguageSyntaxError) return false;
    throw error;
  }
}

/** Checks the fields with the suffix `.$`. Fields in lists are checked too. */
function checkTemplate(template: Json, location: string, examination: Examination): void {
  if (isArray(template)) {
    for (const [index, each] of template.entries()) checkTemplate(each, `${location}[${String(index)}]`, examination);
  }
  if (!isObject(template)) return;
  for (const [key, value] of Object.entries(template)) {
    if (!key.endsWith(".$")) checkTemplate(value, `${location}/${key}`, examination);
    else if (!isReferenced(value)) {
      const message = `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`;
      examination.diagnostics.schema(message, location);
    }
  }
}

function isReferenced(value: Json): boolean {
  if (typeof value !== "string") return false;
  return isCall(value) ? callFault(value) === undefined : isPath(value);
}

const nested = new Set(["Branches", "ItemProcessor", "Iterator", "Next", "Default", "Comment", "Type", "Resource"]);

/** Checks that all expressions of a state can be parsed. */
function checkExpressions(state: StateDefinition, location: string, examination: Examination): void {
  for (const [field, value] of Object.entries(state)) {
    if (!nested.has(field)) checkExpression(value, `${location}/${field}`, examination);
  }
}

function checkExpression(value: Json, location: string, examination: Examination): void {
  if (isArray(value)) {
    for (const [index, each] of value.entries()) checkExpression(each, `${location}[${String(index)}]`, examination);
  } else if (isObject(value)) {
    for (const [key, each] of Object.entries(value)) checkExpression(each, `${location}/${key}`, examination);
  } else if (typeof value === "string") {
    const expression = expressionIn(value);
    if (expression === undefined) return;
    try {
      compile(expression);
    } catch (error) {
      if (!(error instanceof LanguageSyntaxError)) throw error;
      examination.diagnostics.schema(`Invalid JSONata expression: ${error.message}`, location);
    }
  }
}
