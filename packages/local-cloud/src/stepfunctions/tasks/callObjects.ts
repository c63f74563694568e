import { defined } from "../../kernel/json";
import { textField } from "../definition/model";
import { StateError } from "../interpreter/stateError";
import { textOf, type Json, type JsonObject } from "../language/json";
import { sdkError, sdkIntegrations } from "./integrations";
import { headersOfInput, membersOfHeaders, metadataOf } from "./objectHeaders";
import { elements, elementText, ObjectError, sendToObjects, type ObjectAnswer, type ObjectRequest } from "./objects";
import type { TaskContext } from "./taskContext";

interface ObjectOperation {
  readonly request: (input: JsonObject) => ObjectRequest;
  readonly result: (answer: ObjectAnswer) => Json;
}

const place = (input: JsonObject) => {
  const version = textField(input, "VersionId");
  return {
    ...{ bucket: textField(input, "Bucket") ?? "", key: textField(input, "Key") ?? "" },
    query: version === undefined ? {} : { versionId: version },
    headers: headersOfInput(input),
  };
};

/** Members of objects that LastModified and the headers give (LocalStack's snapshots `test_s3_get_object`). */
function described({ headers }: ObjectAnswer): JsonObject {
  const { "content-length": length = "0", "last-modified": modified } = headers;
  return {
    ...membersOfHeaders(headers),
    ContentLength: Number(length),
    ...(modified === undefined ? {} : { LastModified: timeOf(modified) }),
    Metadata: metadataOf(headers),
  };
}

function timeOf(text: string): string {
  return new Date(text).toISOString().replace(".000Z", "Z");
}

const written = ({ headers }: ObjectAnswer): JsonObject => {
  const { ETag, ServerSideEncryption, SSEKMSKeyId, VersionId } = membersOfHeaders(headers);
  return defined({ ETag, ServerSideEncryption, SSEKMSKeyId, VersionId });
};

const operations: Readonly<Record<string, ObjectOperation>> = {
  getObject: {
    request: (input) => ({ method: "GET", ...place(input) }),
    result: (answer) => ({ ...described(answer), Body: answer.body.toString() }),
  },
  headObject: { request: (input) => ({ method: "HEAD", ...place(input) }), result: described },
  putObject: {
    // A body is bytes, which AWS takes from the JSON of any value, texts included (snapshots `test_s3_put_object`).
    request: (input) => ({
      ...{ method: "PUT", ...place(input) },
      body: Buffer.from(input["Body"] === undefined ? "" : JSON.stringify(input["Body"])),
    }),
    result: written,
  },
  deleteObject: { request: (input) => ({ method: "DELETE", ...place(input) }), result: () => ({}) },
  copyObject: {
    request: (input) => ({ method: "PUT", ...place(input) }),
    result: (answer) => ({
      CopyObjectResult: defined({
        ETag: elementText(answer.body.toString(), "ETag"),
        LastModified: timeOf(elementText(answer.body.toString(), "LastModified")),
      }),
      ...withoutTag(written(answer)),
    }),
  },
  listObjects: {
    request: (input) => listRequest(input, { marker: "Marker" }),
    result: ({ body }) => {
      const xml = body.toString();
      return { ...listing(xml), ...textsIn(xml, ["Marker", "NextMarker"]) };
    },
  },
  listObjectsV2: {
    request: (input) => {
      const names = { "continuation-token": "ContinuationToken", "start-after": "StartAfter" };
      return listRequest(input, names, { "list-type": "2" });
    },
    result: ({ body }) => {
      const xml = body.toString();
      const texts = textsIn(xml, ["ContinuationToken", "NextContinuationToken", "StartAfter"]);
      return { ...listing(xml), KeyCount: Number(elementText(xml, "KeyCount")), ...texts };
    },
  },
  listBuckets: {
    request: () => ({ method: "GET", bucket: "" }),
    result: ({ body }) => ({
      Buckets: elements(body.toString(), "Bucket").map((xml) => ({
        Name: elementText(xml, "Name"),
        CreationDate: timeOf(elementText(xml, "CreationDate")),
      })),
    }),
  },
};

function withoutTag({ ETag: _, ...rest }: JsonObject): JsonObject {
  return rest;
}

/** @param names members of the input by query parameter, beside those of both list operations */
function listRequest(
  input: JsonObject,
  names: Readonly<Record<string, string>>,
  fixed: Readonly<Record<string, string>> = {},
): ObjectRequest {
  const all = { prefix: "Prefix", delimiter: "Delimiter", "max-keys": "MaxKeys", ...names };
  const given = Object.entries(all).flatMap(([parameter, member]) => {
    const text = textOf(input[member]);
    return text === "" ? [] : [[parameter, text] as const];
  });
  return { method: "GET", bucket: textField(input, "Bucket") ?? "", query: { ...fixed, ...Object.fromEntries(given) } };
}

function listing(xml: string): JsonObject {
  const [head = ""] = xml.split(/<(?:Contents|CommonPrefixes)>/);
  const prefixes = elements(xml, "CommonPrefixes").map((each) => ({ Prefix: elementText(each, "Prefix") }));
  return {
    ...(prefixes.length === 0 ? {} : { CommonPrefixes: prefixes }),
    Contents: elements(xml, "Contents").map((each) => ({
      ETag: elementText(each, "ETag"),
      Key: elementText(each, "Key"),
      LastModified: timeOf(elementText(each, "LastModified")),
      Size: Number(elementText(each, "Size")),
      StorageClass: elementText(each, "StorageClass"),
    })),
    ...textsIn(head, ["Delimiter"]),
    IsTruncated: elementText(xml, "IsTruncated") === "true",
    MaxKeys: Number(elementText(xml, "MaxKeys")),
    Name: elementText(xml, "Name"),
    Prefix: elementText(head, "Prefix"),
  };
}

/** Returns the elements that are there and not empty. */
function textsIn(xml: string, names: readonly string[]): JsonObject {
  const texts = names.map((name) => [name, elementText(xml, name)] as const).filter(([, text]) => text !== "");
  return Object.fromEntries(texts);
}

/** Runs an operation of S3 for a task. @throws StateError */
export async function callObjects(
  context: TaskContext,
  { action, input }: { readonly action: string; readonly input: JsonObject },
): Promise<Json> {
  const { request, result } = operations[action]!;
  try {
    return result(await sendToObjects(context, request(input)));
  } catch (error) {
    if (!(error instanceof ObjectError)) throw error;
    const { statusCode, code, message } = error;
    // S3 answers with two ids (LocalStack's snapshot `test_no_such_bucket`).
    const failure = { statusCode, code, message, requestId: context.uuid(), extendedRequestId: context.uuid() };
    const { error: name, cause } = sdkError(sdkIntegrations["s3"]!, failure);
    throw new StateError(name, cause);
  }
}
