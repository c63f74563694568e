import type { Call } from "../call";
import type { Bucket } from "../bucket";
import { invalidArgument, S3Error } from "../protocol/errors";
import { nullVersion, type ObjectVersion } from "../store/objectVersion";

export interface WantedVersion {
  readonly bucket: Bucket;
  readonly key: string;
  /** The newest one without it. */
  readonly versionId: string | undefined;
}

/**
 * Finds the version that a read names. Requires permission for the action on it.
 *
 * @param action action on the newest version, such as `GetObject`. For a named version, `GetObjectVersion` is required
 *   instead.
 * @throws S3Error
 */
export function findVersion(call: Call, action: string, wanted: WantedVersion = wantedOf(call)): ObjectVersion {
  const { bucket, key, versionId } = wanted;
  const versions = call.s3.store.versions(bucket.name, key);
  const found = versionId === undefined ? versions.at(-1) : versions.find((each) => each.versionId === versionId);
  const name =
    versionId === undefined ? `s3:${action}` : `s3:${action.replace(/^(Get|Delete|Put)Object/, "$1ObjectVersion")}`;
  if (bucket === call.bucket) call.allowObject(name, key, found?.acl);
  else call.allowIn(bucket, name, key);
  if (found !== undefined && found.isDeleteMarker !== true) return found;
  throw missing(call, wanted, found);
}

function wantedOf(call: Call): WantedVersion {
  return { bucket: call.bucket, key: call.key, versionId: call.parameter("versionId") };
}

/** S3 answers 403 for a missing object to callers without s3:ListBucket (Amazon S3 API Reference, GetObject, "Permissions"). */
function missing(call: Call, { bucket, key, versionId }: WantedVersion, marker: ObjectVersion | undefined): S3Error {
  if (!call.mayList(bucket)) return new S3Error("AccessDenied", deniedList(call, bucket));
  const headers: Record<string, string> =
    marker === undefined ? {} : { "x-amz-delete-marker": "true", "x-amz-version-id": marker.versionId };
  if (versionId === undefined) return new S3Error("NoSuchKey", undefined, { members: { Key: key }, headers });
  if (marker !== undefined) {
    return new S3Error("MethodNotAllowed", undefined, {
      members: { Method: call.request.method, ResourceType: "DeleteMarker" },
      headers: { ...headers, "Last-Modified": new Date(marker.modified).toUTCString() },
    });
  }
  if (versionId !== nullVersion && !/^[\w.-]{32}$/.test(versionId)) {
    return invalidArgument("Invalid version id specified", "versionId", versionId);
  }
  return new S3Error("NoSuchVersion", undefined, { members: { Key: key, VersionId: versionId } });
}

function deniedList({ request }: Call, { name }: Bucket): string {
  if (request.principal === undefined) return "Access Denied";
  return `User: ${request.principal.sessionArn} is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::${name}" because no identity-based policy allows the s3:ListBucket action`;
}
