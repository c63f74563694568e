import { LanguageError, LanguageSyntaxError } from "./errors";
import { isArray, isObject, ownProperty, withProperty, type Json } from "./json";
import type { Step } from "./path";
import { parseReference } from "./scope";

/** Returns whether a text is a reference path: it has names and indices only. */
export function isReferencePath(text: string): boolean {
  try {
    return parseReference(text).path.steps.every(
      (step) =>
        (step.kind === "property" && step.names.length === 1) || (step.kind === "index" && step.indices.length === 1),
    );
  } catch (error) {
    if (error instanceof LanguageSyntaxError) return false;
    throw error;
  }
}

/**
 * Returns the input with a result at a reference path. Missing objects are created.
 *
 * @throws LanguageError States.ResultPathMatchFailure if the input has another structure
 */
export function placeResult(input: Json, resultPath: string, result: Json): Json {
  return place(input, parseReference(resultPath).path.steps, result);
}

function place(value: Json | undefined, steps: readonly Step[], result: Json): Json {
  const [step, ...rest] = steps;
  if (step === undefined) return result;
  if (step.kind === "property") {
    const name = step.names[0]!;
    const object = value ?? {};
    if (!isObject(object)) throw mismatch(name, object);
    return withProperty(object, name, place(ownProperty(object, name), rest, result));
  }
  const index = step.kind === "index" ? step.indices[0]! : -1;
  if (!isArray(value) || index < 0 || index >= value.length) throw mismatch(String(index), value ?? null);
  return value.with(index, place(value[index], rest, result));
}

function mismatch(step: string, value: Json): LanguageError {
  const text = `Unable to apply step "${step}" to input ${JSON.stringify(value)}`;
  return new LanguageError("States.ResultPathMatchFailure", text);
}
