import { textField } from "../../definition/model";
import { isArray, isObject, type Json, type JsonObject } from "../../language/json";
import type { ObjectAccess } from "../host";
import { StateError } from "../stateError";
import { csvRows, delimiters } from "./csv";

/** An ItemReader with evaluated arguments and limits. */
export interface ItemSource {
  /** Resource of the reader. */
  readonly resource: string;
  readonly config: JsonObject;
  readonly parameters: JsonObject;
  readonly maxItems: number;
}

/** Yields the items of a data set in S3. @throws StateError States.ItemReaderFailed */
export async function* readItems(objects: ObjectAccess, source: ItemSource): AsyncGenerator<Json> {
  let count = 0;
  for await (const item of itemsOf(objects, source)) {
    if (count >= source.maxItems) return;
    count += 1;
    yield item;
  }
}

export function readerFailed(cause: string): StateError {
  return new StateError("States.ItemReaderFailed", cause);
}

async function* itemsOf(objects: ObjectAccess, { resource, config, parameters }: ItemSource): AsyncGenerator<Json> {
  const bucket = textField(parameters, "Bucket");
  if (bucket === undefined) throw readerFailed("The ItemReader requires the parameter Bucket");
  if (resource.endsWith(":s3:listObjectsV2")) {
    for await (const page of objects.list(bucket, textField(parameters, "Prefix") ?? "")) yield* page;
    return;
  }
  const key = textField(parameters, "Key");
  if (key === undefined) throw readerFailed("The ItemReader requires the parameter Key");
  const body = await objects.read(bucket, key, textField(parameters, "VersionId"));
  yield* parse(body.toString(), config);
}

function* parse(text: string, config: JsonObject): Generator<Json> {
  switch (textField(config, "InputType")) {
    case "CSV":
      yield* csvItems(text, config);
      return;
    case "JSON":
      yield* jsonItems(text, config);
      return;
    case "JSONL":
      yield* jsonLines(text);
      return;
    default:
      throw readerFailed(`The local cloud does not emulate the InputType ${textField(config, "InputType") ?? "null"}`);
  }
}

function* csvItems(text: string, config: JsonObject): Generator<Json> {
  const rows = csvRows(text, delimiters[textField(config, "CSVDelimiter") ?? "COMMA"] ?? ",");
  let names = config["CSVHeaders"] as readonly string[] | undefined;
  for (const row of rows) {
    if (names === undefined) names = row;
    else yield Object.fromEntries(names.map((name, index) => [name, row[index] ?? ""]));
  }
}

function* jsonItems(text: string, config: JsonObject): Generator<Json> {
  const whole = parseJson(text);
  const items = valueAt(whole, textField(config, "ItemsPointer") ?? "");
  if (isArray(items)) {
    yield* items;
    return;
  }
  // A map over an object iterates its members (Developer Guide, "ItemReader").
  if (isObject(items) && config["ItemsPointer"] !== undefined) {
    yield* Object.entries(items).map(([Key, Value]) => ({ Key, Value }));
    return;
  }
  throw readerFailed("Attempting to map over non-iterable node.");
}

/** Returns the value at a JSON pointer. */
function valueAt(value: Json, pointer: string): Json {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<Json>((each, part) => (each as Readonly<Record<string, Json>> | null)?.[part] ?? null, value);
}

function* jsonLines(text: string): Generator<Json> {
  for (let start = 0; start < text.length;) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    const line = text.slice(start, end).trim();
    if (line !== "") yield parseJson(line);
    start = end + 1;
  }
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw readerFailed(`The data set is not valid JSON: ${(error as Error).message}`);
  }
}
