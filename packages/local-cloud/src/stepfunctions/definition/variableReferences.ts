import { callPaths, isCall } from "../language/intrinsicCall";
import { LanguageSyntaxError } from "../language/errors";
import { isArray, isObject, type Json, type JsonObject } from "../language/json";
import { compile, expressionIn } from "../language/jsonata";
import { variablesIn } from "../language/jsonataVariables";
import { parseReference } from "../language/scope";
import { queryLanguageOf, type QueryLanguage } from "./model";

/** Names of variables by the name of the state that refers to them. */
export type VariableReferences = Readonly<Record<string, readonly string[]>>;

/** Returns the variables that each state of a valid definition refers to (API reference, DescribeStateMachine). */
export function variableReferences(definition: string): VariableReferences {
  const machine = JSON.parse(definition) as JsonObject;
  const found = new Map<string, Set<string>>();
  collectBlock(machine, queryLanguageOf(machine, undefined), found);
  return Object.fromEntries(
    [...found].filter(([, names]) => names.size > 0).map(([state, names]) => [state, [...names].sort()]),
  );
}

const blocks = ["Branches", "ItemProcessor", "Iterator"];

function collectBlock(block: Json | undefined, language: QueryLanguage, found: Map<string, Set<string>>): void {
  const states = isObject(block) && isObject(block["States"]) ? block["States"] : {};
  for (const [name, state] of Object.entries(states)) {
    if (!isObject(state)) continue;
    const names = found.get(name) ?? new Set<string>();
    found.set(name, names);
    const own = Object.fromEntries(Object.entries(state).filter(([field]) => !blocks.includes(field)));
    if (queryLanguageOf(state, language) === "JSONata") collectExpressions(own, names);
    else collectPaths(own, names);
    const nested = blocks.flatMap((field) => state[field] ?? []);
    for (const each of nested) collectBlock(each, language, found);
  }
}

function collectExpressions(value: Json, names: Set<string>): void {
  if (typeof value === "string") {
    const expression = expressionIn(value);
    if (expression !== undefined) for (const name of variablesIn(compile(expression).ast())) names.add(name);
  } else if (typeof value === "object" && value !== null) {
    for (const each of Object.values(value)) collectExpressions(each, names);
  }
}

function collectPaths(value: Json, names: Set<string>): void {
  if (isArray(value)) for (const each of value) collectPaths(each, names);
  if (!isObject(value)) return;
  for (const [key, each] of Object.entries(value)) {
    const isPath = key.endsWith(".$") || key === "Variable" || (key.endsWith("Path") && key !== "ResultPath");
    if (typeof each !== "string") collectPaths(each, names);
    else if (isPath) for (const path of isCall(each) ? callPaths(each) : [each]) addVariable(path, names);
  }
}

function addVariable(path: string, names: Set<string>): void {
  try {
    const { root } = parseReference(path);
    if (typeof root === "object") names.add(root.variable);
  } catch (error) {
    if (!(error instanceof LanguageSyntaxError)) throw error;
  }
}
