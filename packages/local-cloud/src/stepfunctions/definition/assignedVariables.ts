import { isArray, isObject, type Json, type JsonObject } from "../language/json";
import type { Diagnostics } from "./diagnostics";

/** A variable name (Developer Guide, "Variable name syntax"). */
const variableName = /^[\p{ID_Start}_][\p{ID_Continue}]{0,79}$/u;

/** Assign fields of a state with their locations: its own and those of its rules and catchers. */
function* assignFields(
  state: JsonObject,
  location: string,
): Generator<readonly [assign: JsonObject, location: string]> {
  if (isObject(state["Assign"])) yield [state["Assign"], `${location}/Assign`];
  for (const field of ["Choices", "Catch"]) {
    const list = state[field];
    for (const [index, each] of (isArray(list) ? list : []).entries()) {
      if (!isObject(each) || !isObject(each["Assign"])) continue;
      yield [each["Assign"], `${location}/${field}[${String(index)}]/Assign`];
    }
  }
}

/**
 * Checks the names of assigned variables. A scope cannot assign a variable of the scopes around it (Developer Guide,
 * "Variable scope"). Branches and iterations are such scopes. The child workflows of a distributed Map have none around them.
 *
 * @returns the names that this scope and the scopes around it assign
 */
export function checkAssigned(
  states: JsonObject,
  { location, outer, diagnostics }: { location: string; outer: ReadonlySet<string>; diagnostics: Diagnostics },
): ReadonlySet<string> {
  const all = new Set(outer);
  for (const [name, state] of Object.entries(states)) {
    if (!isObject(state)) continue;
    for (const [assign, at] of assignFields(state, `${location}/States/${name}`)) {
      for (const key of Object.keys(assign)) {
        const variable = key.endsWith(".$") ? key.slice(0, -2) : key;
        const fault = nameFault(variable, outer);
        if (fault !== undefined) diagnostics.schema(fault, at);
        all.add(variable);
      }
    }
  }
  return all;
}

function nameFault(variable: string, outer: ReadonlySet<string>): string | undefined {
  if (variable === "states") return "The variable name 'states' is reserved";
  if (!variableName.test(variable)) return `The variable name '${variable}' is not valid`;
  return outer.has(variable) ? `The variable '${variable}' is already assigned in an outer scope` : undefined;
}

/** Returns whether a state's processor runs in child workflows of its own. */
export function isDistributed(processor: Json | undefined): boolean {
  const config = isObject(processor) ? processor["ProcessorConfig"] : undefined;
  return isObject(config) && config["Mode"] === "DISTRIBUTED";
}
