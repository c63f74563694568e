import { authorizer } from "../kernel/interfaces/authorization";
import { objects } from "../kernel/interfaces/objects";
import type { Exchange } from "./exchange";
import type { EdgeAnswer, Origin, ViewerRequest } from "./model";
import { selected } from "./selectedPart";

/**
 * Answers with an object of a local bucket. An origin access control signs the request as CloudFront, and the bucket's
 * policy must allow it (CloudFront Developer Guide, "Restrict access to an Amazon S3 origin").
 */
export async function readBucket(
  { run, distribution }: Exchange,
  request: ViewerRequest,
  { origin, bucket }: { readonly origin: Origin; readonly bucket: string },
): Promise<EdgeAnswer> {
  const { uri, method } = request;
  if (method !== "GET" && method !== "HEAD") return refusal(405, "MethodNotAllowed");
  const key = decodedKey(`${origin.path}${uri}`);
  if (key === undefined) return refusal(400, "InvalidURI");
  const resource = `arn:aws:s3:::${bucket}/${key}`;
  if (!isAllowed({ run, distribution }, origin, { bucket, resource })) return refusal(403, "AccessDenied");
  const found = await run.registry.use(objects).read(bucket, key);
  // Without the permission to list the bucket, S3 hides whether an object exists.
  if (found === undefined) return refusal(403, "AccessDenied");
  const { "content-type": _, ...stored } = found.headers;
  const answer: EdgeAnswer = {
    status: 200,
    headers: [
      ...Object.entries(stored),
      ...Object.entries(found.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value] as const),
      ["Content-Type", found.contentType],
      ["Content-Length", String(found.body.length)],
      ["Last-Modified", new Date(found.modified).toUTCString()],
      ["ETag", `"${found.eTag}"`],
      ["Accept-Ranges", "bytes"],
      ["Server", "AmazonS3"],
    ],
    body: found.body,
  };
  return selected(request, { ...answer, body: found.body });
}

function isAllowed(
  { run, distribution }: Pick<Exchange, "run" | "distribution">,
  { signsAs }: Origin,
  { bucket, resource }: { readonly bucket: string; readonly resource: string },
): boolean {
  const policy = distribution.bucketPolicies.get(bucket);
  if (policy === undefined) return false;
  const iam = run.registry.use(authorizer);
  const action = "s3:GetObject";
  if (signsAs === undefined) {
    return iam.resourceDecision(policy, { action, resource, principals: [], context: {} }) === "allow";
  }
  const service = "cloudfront.amazonaws.com";
  return iam.resourceDenial(policy, { service, action, resource, sourceArn: signsAs }) === undefined;
}

function decodedKey(path: string): string | undefined {
  try {
    return decodeURIComponent(path.replace(/^\//, ""));
  } catch {
    return undefined;
  }
}

function refusal(status: number, code: string): EdgeAnswer {
  const messages: Readonly<Record<string, string>> = {
    AccessDenied: "Access Denied",
    InvalidURI: "Couldn't parse the specified URI.",
    MethodNotAllowed: "The specified method is not allowed against this resource.",
  };
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${messages[code]}</Message></Error>`;
  return {
    status,
    headers: [
      ["Content-Type", "application/xml"],
      ["Server", "AmazonS3"],
    ],
    body: Buffer.from(body),
  };
}
