import { isObject, textOf, type Json, type JsonObject } from "../language/json";
import { jsonFault } from "../language/jsonFault";
import { checkAssigned, isDistributed } from "./assignedVariables";
import { Diagnostics, type Diagnostic, type Examination } from "./diagnostics";
import { fieldFault, stateTypes } from "./fields";
import { queryLanguageOf, type StateDefinition, type StatesBlock } from "./model";
import { checkStateFields } from "./stateFields";
import { checkGraph } from "./graph";
import { checkMachineNumbers } from "./numberFields";

/** Maximum characters of a definition (API reference, CreateStateMachine). */
export const maxCharacters = 1_048_576;

/** Returns the problems of a definition, in AWS's words. */
export function diagnose(text: string, type: "STANDARD" | "EXPRESS"): readonly Diagnostic[] {
  const definition = parse(text);
  if ("problem" in definition) return [definition.problem];
  const diagnostics = new Diagnostics();
  const { value } = definition;
  const isLanguage = value["QueryLanguage"] === "JSONata" || value["QueryLanguage"] === undefined;
  if (!isLanguage && value["QueryLanguage"] !== "JSONPath") {
    diagnostics.schema("Value is not valid: must be one of [JSONPath, JSONata]", "/QueryLanguage");
  }
  const language = value["QueryLanguage"] === "JSONata" ? "JSONata" : "JSONPath";
  const rest = { diagnostics, language, isExpress: type === "EXPRESS", outer: new Set<string>() } as const;
  checkMachineNumbers(value, rest);
  checkBlock(value, "", rest);
  return diagnostics.list;
}

type Parsed = { readonly value: JsonObject } | { readonly problem: Diagnostic };

function parse(text: string): Parsed {
  const whole = { severity: "ERROR", code: "SCHEMA_VALIDATION_FAILED" } as const;
  if (text.trim() === "") return { problem: { ...whole, message: "Definition must be a valid JSON object" } };
  if (text.length > maxCharacters) {
    return { problem: { ...whole, message: `Definition has more than ${String(maxCharacters)} characters` } };
  }
  const fault = jsonFault(text);
  if (fault !== undefined) {
    const { location } = fault;
    const message = `${fault.message}\n at ${location}`;
    return { problem: { severity: "ERROR", code: "INVALID_JSON_DESCRIPTION", message, location } };
  }
  const value = JSON.parse(text) as Json;
  if (isObject(value)) return { value };
  return { problem: { ...whole, message: "Definition must be a valid JSON object" } };
}

const blockFields = ["Comment", "StartAt", "States"];
const machineFields = ["QueryLanguage", "TimeoutSeconds", "Version"];

/** @param location path of the block; empty for the machine */
function checkBlock(block: JsonObject, location: string, examination: Examination): void {
  const { diagnostics } = examination;
  if (!diagnostics.require(block, ["States", "StartAt"], location === "" ? "/" : location)) return;
  const allowed = location === "" ? [...blockFields, ...machineFields] : [...blockFields, "ProcessorConfig"];
  for (const field of Object.keys(block)) {
    if (!allowed.includes(field)) {
      diagnostics.schema(`Field '${field}' is not supported`, location === "" ? "/" : location);
    }
  }
  const states = block["States"];
  if (!isObject(states) || Object.keys(states).length === 0) {
    diagnostics.schema("Expected value of type Object with at least one state", `${location}/States`);
    return;
  }
  const outer = checkAssigned(states, { location, outer: examination.outer, diagnostics });
  for (const [name, state] of Object.entries(states)) {
    checkState(state, `${location}/States/${name}`, { ...examination, outer });
  }
  checkGraph(block as StatesBlock, location, diagnostics);
}

/** Characters of a state's name (Amazon States Language, "States"). */
const maxName = 80;

function checkState(state: Json, location: string, examination: Examination): void {
  const { diagnostics, language: machine } = examination;
  if (!isObject(state)) {
    diagnostics.schema("Expected value of type Object", location);
    return;
  }
  const name = location.slice(location.lastIndexOf("/States/") + "/States/".length);
  if (name.length > maxName) diagnostics.schema(`State name exceeds ${String(maxName)} characters`, location);
  if (!diagnostics.require(state, ["Type"], location)) return;
  if (!stateTypes.includes(textOf(state["Type"]))) {
    diagnostics.schema(`Value is not valid: must be one of [${stateTypes.join(", ")}]`, `${location}/Type`);
    return;
  }
  if (machine === "JSONata" && state["QueryLanguage"] === "JSONPath") {
    const text = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
    diagnostics.schema(text, location);
    return;
  }
  const language = queryLanguageOf(state, machine);
  for (const field of Object.keys(state)) {
    const fault = fieldFault(textOf(state["Type"]), language, field);
    if (fault !== undefined) diagnostics.schema(fault, location);
  }
  checkStateFields(state as StateDefinition, location, { ...examination, language });
  checkNested(state, location, examination);
}

function checkNested(state: JsonObject, location: string, examination: Examination): void {
  if (state["Type"] === "Parallel" && Array.isArray(state["Branches"])) {
    for (const [index, branch] of (state["Branches"] as Json[]).entries()) {
      if (isObject(branch)) checkBlock(branch, `${location}/Branches[${String(index)}]`, examination);
    }
  }
  for (const field of ["ItemProcessor", "Iterator"]) {
    const processor = state[field];
    if (state["Type"] !== "Map" || !isObject(processor)) continue;
    const outer = isDistributed(processor) ? new Set<string>() : examination.outer;
    checkBlock(processor, `${location}/${field}`, { ...examination, outer });
  }
}
