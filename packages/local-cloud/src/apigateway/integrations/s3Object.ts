import { roleSession } from "../../kernel/identity";
import type { Authorizer as Iam } from "../../kernel/interfaces/authorization";
import type { LogSink } from "../../kernel/facts/logSink";
import type { MethodDescription } from "../../kernel/interfaces/apis";
import type { Objects } from "../../kernel/interfaces/objects";
import { internalServerError } from "../exchange/errors";
import { decodePercent, type Exchange, type GatewayAnswer } from "../exchange/exchange";
import { bodyForClient } from "../exchange/mediaTypes";
import { mapHeaders, overrideHead, renderRequestBody, selectResponse } from "./integrationMapping";
import { integrationHeaders, integrationUri } from "./integrationUri";
import { createOverrides } from "./overrides";

export interface ObjectServices {
  /** `iam` and `objects` are undefined if no service of the run offers them. */
  readonly iam?: Pick<Iam, "authorize">;
  readonly objects?: Pick<Objects, "hasBucket" | "read"> | undefined;
  readonly log: LogSink;
}

/** Answer of S3. */
interface S3Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

const path = /^arn:[\w-]+:apigateway:[\w-]+:s3:path\/([^/]+)\/(.+)$/;

/** True for an integration that gets an S3 object by its path (API Gateway API reference, PutIntegration, `uri`). */
export function getsObject({ type, httpMethod, uri = "" }: MethodDescription["integration"]): boolean {
  return type === "AWS" && httpMethod === "GET" && path.test(uri);
}

/** Returns the bucket of an integration; undefined if a path parameter or stage variable contains it. */
export function bucketOf(integration: MethodDescription["integration"]): string | undefined {
  const [, bucket = ""] = (getsObject(integration) && path.exec(integration.uri ?? "")) || [];
  return bucket === "" || /[{$]/.test(bucket) ? undefined : bucket;
}

/**
 * Answers an integration with S3: gets an object with the integration's role. S3's status selects the integration
 * response (API Gateway Developer Guide, "Create a REST API as an Amazon S3 proxy").
 *
 * @throws GatewayError if the program does not declare the bucket.
 */
export async function getS3Object(exchange: Exchange, services: ObjectServices): Promise<GatewayAnswer> {
  const { integration } = exchange.match!.method;
  const overrides = createOverrides();
  // GetObject has no body: the request template only sets overrides.
  renderRequestBody(exchange, overrides);
  integrationHeaders(exchange, "aws", overrides);
  const [, bucket = "", key = ""] = (path.exec(integrationUri(exchange, overrides)) ?? []).map(decodePercent);
  const answer = await get(exchange, { bucket, key }, services);
  exchange.integration = { status: answer.status };
  const response = selectResponse(integration.responses, String(answer.status));
  const valueOf = (source: string) =>
    /^integration\.response\.header\.content-type$/i.test(source) ? answer.contentType : undefined;
  const headers = mapHeaders(exchange, response, { contentType: "application/json", valueOf });
  exchange.decisions.recordPass(`s3://${bucket}/${key} answered ${answer.status}`);
  return { ...overrideHead(headers, response, overrides), body: bodyForClient(exchange, answer.body) };
}

async function get(
  { match, requestId }: Exchange,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  { iam, objects, log }: ObjectServices,
): Promise<S3Answer> {
  const { credentials } = match!.method.integration;
  const isAllowed = (action: string, resource: string) =>
    credentials !== undefined &&
    iam?.authorize(roleSession(credentials, "BackplaneAssumeRoleSession"), action, `arn:aws:s3:::${resource}`)
      .allowedBy !== undefined;
  if (objects?.hasBucket(bucket) !== true) {
    const text = `the bucket ${bucket} is not declared by the program; the local cloud calls no bucket on AWS`;
    log({ source: "apigateway", requestId, text });
    throw internalServerError(500, text, "API_CONFIGURATION_ERROR");
  }
  if (!isAllowed("s3:GetObject", `${bucket}/${key}`)) return errorAnswer(403, "AccessDenied", "Access Denied");
  const found = await objects.read(bucket, key);
  if (found !== undefined) return { status: 200, ...found };
  // S3 answers 403 for a missing object if the role lacks s3:ListBucket (Amazon S3 API Reference, GetObject,
  // "Permissions").
  return isAllowed("s3:ListBucket", bucket)
    ? errorAnswer(404, "NoSuchKey", "The specified key does not exist.")
    : errorAnswer(403, "AccessDenied", "Access Denied");
}

function errorAnswer(status: number, code: string, message: string): S3Answer {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, contentType: "application/xml", body: Buffer.from(text) };
}
