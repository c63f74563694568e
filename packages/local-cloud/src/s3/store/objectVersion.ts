import type { Checksum } from "../protocol/checksums";

/** Consecutive bytes of an object: one for each part of a multipart upload. */
export interface Segment {
  readonly blob: string;
  /** Bytes. */
  readonly size: number;
}

/** Size and checksum of one part of an uploaded object. */
export interface PartSummary {
  readonly number: number;
  readonly size: number;
  readonly checksum: Checksum | undefined;
}

/** Attributes that a write gives an object beside its bytes. */
export interface ObjectAttributes {
  /** Stored headers by lower-case name: `content-type`, `cache-control`. */
  readonly headers: Readonly<Record<string, string>>;
  /** User-defined metadata by lower-case name, without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Canned ACL; `private` without one. */
  readonly acl?: string | undefined;
  readonly storageClass?: string | undefined;
  readonly encryption: Encryption;
}

export interface Encryption {
  readonly algorithm: string;
  readonly keyId?: string | undefined;
}

/** One version of an object, or a delete marker. */
export interface ObjectVersion extends ObjectAttributes {
  /** `null` in a bucket without versioning. */
  readonly versionId: string;
  readonly isDeleteMarker?: true | undefined;
  readonly segments: readonly Segment[];
  readonly size: number;
  /** Without quotes. */
  readonly eTag: string;
  /** Epoch milliseconds. */
  readonly modified: number;
  readonly checksum?: Checksum | undefined;
  /** Present for an object of a multipart upload. */
  readonly parts?: readonly PartSummary[] | undefined;
  /** Hash of the object's declaration; absent if the program does not declare the object. */
  readonly declared?: string | undefined;
}

/** A multipart upload in progress. */
export interface Upload extends ObjectAttributes {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  /** Epoch milliseconds. */
  readonly initiated: number;
  readonly checksum?: Pick<Checksum, "algorithm" | "type"> | undefined;
}

export interface UploadedPart {
  readonly number: number;
  readonly segment: Segment;
  /** Without quotes. */
  readonly eTag: string;
  /** Epoch milliseconds. */
  readonly modified: number;
  readonly checksum: Checksum | undefined;
}

/** Version id of objects that are stored without versioning. */
export const nullVersion = "null";
