import { runtimeError } from "./errors";
import { isCall } from "./intrinsicCall";
import type { Chance } from "./intrinsicFunctions";
import { evaluateCall } from "./intrinsics";
import { isArray, isObject, type Json } from "./json";
import { resolveNamed, type Scope } from "./scope";

/**
 * Returns a payload template with the values of its fields. The value of a field with the suffix `.$` is a path or a call.
 * Texts in lists stay as they are.
 *
 * @throws LanguageError
 */
export function fillTemplate(template: Json, scope: Scope, chance: Chance): Json {
  if (isArray(template)) return template.map((each) => fillTemplate(each, scope, chance));
  if (!isObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) =>
      key.endsWith(".$")
        ? [key.slice(0, -2), referencedValue(key, value, { scope, chance })]
        : [key, fillTemplate(value, scope, chance)],
    ),
  );
}

function referencedValue(key: string, value: Json, { scope, chance }: { scope: Scope; chance: Chance }): Json {
  if (typeof value !== "string") throw runtimeError(`The value for the field '${key}' must be a STRING`);
  return isCall(value) ? evaluateCall(value, scope, chance) : resolveNamed(value, key, scope);
}
