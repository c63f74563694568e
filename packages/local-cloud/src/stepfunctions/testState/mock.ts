import type { JsonInput } from "../../kernel/protocols/jsonService";
import { objectsField, type StateDefinition } from "../definition/model";
import type { Tasks } from "../interpreter/host";
import { StateError } from "../interpreter/stateError";
import { isArray, isObject, textOf, type Json } from "../language/json";
import { jsonFault } from "../language/jsonFault";
import { checkValue, invalid } from "../operations/input";
import { parseResource } from "../tasks/resource";
import { checkMockedResult } from "./mockSchema";

/** The end of a state that a test gives in place of a call (API reference, MockInput). */
export type Mock =
  | { readonly kind: "result"; readonly result: Json }
  | { readonly kind: "error"; readonly error: string | undefined; readonly cause: string | undefined };

const mockable = ["Task", "Map", "Parallel"];

interface Given {
  readonly result?: unknown;
  readonly errorOutput?: { readonly error?: string; readonly cause?: string };
  readonly fieldValidationMode?: string;
}

/**
 * Returns the mock of a request; undefined without one. The messages are those of LocalStack's snapshots
 * `test_state_mock_validation`.
 *
 * @throws ServiceError
 */
export function mockOf(input: JsonInput, state: StateDefinition): Mock | undefined {
  const given = input["mock"] as Given | undefined;
  if (given === undefined) return undefined;
  const { result, errorOutput, fieldValidationMode } = given;
  checkValue(fieldValidationMode, "mock.fieldValidationMode", { enum: ["STRICT", "PRESENT", "NONE"] });
  if ((result === undefined) === (errorOutput === undefined)) {
    throw invalid("A test mock should have only one of the following fields: [result, errorOutput].");
  }
  if (input["revealSecrets"] === true) {
    throw invalid("TestState does not support RevealSecrets when a mock is specified.");
  }
  if (!mockable.includes(state.Type)) {
    throw invalid(`State type '${state.Type}' is not supported when a mock is specified`);
  }
  if (errorOutput !== undefined) return { kind: "error", error: errorOutput.error, cause: errorOutput.cause };
  const value = resultOf(textOf(result as Json), state);
  if (state.Type === "Task") checkMockedResult(textOf(state["Resource"]), value, fieldValidationMode ?? "STRICT");
  return { kind: "result", result: value };
}

function resultOf(text: string, state: StateDefinition): Json {
  const fault = jsonFault(text);
  if (fault !== undefined) throw invalid(`Mocked result must be valid JSON: ${fault.message}`);
  const value = JSON.parse(text) as Json;
  if (state.Type === "Map" && state["ResultWriter"] !== undefined) {
    if (!isObject(value)) throw invalid("Mocked result must be a JSON object.");
  } else if (state.Type !== "Task" && !isArray(value)) throw invalid("Mocked result must be an array.");
  if (state.Type === "Parallel" && isArray(value) && value.length !== objectsField(state, "Branches").length) {
    throw invalid("Mocked result must contain the same number of items as number of Parallel branches.");
  }
  return value;
}

/** @throws StateError for a mocked error */
export function mockedResult(mock: Mock): Json {
  if (mock.kind === "result") return mock.result;
  throw new StateError(mock.error, mock.cause);
}

/** Returns tasks that end as the mock does. */
export function mockedTasks(mock: Mock): Tasks {
  const end = () => new Promise<Json>((resolve) => resolve(mockedResult(mock)));
  return {
    call: ({ resource }) => {
      const parsed = parseResource(resource);
      const isSubmitted = parsed?.kind === "service" && parsed.pattern !== "response";
      return isSubmitted ? Promise.resolve({}) : end();
    },
    startFault: () => undefined,
    open: () => undefined,
    ended: end,
    close: () => undefined,
    offer: () => undefined,
    executionEnded: end,
    stopExecution: () => undefined,
  };
}
