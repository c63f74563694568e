import { textField } from "../definition/model";
import { StateError } from "../interpreter/stateError";
import { textOf, type Json, type JsonObject } from "../language/json";
import { sdkError, sdkIntegrations } from "./integrations";
import { elements, elementText, ObjectError, sendToObjects, type ObjectAnswer, type ObjectRequest } from "./objects";
import type { TaskContext } from "./taskContext";

interface ObjectOperation {
  readonly request: (input: JsonObject) => ObjectRequest;
  readonly result: (answer: ObjectAnswer) => Json;
}

const place = (input: JsonObject) => ({ bucket: textField(input, "Bucket") ?? "", key: textField(input, "Key") ?? "" });

const shownHeaders: Readonly<Record<string, string>> = {
  "content-type": "ContentType",
  "content-encoding": "ContentEncoding",
  "cache-control": "CacheControl",
  etag: "ETag",
  "x-amz-version-id": "VersionId",
};

function headersOf({ headers }: ObjectAnswer): JsonObject {
  const named = Object.entries(shownHeaders).flatMap(([header, name]) =>
    headers[header] === undefined ? [] : [[name, headers[header]] as const],
  );
  return Object.fromEntries(named);
}

function described(answer: ObjectAnswer): JsonObject {
  const { "content-length": length = "0", "last-modified": modified } = answer.headers;
  return {
    ...headersOf(answer),
    ContentLength: Number(length),
    ...(modified === undefined ? {} : { LastModified: new Date(modified).toISOString() }),
    Metadata: {},
  };
}

const operations: Readonly<Record<string, ObjectOperation>> = {
  getObject: {
    request: (input) => ({ method: "GET", ...place(input) }),
    result: (answer) => ({ ...described(answer), Body: answer.body.toString() }),
  },
  headObject: { request: (input) => ({ method: "HEAD", ...place(input) }), result: described },
  putObject: {
    request: (input) => {
      const type = textField(input, "ContentType");
      const headers = type === undefined ? {} : { "content-type": type };
      return { method: "PUT", ...place(input), headers, body: Buffer.from(textOf(input["Body"])) };
    },
    result: headersOf,
  },
  deleteObject: { request: (input) => ({ method: "DELETE", ...place(input) }), result: () => ({}) },
  copyObject: {
    request: (input) => {
      const headers = { "x-amz-copy-source": textField(input, "CopySource") ?? "" };
      return { method: "PUT", ...place(input), headers };
    },
    result: ({ body }) => ({ CopyObjectResult: { ETag: elementText(body.toString(), "ETag") } }),
  },
  listObjectsV2: {
    request: (input) => {
      const given = { prefix: textField(input, "Prefix"), delimiter: textField(input, "Delimiter") };
      const more = {
        "max-keys": textOf(input["MaxKeys"]),
        "continuation-token": textField(input, "ContinuationToken"),
      };
      const query = Object.entries({ "list-type": "2", ...given, ...more }).filter(
        (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "",
      );
      return { method: "GET", bucket: textField(input, "Bucket") ?? "", query: Object.fromEntries(query) };
    },
    result: ({ body }) => listing(body.toString()),
  },
  listBuckets: {
    request: () => ({ method: "GET", bucket: "" }),
    result: ({ body }) => ({
      Buckets: elements(body.toString(), "Bucket").map((xml) => ({
        Name: elementText(xml, "Name"),
        CreationDate: elementText(xml, "CreationDate"),
      })),
    }),
  },
};

function listing(xml: string): JsonObject {
  const token = elementText(xml, "NextContinuationToken");
  return {
    Contents: elements(xml, "Contents").map((each) => ({
      ETag: elementText(each, "ETag"),
      Key: elementText(each, "Key"),
      LastModified: elementText(each, "LastModified"),
      Size: Number(elementText(each, "Size")),
      StorageClass: elementText(each, "StorageClass"),
    })),
    IsTruncated: token !== "",
    KeyCount: Number(elementText(xml, "KeyCount")),
    MaxKeys: Number(elementText(xml, "MaxKeys")),
    Name: elementText(xml, "Name"),
    Prefix: elementText(xml, "Prefix"),
    ...(token === "" ? {} : { NextContinuationToken: token }),
  };
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
