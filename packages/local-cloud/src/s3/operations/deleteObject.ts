import type { Call, Result } from "../call";
import { S3Error } from "../protocol/errors";
import { parseXml, textOf, type XmlNode } from "../../kernel/protocols/parseXml";
import { document, type XmlElements } from "../protocol/xml";
import { nullVersion, type ObjectVersion } from "../store/objectVersion";
import { newVersionId, withVersion } from "./commit";
import { receivedBody } from "./body";

/** Result of one deletion. */
interface Deletion {
  readonly isDeleteMarker: boolean;
  /** Version id of the removed version or of the new delete marker. */
  readonly versionId: string | undefined;
}

/** Maximum number of keys in one request (Amazon S3 API Reference, DeleteObjects). */
const maxDeletions = 1_000;

/** Entity tag that the object must have; undefined without a condition. */
type Condition = string | undefined;

export function deleteObject(call: Call): Result {
  const { isDeleteMarker, versionId } = remove(call, call.key, {
    versionId: call.parameter("versionId"),
    ifMatch: call.header("if-match"),
  });
  return {
    statusCode: 204,
    headers: {
      "x-amz-delete-marker": isDeleteMarker ? "true" : undefined,
      "x-amz-version-id": versionId,
    },
  };
}

/** Deletes a version permanently. Without a version id, adds a delete marker if the bucket has versioning. */
function remove(
  call: Call,
  key: string,
  { versionId, ifMatch }: { readonly versionId: string | undefined; readonly ifMatch: Condition },
): Deletion {
  const { bucket, s3 } = call;
  call.allowObject(versionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion", key);
  const versions = s3.store.versions(bucket.name, key);
  checkMatch(ifMatch, versions, key);
  if (versionId !== undefined) {
    const found = versions.find((each) => each.versionId === versionId);
    if (found !== undefined) {
      s3.store.setVersions(
        bucket.name,
        key,
        versions.filter((each) => each !== found),
      );
      call.publish("ObjectRemoved:Delete", key, found);
    }
    return { isDeleteMarker: found?.isDeleteMarker === true, versionId };
  }
  if (bucket.versioning !== undefined) {
    const marker = markerOf(call);
    s3.store.setVersions(bucket.name, key, withVersion(versions, marker));
    call.publish("ObjectRemoved:DeleteMarkerCreated", key, marker);
    return { isDeleteMarker: true, versionId: marker.versionId };
  }
  if (versions.length > 0) s3.store.setVersions(bucket.name, key, []);
  call.publish("ObjectRemoved:Delete", key, { size: 0, eTag: "", versionId: nullVersion });
  return { isDeleteMarker: false, versionId: undefined };
}

function checkMatch(ifMatch: Condition, versions: readonly ObjectVersion[], key: string): void {
  if (ifMatch === undefined) return;
  const current = versions.at(-1);
  if (current === undefined || current.isDeleteMarker === true) {
    throw new S3Error("NoSuchKey", undefined, { members: { Key: key } });
  }
  if (ifMatch !== "*" && ifMatch.replace(/^"|"$/g, "") !== current.eTag) {
    throw new S3Error("PreconditionFailed", undefined, { members: { Condition: "If-Match" } });
  }
}

function markerOf(call: Call): ObjectVersion {
  return {
    versionId: newVersionId(call),
    isDeleteMarker: true,
    segments: [],
    size: 0,
    eTag: "",
    modified: call.s3.clock.now(),
    headers: {},
    metadata: {},
    tags: {},
    encryption: call.bucket.encryption,
  };
}

export function deleteObjects(call: Call): Result {
  const root = parseXml(receivedBody(call).bytes.toString());
  const wanted = root?.children.filter(({ name }) => name === "Object") ?? [];
  if (root?.name !== "Delete" || wanted.length === 0 || wanted.length > maxDeletions) throw new S3Error("MalformedXML");
  const isQuiet = textOf(root, "Quiet")?.trim() === "true";
  const results = wanted.map((each) => deleteOne(call, each));
  return {
    headers: { "Content-Type": "application/xml" },
    body: document("DeleteResult", {
      Deleted: isQuiet ? [] : results.flatMap(({ deleted }) => deleted ?? []),
      Error: results.flatMap(({ error }) => error ?? []),
    }),
  };
}

function deleteOne(call: Call, node: XmlNode): { deleted?: XmlElements; error?: XmlElements } {
  const Key = textOf(node, "Key") ?? "";
  const VersionId = textOf(node, "VersionId") || undefined;
  try {
    const { isDeleteMarker, versionId } = remove(call, Key, { versionId: VersionId, ifMatch: textOf(node, "ETag") });
    const marker = isDeleteMarker ? { DeleteMarker: true, DeleteMarkerVersionId: versionId } : {};
    return { deleted: { Key, VersionId, ...marker } };
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    return { error: { Key, VersionId, Code: error.code, Message: error.message } };
  }
}
