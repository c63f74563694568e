import { authorizeAccess, globalKeys } from "../kernel/policies/access";
import { accountId } from "../kernel/identity";
import { authorizer, type Authorization } from "../kernel/interfaces/authorization";
import type { ServiceRegistry } from "../kernel/serviceRegistry";
import type { Bucket } from "./bucket";
import { headerOf, type S3Request } from "./protocol/request";

export interface WantedAccess {
  /** `s3:GetObject`. */
  readonly action: string;
  readonly bucket: Bucket | undefined;
  /** Absent for an action on the bucket. */
  readonly key?: string | undefined;
  /** Canned ACL of the object or bucket that the action reads. */
  readonly acl?: string | undefined;
}

const anonymousDenial: Authorization = { allowedBy: undefined, denial: "Access Denied" };

/**
 * Decides whether a request is allowed. Applies the policies of caller and bucket; for an anonymous request, the
 * bucket's policy and ACLs.
 */
export function decideAccess(registry: ServiceRegistry, request: S3Request, wanted: WantedAccess): Authorization {
  const { action, bucket, key } = wanted;
  const iam = registry.use(authorizer);
  const resource = bucket === undefined ? "*" : `arn:aws:s3:::${bucket.name}${key === undefined ? "" : `/${key}`}`;
  const policy = bucket?.policy;
  const context = contextOf(request);
  if (request.principal !== undefined) {
    const decision = authorizeAccess(iam, request.principal, { action, resource, policy, context });
    // S3 quotes the ARN (Amazon S3 User Guide, "Troubleshoot access denied (403 Forbidden) errors").
    const denial = decision.denial?.replace(`on resource: ${resource}`, () => `on resource: "${resource}"`);
    return { ...decision, denial };
  }
  if (bucket === undefined) return anonymousDenial;
  const decided =
    policy === undefined ? "implicitDeny" : iam.resourceDecision(policy, { action, resource, principals: [], context });
  if (decided === "explicitDeny") return anonymousDenial;
  const { blockPublicPolicy, restrictPublicBuckets } = bucket.publicAccess;
  // S3 rejects a public policy while blockPublicPolicy is set, so a public policy has no effect then.
  if (decided === "allow" && !blockPublicPolicy && !restrictPublicBuckets) {
    return { allowedBy: `policy of ${resource}`, denial: undefined };
  }
  return isPublicByAcl(wanted) ? { allowedBy: `ACL of ${resource}`, denial: undefined } : anonymousDenial;
}

/** Amazon S3 User Guide, "Access control list (ACL) overview", "Canned ACL". */
function isPublicByAcl({ action, bucket, acl = "private" }: WantedAccess): boolean {
  const isRead = ["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"].includes(action);
  const { ownership, publicAccess } = bucket!;
  const areAclsOn = ownership !== "BucketOwnerEnforced" && !publicAccess.ignorePublicAcls;
  return areAclsOn && isRead && ["public-read", "public-read-write"].includes(acl);
}

/** Condition keys of a request (Service Authorization Reference, "Condition keys for Amazon S3"). */
function contextOf(request: S3Request): Record<string, string | undefined> {
  const { query, principal } = request;
  const header = (name: string) => headerOf(request, name);
  const isPresigned = query.has("X-Amz-Signature");
  return {
    ...globalKeys(principal),
    "aws:sourceip": "127.0.0.1",
    "aws:currenttime": new Date().toISOString(),
    "aws:epochtime": String(Math.floor(Date.now() / 1000)),
    "aws:useragent": header("user-agent"),
    "aws:referer": header("referer"),
    "aws:requestedregion": request.region,
    "aws:principalisawsservice": "false",
    "aws:principalorgid": undefined,
    "s3:tlsversion": "1.3",
    "s3:resourceaccount": accountId,
    "s3:authtype": principal && (isPresigned ? "REST-QUERY-STRING" : "REST-HEADER"),
    "s3:signatureversion": principal && "AWS4-HMAC-SHA256",
    "s3:x-amz-content-sha256": header("x-amz-content-sha256") ?? (isPresigned ? "UNSIGNED-PAYLOAD" : undefined),
    "s3:prefix": query.get("prefix") ?? undefined,
    "s3:delimiter": query.get("delimiter") ?? undefined,
    "s3:max-keys": query.get("max-keys") ?? undefined,
    "s3:versionid": query.get("versionId") ?? undefined,
    "s3:x-amz-acl": header("x-amz-acl"),
    "s3:x-amz-copy-source": header("x-amz-copy-source"),
    "s3:x-amz-metadata-directive": header("x-amz-metadata-directive"),
    "s3:x-amz-storage-class": header("x-amz-storage-class"),
    "s3:x-amz-server-side-encryption": header("x-amz-server-side-encryption"),
    "s3:x-amz-server-side-encryption-aws-kms-key-id": header("x-amz-server-side-encryption-aws-kms-key-id"),
    "s3:x-amz-server-side-encryption-customer-algorithm": undefined,
    "s3:if-match": header("if-match"),
    "s3:if-none-match": header("if-none-match"),
  };
}
