import { optionalText } from "../../kernel/protocols/jsonInput";
import { ServiceError, type JsonInput } from "../../kernel/protocols/jsonService";
import type { StateDefinition } from "../definition/model";
import { StateError } from "../interpreter/stateError";
import { sleepUntil } from "../interpreter/time";
import { isArray, isObject, textOf, type Json, type JsonObject } from "../language/json";
import { jsonFault } from "../language/jsonFault";
import { parseResource } from "../tasks/resource";
import { checkContext } from "../testState/contextRules";
import { mockOf, type Mock } from "../testState/mock";
import { runTestState, type TestEnd, type TestSettings } from "../testState/runTestState";
import { answerOf, inspectionOf } from "../testState/testAnswer";
import { checkTestedState, testedState } from "../testState/testedState";
import { scopeOf } from "../testState/testScope";
import type { Operations, StatesApi } from "./api";
import { checkValue, invalid, optionalNumber } from "./input";

/** Milliseconds after which a test ends (API reference, TestState). */
const maxMillis = 300_000;

/** The operation that runs a single state without a machine. */
export function testOperation(api: StatesApi): Operations {
  return {
    TestState: {
      access: (input) => [
        { action: "states:TestState", resource: "*" },
        ...(input["revealSecrets"] === true ? [{ action: "states:RevealSecrets", resource: "*" }] : []),
      ],
      run: (input) => testState(api, input),
    },
  };
}

async function testState(api: StatesApi, input: JsonInput): Promise<object> {
  checkValue(input["inspectionLevel"], "inspectionLevel", { enum: ["INFO", "DEBUG", "TRACE"] });
  checkValue(input["stateName"], "stateName", { min: 1, max: 80 });
  const tested = testedState(input);
  const mock = mockOf(input, tested.state);
  checkTestedState(tested, mock !== undefined);
  checkSupport(tested.state, { mock, roleArn: optionalText(input, "roleArn") });
  const scope = scopeOf(api, tested, {
    input: jsonOf(input, "input") ?? {},
    variables: objectOf(input, "variables"),
    context: contextOf(input, tested.state, mock),
    ...{ mock, roleArn: optionalText(input, "roleArn"), name: optionalText(input, "stateName") },
  });
  const end = await withinTime(api, runTestState(scope, settingsOf(input, mock)));
  const answer = answerOf(end);
  if ((optionalText(input, "inspectionLevel") ?? "INFO") === "INFO") return answer;
  return { ...answer, inspectionData: inspectionOf(scope, end) };
}

function settingsOf(input: JsonInput, mock: Mock | undefined): TestSettings {
  const given = (input["stateConfiguration"] ?? {}) as JsonInput;
  const read = jsonOf(given, "mapItemReaderData");
  return {
    mock,
    retries: optionalNumber(given, "retrierRetryCount") ?? 0,
    failedIterations: optionalNumber(given, "mapIterationFailureCount") ?? 0,
    readItems: isArray(read) ? read : undefined,
  };
}

const supported = "Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]";

/** @throws ServiceError for a state that runs only with a mock, or for a task without a role */
function checkSupport(
  state: StateDefinition,
  { mock, roleArn }: { readonly mock: Mock | undefined; readonly roleArn: string | undefined },
): void {
  if (mock !== undefined) return;
  if (state.Type === "Map" || state.Type === "Parallel") {
    const message = `TestState API does not support Map or Parallel states. ${supported}`;
    throw new ServiceError("InvalidDefinition", message);
  }
  if (state.Type !== "Task") return;
  const resource = parseResource(textOf(state["Resource"]));
  if (hasToken(state) || resource?.kind === "activity") {
    const patterns = "Activity tasks and the service integration patterns '.sync' and '.waitForTaskToken'";
    throw new ServiceError("InvalidDefinition", `TestState API does not support ${patterns} without a mock.`);
  }
  if (roleArn === undefined) throw invalid("RoleArn must be specified when testing a Task state");
}

function hasToken(state: StateDefinition): boolean {
  const resource = state.Type === "Task" ? parseResource(textOf(state["Resource"])) : undefined;
  return resource?.kind === "service" && resource.pattern !== "response";
}

function contextOf(input: JsonInput, state: StateDefinition, mock: Mock | undefined): JsonObject | undefined {
  const context = jsonOf(input, "context");
  if (context === undefined) return undefined;
  if (mock === undefined) throw invalid("A Context object can only be specified together with a mock");
  if (!isObject(context)) throw invalid("Invalid Context object provided: Context must be a JSON object");
  checkContext(context, hasToken(state));
  return context;
}

/** @throws ServiceError for text that is not JSON */
function jsonOf(input: JsonInput, key: string): Json | undefined {
  const text = optionalText(input, key);
  if (text === undefined) return undefined;
  const fault = jsonFault(text);
  if (fault === undefined) return JSON.parse(text) as Json;
  if (key === "input") {
    throw new ServiceError("InvalidExecutionInput", `Invalid State Machine Execution Input: '${fault.message}'`);
  }
  throw invalid(`Invalid ${key} provided: ${fault.message}`);
}

function objectOf(input: JsonInput, key: string): JsonObject {
  const value = jsonOf(input, key) ?? {};
  if (isObject(value)) return value;
  throw invalid(`Invalid ${key} provided: ${key} must be a JSON object`);
}

async function withinTime({ clock, stopping }: StatesApi, end: Promise<TestEnd>): Promise<TestEnd> {
  const timer = new AbortController();
  const signal = AbortSignal.any([stopping, timer.signal]);
  const timeout = sleepUntil(clock, clock.now() + maxMillis, signal).then(() => undefined);
  timeout.catch(() => undefined);
  try {
    const first = await Promise.race([end, timeout]);
    return first ?? { status: "FAILED", failure: new StateError("States.Timeout", undefined) };
  } finally {
    end.catch(() => undefined);
    timer.abort();
  }
}
