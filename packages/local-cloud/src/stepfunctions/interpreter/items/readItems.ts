import { StringDecoder } from "node:string_decoder";
import { createGunzip } from "node:zlib";
import { Readable } from "node:stream";
import { textField } from "../../definition/model";
import { isArray, isObject, type Json, type JsonObject } from "../../language/json";
import type { ObjectAccess } from "../host";
import { csvRows, delimiters } from "./csv";
import { jsonElements } from "./jsonElements";
import { maxItemCharacters, parseJson, readerFailed } from "./readerFailures";

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
  if (textField(config, "InputType") === "MANIFEST") yield* inventoryItems(objects, await wholeText(textPieces(body)));
  else yield* parse(textPieces(body), config);
}

/** Decodes bytes that arrive in pieces, which may end inside a character. */
async function* textPieces(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  for await (const piece of bytes) yield decoder.write(piece);
  yield decoder.end();
}

/** Most characters of a manifest, which is read whole. */
const maxManifest = 4 * maxItemCharacters;

async function wholeText(pieces: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const piece of pieces) {
    text += piece;
    if (text.length > maxManifest) throw readerFailed(`The manifest exceeds ${String(maxManifest)} characters`);
  }
  return text;
}

async function* parse(pieces: AsyncIterable<string>, config: JsonObject): AsyncGenerator<Json> {
  switch (textField(config, "InputType")) {
    case "CSV":
      yield* csvItems(pieces, config);
      return;
    case "JSON":
      yield* jsonElements(pieces, pointerOf(config));
      return;
    case "JSONL":
      yield* jsonLines(pieces);
      return;
    default:
      throw readerFailed(`The local cloud does not emulate the InputType ${textField(config, "InputType") ?? "null"}`);
  }
}

async function* csvItems(pieces: AsyncIterable<string>, config: JsonObject): AsyncGenerator<Json> {
  const rows = csvRows(pieces, delimiters[textField(config, "CSVDelimiter") ?? "COMMA"] ?? ",");
  let names = config["CSVHeaders"] as readonly string[] | undefined;
  checkHeaders(names);
  for await (const row of rows) {
    if (names === undefined) checkHeaders((names = row));
    else yield Object.fromEntries(names.map((name, index) => [name, row[index] ?? ""]));
  }
}

/** @throws StateError for a name that is given twice (LocalStack's snapshot `…csv_headers_decl_duplicate_headers`) */
function checkHeaders(names: readonly string[] = []): void {
  if (new Set(names).size < names.length) throw readerFailed("CSV headers cannot contain duplicates.");
}

/** Returns the parts of a JSON pointer. */
function pointerOf(config: JsonObject): string[] {
  const parts = (textField(config, "ItemsPointer") ?? "").split("/").slice(1);
  return parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

async function* jsonLines(pieces: AsyncIterable<string>): AsyncGenerator<Json> {
  let rest = "";
  for await (const piece of pieces) {
    const lines = piece.split("\n");
    lines[0] = rest + lines[0]!;
    rest = lines.pop()!;
    if (rest.length > maxItemCharacters) throw readerFailed(`A line exceeds ${String(maxItemCharacters)} characters`);
    for (const line of lines) if (line.trim() !== "") yield parseJson(line);
  }
  if (rest.trim() !== "") yield parseJson(rest);
}

/**
 * Yields the objects of an S3 inventory: the rows of the CSV files that its manifest lists (Developer Guide, "ItemReader";
 * S3 User Guide, "Amazon S3 Inventory list").
 */
async function* inventoryItems(objects: ObjectAccess, manifest: string): AsyncGenerator<Json> {
  const { destinationBucket, fileFormat, fileSchema, files } = inventoryOf(manifest);
  if (fileFormat !== "CSV")
    throw readerFailed(`The local cloud does not emulate inventories of the format ${fileFormat}`);
  const names = fileSchema.split(",").map((name) => name.trim());
  for (const { key } of files) {
    const body = await objects.read(destinationBucket, key, undefined);
    const bytes: AsyncIterable<Buffer> = key.endsWith(".gz") ? Readable.from(body).pipe(createGunzip()) : body;
    for await (const row of csvRows(textPieces(bytes))) {
      yield Object.fromEntries(names.map((name, index) => [name, row[index] ?? ""]));
    }
  }
}

interface Inventory {
  /** Name of the bucket. */
  readonly destinationBucket: string;
  readonly fileFormat: string;
  readonly fileSchema: string;
  readonly files: readonly { readonly key: string }[];
}

/** @throws StateError for a text that is no manifest of an inventory */
function inventoryOf(text: string): Inventory {
  const whole = parseJson(text);
  const given = isObject(whole) ? whole : {};
  const [bucket, fileFormat, fileSchema] = ["destinationBucket", "fileFormat", "fileSchema"].map((name) =>
    textField(given, name),
  );
  const { files } = given;
  if (bucket === undefined || fileFormat === undefined || fileSchema === undefined || !isArray(files)) {
    throw readerFailed("The object is not the manifest of an S3 inventory");
  }
  const keys = files.map((file) => (isObject(file) ? textField(file, "key") : undefined));
  return {
    destinationBucket: bucket.replace(/^arn:aws:s3:::/, ""),
    ...{ fileFormat, fileSchema },
    files: keys.filter((key) => key !== undefined).map((key) => ({ key })),
  };
}
