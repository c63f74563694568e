import { roleSession } from "../../kernel/identity";
import type { Authorizer as Iam, LogSink, MethodDescription } from "../../kernel/interfaces";
import type { Objects } from "../../kernel/objects";
import { internalServerError } from "../exchange/errors";
import { decoded, requestHeader, type Exchange, type GatewayAnswer } from "../exchange/exchange";
import { matchesMediaType } from "../exchange/mediaTypes";
import { integrationUri } from "./integrationUri";
import { mappedHeaders, selectResponse } from "./integrationMapping";

export interface ObjectServices {
  /** Both undefined where no service of the run offers them. */
  readonly iam?: Pick<Iam, "authorize">;
  readonly objects?: Objects | undefined;
  readonly log: LogSink;
}

/** What S3 answers. */
interface S3Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

const path = /^arn:[\w-]+:apigateway:[\w-]+:s3:path\/([^/]+)\/(.+)$/;

/** Whether an integration gets an object of a bucket by its path (API Gateway API reference, PutIntegration, `uri`). */
export function getsObject({ type, httpMethod, uri = "" }: MethodDescription["integration"]): boolean {
  return type === "AWS" && httpMethod === "GET" && path.test(uri);
}

/** The bucket that an integration gets objects of; undefined where that is told by a request or a stage. */
export function bucketOf(integration: MethodDescription["integration"]): string | undefined {
  const [, bucket = ""] = (getsObject(integration) && path.exec(integration.uri ?? "")) || [];
  return bucket === "" || /[{$]/.test(bucket) ? undefined : bucket;
}

/**
 * An integration with S3: gets an object by the role that it names, and answers by the integration response of S3's
 * status (API Gateway Developer Guide, "Create a REST API as an Amazon S3 proxy").
 *
 * @throws GatewayError for a bucket that the program does not declare.
 */
export async function s3Object(exchange: Exchange, services: ObjectServices): Promise<GatewayAnswer> {
  const { integration } = exchange.match!.method;
  const [, bucket = "", key = ""] = (path.exec(integrationUri(exchange)) ?? []).map(decoded);
  const answer = await get(exchange, { bucket, key }, services);
  exchange.integration = { status: answer.status };
  const response = selectResponse(integration.responses, String(answer.status));
  const valueOf = (source: string) =>
    /^integration\.response\.header\.content-type$/i.test(source) ? answer.contentType : undefined;
  const headers = mappedHeaders(exchange, response, { contentType: "application/json", valueOf });
  exchange.decisions.passed(`s3://${bucket}/${key} answered ${answer.status}`);
  return { status: response.statusCode, headers: [...headers.values()], body: bodyFor(exchange, answer.body) };
}

async function get(
  { match, requestId }: Exchange,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  { iam, objects, log }: ObjectServices,
): Promise<S3Answer> {
  const { credentials } = match!.method.integration;
  const may = (action: string, resource: string) =>
    credentials !== undefined &&
    iam?.authorize(roleSession(credentials, "BackplaneAssumeRoleSession"), action, `arn:aws:s3:::${resource}`)
      .allowedBy !== undefined;
  if (objects?.hasBucket(bucket) !== true) {
    const text = `the bucket ${bucket} is not declared here, and nothing leaves this machine`;
    log({ source: "apigateway", requestId, text });
    throw internalServerError(500, text, "API_CONFIGURATION_ERROR");
  }
  if (!may("s3:GetObject", `${bucket}/${key}`)) return refusal(403, "AccessDenied", "Access Denied");
  const found = await objects.read(bucket, key);
  if (found !== undefined) return { status: 200, ...found };
  // Who may not list a bucket is not told what it lacks (Amazon S3 API Reference, GetObject, "Permissions").
  return may("s3:ListBucket", bucket)
    ? refusal(404, "NoSuchKey", "The specified key does not exist.")
    : refusal(403, "AccessDenied", "Access Denied");
}

function refusal(status: number, code: string, message: string): S3Answer {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, contentType: "application/xml", body: Buffer.from(text) };
}

/** Bytes for who accepts a binary media type of the API's, else text (Developer Guide, "Content type conversions"). */
function bodyFor({ api, request }: Exchange, body: Buffer): Buffer {
  return matchesMediaType(api.binaryMediaTypes, requestHeader(request, "Accept")) ? body : Buffer.from(body.toString());
}
