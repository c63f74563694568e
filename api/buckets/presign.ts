import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { Granted } from "../kinds/kind";
import type { OpenBucket } from "./open";

/** A signed request. Anyone who has it can send it, repeatedly, until it expires. */
interface Presigned {
  /** Default: 300. The credentials of the function's role end earlier than 12 hours. */
  readonly expiresInSeconds?: number;
  readonly key: string;
}

export interface UploadForm extends Presigned {
  /** Media type that the upload must have. */
  readonly contentType: string;
  readonly maxBytes: number;
  /** Default: 1, which rejects empty files. */
  readonly minBytes?: number;
}

/** A form of multipart/form-data. The file is its last field, named `file`. */
export interface PresignedForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Returns a form with which a client uploads one object. S3 rejects another key, media type or size. */
export async function uploadForm(
  { client, name }: OpenBucket & Granted<"PutObject">,
  { key, contentType, maxBytes, minBytes = 1, expiresInSeconds = 300 }: UploadForm,
): Promise<PresignedForm> {
  const { url, fields } = await createPresignedPost(client, {
    Bucket: name!,
    Key: key,
    Expires: expiresInSeconds,
    Fields: { "Content-Type": contentType },
    Conditions: [
      ["content-length-range", minBytes, maxBytes],
      ["eq", "$Content-Type", contentType],
    ],
  });
  return { url, fields };
}

export interface UploadUrl extends Presigned {
  /** Media type that the upload must have, as its header Content-Type. */
  readonly contentType: string;
  /** Size that the upload must have. */
  readonly bytes: number;
}

/** Returns a URL for one PUT. S3 rejects another media type or size, which the signature covers. */
export function uploadUrl(
  { client, name }: OpenBucket & Granted<"PutObject">,
  { key, contentType, bytes, expiresInSeconds = 300 }: UploadUrl,
): Promise<string> {
  const command = new PutObjectCommand({ Bucket: name, Key: key, ContentType: contentType, ContentLength: bytes });
  const signableHeaders = new Set(["content-type", "content-length", "host"]);
  return getSignedUrl(client, command, { expiresIn: expiresInSeconds, signableHeaders });
}

export interface DownloadUrl extends Presigned {
  /** Name under which browsers store the file. Default: they show it. */
  readonly fileName?: string;
}

/** Returns a URL for a GET of one object. */
export function downloadUrl(
  { client, name }: OpenBucket & Granted<"GetObject">,
  { key, fileName, expiresInSeconds = 300 }: DownloadUrl,
): Promise<string> {
  // RFC 6266: UTF-8 in an extended parameter. encodeURIComponent leaves four characters that RFC 8187 excludes.
  const encoded = encodeURIComponent(fileName ?? "").replace(
    /['()*]/g,
    (each) => `%${each.charCodeAt(0).toString(16)}`,
  );
  const disposition =
    fileName === undefined ? {} : { ResponseContentDisposition: `attachment; filename*=UTF-8''${encoded}` };
  const command = new GetObjectCommand({ Bucket: name, Key: key, ...disposition });
  return getSignedUrl(client, command, { expiresIn: expiresInSeconds });
}
