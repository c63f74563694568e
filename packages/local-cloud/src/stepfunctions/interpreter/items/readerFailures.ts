import type { Json } from "../../language/json";
import { StateError } from "../stateError";

/** Most characters of one item. It is a limit of the local cloud, so that no data set is kept whole. */
export const maxItemCharacters = 8 * 1_048_576;

export function readerFailed(cause: string): StateError {
  return new StateError("States.ItemReaderFailed", cause);
}

export function notIterable(): StateError {
  return readerFailed("Attempting to map over non-iterable node.");
}

/** @throws StateError for a text that is not JSON */
export function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw readerFailed(`The data set is not valid JSON: ${(error as Error).message}`);
  }
}
