import { randomBytes } from "node:crypto";
import type { EndpointAnswer, EndpointRequest, EndpointService } from "../kernel/protocols/serviceEndpoint";
import type { Bucket } from "./bucket";
import { Call, type Operation, type Result, type S3 } from "./call";
import { maxObject } from "./operations/body";
import { headBucket, getBucketCors, getBucketLocation, getBucketVersioning } from "./operations/buckets";
import { completeMultipartUpload } from "./operations/completeUpload";
import { copyObject } from "./operations/copyObject";
import { deleteObject, deleteObjects } from "./operations/deleteObject";
import { getObject, headObject } from "./operations/getObject";
import { listBuckets } from "./operations/listBuckets";
import { listObjects, listObjectsV2 } from "./operations/listObjects";
import { listMultipartUploads, listParts } from "./operations/listUploads";
import { listObjectVersions } from "./operations/listVersions";
import { getBucketNotification, putBucketNotification } from "./operations/notification";
import { getObjectAttributes } from "./operations/objectAttributes";
import { postObject } from "./operations/postObject";
import { putObject } from "./operations/putObject";
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from "./operations/tagging";
import { abortMultipartUpload, createMultipartUpload, uploadPart, uploadPartCopy } from "./operations/uploads";
import { corsHeaders, preflightHeaders } from "./protocol/cors";
import { authenticationError, errorDocument, S3Error } from "./protocol/errors";
import { operationOf } from "./protocol/operations";
import { checkSignedHeaders, headerOf, parseTarget, presignedHeaders, type S3Request } from "./protocol/request";

/** Largest body in bytes: an object with the framing of its chunks, or with the fields of its form. */
const maxBytes = maxObject + 5 * 1024 * 1024;

const operations: Readonly<Record<string, Operation>> = {
  HeadBucket: headBucket,
  GetBucketLocation: getBucketLocation,
  GetBucketVersioning: getBucketVersioning,
  GetBucketCors: getBucketCors,
  GetBucketNotificationConfiguration: getBucketNotification,
  PutBucketNotificationConfiguration: putBucketNotification,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListObjectVersions: listObjectVersions,
  ListMultipartUploads: listMultipartUploads,
  ListParts: listParts,
  PutObject: putObject,
  PostObject: postObject,
  GetObject: getObject,
  HeadObject: headObject,
  DeleteObject: deleteObject,
  DeleteObjects: deleteObjects,
  CopyObject: copyObject,
  GetObjectAttributes: getObjectAttributes,
  GetObjectTagging: getObjectTagging,
  PutObjectTagging: putObjectTagging,
  DeleteObjectTagging: deleteObjectTagging,
  CreateMultipartUpload: createMultipartUpload,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
  CompleteMultipartUpload: completeMultipartUpload,
  AbortMultipartUpload: abortMultipartUpload,
};

/** Creates S3's side of the endpoint. */
export function s3Service(s3: S3): EndpointService {
  return {
    signingName: "s3",
    allowsAnonymous: true,
    maxBytes,
    answer: (request) => answerRequest(s3, request),
    refuse: ({ code, message }, request) => {
      const error = authenticationError(code, message);
      const origin = { ...request, principal: undefined, region: "", trace: undefined, traceHeader: undefined };
      const parsed = parseRequest(origin);
      const bucket = parsed instanceof S3Error ? undefined : s3.buckets().get(parsed.bucket);
      return errorAnswer(error, parsed instanceof S3Error ? origin : parsed, bucket);
    },
  };
}

async function answerRequest(s3: S3, sent: EndpointRequest): Promise<EndpointAnswer> {
  const request = parseRequest(sent);
  if (request instanceof S3Error) return errorAnswer(request, sent, undefined);
  const bucket = s3.buckets().get(request.bucket);
  let call: Call | undefined;
  try {
    if (request.operation === "ListBuckets") return answerOf(request, undefined, listBuckets(s3, request));
    const operation = Object.hasOwn(operations, request.operation) ? operations[request.operation] : undefined;
    if (operation === undefined && request.operation !== "OPTIONS") throw notEmulated(request.operation);
    if (bucket === undefined) {
      throw new S3Error("NoSuchBucket", undefined, { members: { BucketName: request.bucket } });
    }
    if (operation === undefined) return preflight(request, bucket);
    call = new Call(request, bucket, s3);
    const result = await operation(call);
    return { ...answerOf(request, bucket, result), authorized: call.authorized };
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    return { ...errorAnswer(error, request, bucket), authorized: call?.authorized };
  }
}

function notEmulated(operation: string): S3Error {
  return new S3Error("NotImplemented", `the local cloud does not emulate s3:${operation}`);
}

function parseRequest(request: EndpointRequest): S3Request | S3Error {
  try {
    const { bucket, key, query } = parseTarget(request);
    const { method } = request;
    if (method !== "OPTIONS") checkSignedHeaders({ query, headers: request.headers });
    const headers = { ...presignedHeaders(query), ...request.headers };
    const isCopy = headers["x-amz-copy-source"] !== undefined;
    const operation = operationOf({ method, bucket, key, query, isCopy });
    return { ...request, headers, bucket, key, query, operation, requestId: newRequestId() };
  } catch (error) {
    if (error instanceof S3Error) return error;
    throw error;
  }
}

function newRequestId(): string {
  return randomBytes(8).toString("hex").toUpperCase();
}

function preflight(request: S3Request, bucket: Bucket): EndpointAnswer {
  const headers = preflightHeaders(bucket.cors, (name) => headerOf(request, name));
  return answerOf(request, undefined, { headers });
}

/**
 * @param bucket bucket with the CORS rules to apply; undefined without CORS.
 */
function answerOf(request: S3Request, bucket: Bucket | undefined, result: Result): EndpointAnswer {
  const { statusCode = 200, headers = {}, body = "" } = result;
  const length =
    typeof body === "string" || Buffer.isBuffer(body) ? { "Content-Length": String(Buffer.byteLength(body)) } : {};
  const given = Object.entries({
    ...(statusCode === 204 ? {} : length),
    ...headers,
    ...commonHeaders(request, bucket),
  }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    statusCode,
    headers: Object.fromEntries(given),
    body,
    operation: request.operation,
    resources: request.bucket === "" ? [] : [`arn:aws:s3:::${request.bucket}`],
  };
}

function commonHeaders(request: S3Request, bucket: Bucket | undefined): Record<string, string> {
  const origin = headerOf(request, "origin");
  const cors =
    origin === undefined || bucket === undefined
      ? {}
      : corsHeaders(bucket.cors, { origin, method: request.method, headers: [] });
  return { "x-amz-request-id": request.requestId, "x-amz-id-2": request.requestId, Server: "AmazonS3", ...cors };
}

function errorAnswer(error: S3Error, sent: EndpointRequest | S3Request, bucket: Bucket | undefined): EndpointAnswer {
  const request: S3Request =
    "operation" in sent
      ? sent
      : {
          ...sent,
          bucket: "",
          key: "",
          query: new URLSearchParams(),
          operation: sent.method,
          requestId: newRequestId(),
        };
  const [resource = ""] = request.target.split("?");
  const hasBody = request.method !== "HEAD" && error.statusCode !== 304;
  const body = hasBody ? errorDocument(error, resource, request.requestId) : "";
  const type = hasBody ? { "Content-Type": "application/xml" } : {};
  const answer = answerOf(request, bucket, {
    statusCode: error.statusCode,
    headers: { ...type, ...error.headers },
    body,
  });
  return { ...answer, errorType: error.code };
}
