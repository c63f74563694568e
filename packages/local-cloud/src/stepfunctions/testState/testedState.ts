import { ServiceError, type JsonInput } from "../../kernel/protocols/jsonService";
import { optionalText } from "../../kernel/protocols/jsonInput";
import { diagnose } from "../definition/diagnose";
import { emulationFault } from "../definition/emulation";
import { queryLanguageOf, type QueryLanguage, type StateDefinition } from "../definition/model";
import { isArray, isObject, type Json, type JsonObject } from "../language/json";
import { jsonFault } from "../language/jsonFault";
import { invalid, required } from "../operations/input";

/** The state that a request tests. */
export interface TestedState {
  readonly state: StateDefinition;
  /** Language of the machine around it. */
  readonly language: QueryLanguage;
}

/** Name of the state in messages, and in the context object of a definition without a machine. */
export const defaultName = "StateName";

/** Returns the state of a request. The definition is a state, or a machine with the name of a state. @throws ServiceError */
export function testedState(input: JsonInput): TestedState {
  const definition = parsed(required(input, "definition"));
  const name = optionalText(input, "stateName");
  const language = queryLanguageOf(definition, undefined);
  const isMachine = isObject(definition["States"]);
  const state = isMachine ? findState(definition, name) : name === undefined ? definition : undefined;
  if (state === undefined) throw invalid("State not found in definition");
  return { state: state as StateDefinition, language: isMachine ? language : "JSONPath" };
}

function parsed(text: string): JsonObject {
  const fault = jsonFault(text);
  const value = fault === undefined ? (JSON.parse(text) as Json) : undefined;
  if (isObject(value)) return value;
  const reason = fault?.message ?? "Definition must be a valid JSON object";
  throw new ServiceError("InvalidDefinition", `Invalid State Machine Definition: '${reason}'`);
}

/** Finds a state by its name, also in branches and processors. */
function findState(block: JsonObject, name: string | undefined): JsonObject | undefined {
  const open: Json[] = [block];
  while (open.length > 0) {
    const next = open.pop()!;
    const states = isObject(next) && isObject(next["States"]) ? next["States"] : {};
    for (const [each, state] of Object.entries(states)) {
      if (!isObject(state)) continue;
      if (each === name) return state;
      const branches = isArray(state["Branches"]) ? state["Branches"] : [];
      open.push(...branches, state["ItemProcessor"] ?? null, state["Iterator"] ?? null);
    }
  }
  return undefined;
}

/**
 * Checks a state as AWS checks a machine. Its targets need not exist.
 *
 * @param isMocked true if the state calls no service
 * @throws ServiceError
 */
export function checkTestedState({ state, language }: TestedState, isMocked: boolean): void {
  const machine = JSON.stringify({ StartAt: defaultName, States: { [defaultName]: state }, QueryLanguage: language });
  const at = `/States/${defaultName}`;
  const faults = diagnose(machine, "STANDARD").filter(
    ({ severity, code, location = "" }) =>
      severity === "ERROR" && code === "SCHEMA_VALIDATION_FAILED" && location.startsWith(at),
  );
  if (faults.length > 0) {
    const texts = faults.map(
      ({ code, message, location = at }) => `${code}: ${message} at ${location.slice(at.length) || "/"}`,
    );
    throw new ServiceError("InvalidDefinition", `Invalid State Machine Definition: '${texts.join(", ")}'`);
  }
  const fault = isMocked ? undefined : emulationFault(machine);
  if (fault !== undefined) throw new ServiceError("InvalidDefinition", fault);
}
