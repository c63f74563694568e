import type { Call } from "../call";
import { invalidArgument, S3Error } from "../protocol/errors";
import { parseTagQuery } from "../protocol/tags";
import type { Encryption, ObjectAttributes } from "../store/objectVersion";

/** Content type of an object that is stored without one (Amazon S3 API Reference, PutObject). */
export const defaultContentType = "binary/octet-stream";

/** Headers that are stored with an object, and that a read returns. */
const storedHeaders = [
  "cache-control",
  "content-disposition",
  "content-language",
  "expires",
  "x-amz-website-redirect-location",
];

/** Largest sum of names and values of user-defined metadata (Amazon S3 User Guide, "Working with object metadata"). */
const maxMetadata = 2_048;

/** Amazon S3 API Reference, PutObject, `x-amz-storage-class`. */
const storageClasses = [
  "STANDARD",
  "REDUCED_REDUNDANCY",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER",
  "DEEP_ARCHIVE",
  "GLACIER_IR",
];

/** Amazon S3 User Guide, "Canned ACL". */
const cannedAcls = [
  "private",
  "public-read",
  "public-read-write",
  "authenticated-read",
  "aws-exec-read",
  "bucket-owner-read",
  "bucket-owner-full-control",
];

/** Headers whose effect is not emulated, and which are refused. */
const refusedHeaders = [
  "x-amz-server-side-encryption-customer-algorithm",
  "x-amz-object-lock-mode",
  "x-amz-object-lock-legal-hold",
  "x-amz-write-offset-bytes",
  "x-amz-grant-read",
  "x-amz-grant-full-control",
];

export interface AttributeSource {
  /** Returns a header, or a field of a form. */
  readonly header: (name: string) => string | undefined;
  /** Lower-case names of all headers or fields. */
  readonly names: readonly string[];
}

/** Reads what a write says of an object. @throws S3Error */
export function attributesOf({ bucket }: Pick<Call, "bucket">, { header, names }: AttributeSource): ObjectAttributes {
  const refused = refusedHeaders.find((name) => header(name) !== undefined);
  if (refused !== undefined) throw new S3Error("NotImplemented", `the local cloud does not emulate ${refused}`);
  const storageClass = header("x-amz-storage-class");
  if (storageClass !== undefined && !storageClasses.includes(storageClass)) {
    throw new S3Error("InvalidStorageClass", "The storage class you specified is not valid", {
      members: { StorageClassRequested: storageClass },
    });
  }
  return {
    headers: headersOf(header),
    metadata: metadataOf({ header, names }),
    tags: parseTagQuery(header("x-amz-tagging")),
    acl: aclOf(bucket, header("x-amz-acl")),
    storageClass: storageClass === "STANDARD" ? undefined : storageClass,
    encryption: encryptionOf(bucket, header),
  };
}

function headersOf(header: AttributeSource["header"]): Record<string, string> {
  const encodings = (header("content-encoding") ?? "")
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "" && each !== "aws-chunked");
  const stored = storedHeaders.flatMap((name) => {
    const value = header(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    "content-type": header("content-type") || defaultContentType,
    ...Object.fromEntries(stored),
    ...(encodings.length === 0 ? {} : { "content-encoding": encodings.join(",") }),
  };
}

function metadataOf({ header, names }: AttributeSource): Record<string, string> {
  const prefix = "x-amz-meta-";
  const entries = names
    .filter((name) => name.startsWith(prefix))
    .map((name) => [name.slice(prefix.length), header(name) ?? ""] as const);
  const size = entries.reduce((sum, [name, value]) => sum + name.length + Buffer.byteLength(value), 0);
  if (size > maxMetadata) {
    throw new S3Error("MetadataTooLarge", undefined, { members: { Size: size, MaxSizeAllowed: maxMetadata } });
  }
  return Object.fromEntries(entries);
}

function aclOf({ ownership, publicAccess }: Call["bucket"], acl: string | undefined): string | undefined {
  if (acl === undefined) return undefined;
  if (!cannedAcls.includes(acl)) throw invalidArgument("", "x-amz-acl", acl);
  if (ownership === "BucketOwnerEnforced" && !["private", "bucket-owner-full-control"].includes(acl)) {
    throw new S3Error("AccessControlListNotSupported", "The bucket does not allow ACLs");
  }
  if (publicAccess.blockPublicAcls && acl.startsWith("public-")) {
    throw new S3Error("AccessDenied", "Access Denied: the bucket's public access block rejects public ACLs");
  }
  return acl;
}

function encryptionOf({ encryption }: Call["bucket"], header: AttributeSource["header"]): Encryption {
  const algorithm = header("x-amz-server-side-encryption");
  const keyId = header("x-amz-server-side-encryption-aws-kms-key-id");
  if (algorithm === undefined) return encryption;
  if (!["AES256", "aws:kms", "aws:kms:dsse"].includes(algorithm)) {
    throw invalidArgument(
      "The encryption method specified is not supported",
      "x-amz-server-side-encryption",
      algorithm,
    );
  }
  return algorithm === "AES256" ? { algorithm } : { algorithm, keyId: keyId ?? encryption.keyId };
}

export function encryptionHeaders({ algorithm, keyId }: Encryption): Record<string, string | undefined> {
  return {
    "x-amz-server-side-encryption": algorithm,
    "x-amz-server-side-encryption-aws-kms-key-id": algorithm === "AES256" ? undefined : keyId,
  };
}
