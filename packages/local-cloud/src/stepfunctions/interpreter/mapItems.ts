import { textField } from "../definition/model";
import { queryError, runtimeError } from "../language/errors";
import { isArray, typeName, type Json } from "../language/json";
import { resolvePathField } from "../language/scope";
import type { StateScope } from "./stateScope";

/** Returns the most iterations at a time; Infinity without a limit. @throws LanguageError */
export async function maxConcurrency(scope: StateScope): Promise<number> {
  const limit = await scope.number("MaxConcurrency");
  return limit === undefined || limit === 0 ? Infinity : limit;
}

/** Returns the tolerated failures. AWS reads them after it has recorded the start of the state. @throws LanguageError */
export async function toleranceOf(scope: StateScope) {
  return {
    toleratedCount: await scope.number("ToleratedFailureCount"),
    toleratedPercentage: await scope.number("ToleratedFailurePercentage"),
  };
}

/** Returns the list that a Map iterates over. @throws LanguageError */
export async function itemsOf(scope: StateScope): Promise<readonly Json[]> {
  const { state } = scope;
  if (!scope.isQuery) return pathItems(scope);
  if (state["Items"] === undefined) {
    if (isArray(scope.input)) return scope.input;
    throw queryError(`Map state input must be an array but was: ${JSON.stringify(scope.input)}`, "Items");
  }
  const items = await scope.query(state["Items"], "Items");
  if (isArray(items)) return items;
  const expression = typeof state["Items"] === "string" ? state["Items"].slice(2, -2).trim() : "";
  throw queryError(
    `The JSONata expression '${expression}' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was '${typeName(items)}' for value: ${JSON.stringify(items)}`,
    "Items",
  );
}

function pathItems(scope: StateScope): readonly Json[] {
  const path = textField(scope.state, "ItemsPath") ?? "$";
  const items = resolvePathField(path, scope.pathScope(scope.effectiveInput()));
  if (isArray(items)) return items;
  // AWS shows paths of the context object with one dollar (LocalStack's snapshot `test_state_map_context_object`).
  throw runtimeError(`Reference path "${path.replace(/^\$\$/, "$")}" must point to array.`);
}

/** Returns the input of one iteration: the item, or what ItemSelector makes of it. @throws LanguageError */
export async function selectItem(scope: StateScope, item: Json, index: number): Promise<Json> {
  const { state } = scope;
  const template = state["ItemSelector"] ?? state["Parameters"];
  if (template === undefined) return item;
  const inMap = scope.withContext(mapContext(item, index));
  if (scope.isQuery) return inMap.query(template, "ItemSelector");
  return inMap.template(template, scope.effectiveInput());
}

/** Returns the part of the context object that an iteration sees. */
export function mapContext(item: Json, index: number) {
  return { Map: { Item: { Index: index, Value: item } } };
}
