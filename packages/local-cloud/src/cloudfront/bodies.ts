import { PassThrough, Readable } from "node:stream";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { headerOf, withHeader, withoutHeaders } from "./headers";
import type { EdgeAnswer } from "./model";
import { normalizedEncoding } from "./select";
import type { Behavior, ViewerRequest } from "./model";

/** Bytes of bodies that CloudFront compresses (CloudFront Developer Guide, "Serve compressed files"). */
const compressible = { min: 1_000, max: 10_000_000 };

/** Content types that CloudFront compresses (the same page). */
const compressedTypes: readonly RegExp[] = [
  /^text\//,
  /^application\/(?:.*\+)?(?:json|xml|javascript|x-javascript)$/,
  /^application\/(?:dash\+xml|eot|font|font-sfnt|opentype|otf|pdf|pkcs7-mime|protobuf|rss\+xml|truetype|ttf|vnd\.apple\.mpegurl|vnd\.mapbox-vector-tile|vnd\.ms-fontobject|wasm|xhtml\+xml|x-font-opentype|x-font-truetype|x-font-ttf|x-httpd-cgi|x-mpegurl|x-opentype|x-otf|x-perl|x-ttf)$/,
  /^font\//,
  /^image\/svg\+xml$/,
];

/** Ends the connection of a body that is not sent. */
export function dropBody({ body }: Pick<EdgeAnswer, "body">): void {
  if (!Buffer.isBuffer(body)) (body as { destroy?: () => void }).destroy?.();
}

/** Reads a body, up to a limit. @returns a stream of the whole body if it is larger. */
export async function readUpTo(body: EdgeAnswer["body"], limit: number): Promise<EdgeAnswer["body"]> {
  if (Buffer.isBuffer(body)) return body;
  const chunks: Buffer[] = [];
  let bytes = 0;
  const iterator = (body as Readable)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  for (;;) {
    const next = await iterator.next();
    if (next.done === true) return Buffer.concat(chunks);
    chunks.push(next.value);
    bytes += next.value.length;
    if (bytes > limit) return Readable.from(replay(chunks, iterator), { objectMode: false });
  }
}

async function* replay(first: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** Reports the size of a body when it has been sent. */
export function countBytes(body: EdgeAnswer["body"], report: (bytes: number) => void): EdgeAnswer["body"] {
  if (Buffer.isBuffer(body)) {
    report(body.length);
    return body;
  }
  let bytes = 0;
  const counted = new PassThrough({
    transform: (chunk: Buffer, _, done) => {
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  counted.once("close", () => report(bytes));
  body.once("error", (error: Error) => counted.destroy(error));
  counted.once("close", () => (body as Readable).destroy());
  return body.pipe(counted);
}

const [compressGzip, compressBrotli] = [promisify(gzip), promisify(brotliCompress)];

/** Compresses an answer if the behavior and the viewer allow it. Compressed answers have a weak ETag. */
export async function compressed(answer: EdgeAnswer, behavior: Behavior, request: ViewerRequest): Promise<EdgeAnswer> {
  const encoding = normalizedEncoding(request.headers, behavior.cache)?.split(",")[0];
  if (!behavior.compresses || encoding === undefined || !isCompressible(answer)) return answer;
  const body = await readUpTo(answer.body, compressible.max);
  if (!Buffer.isBuffer(body)) return { ...answer, body };
  const small = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
  const bytes = encoding === "br" ? await compressBrotli(body, small) : await compressGzip(body);
  const eTag = headerOf(answer.headers, "etag");
  let headers = withHeader(withoutHeaders(answer.headers, ["content-length"]), "Content-Encoding", encoding);
  headers = withHeader(headers, "Vary", "Accept-Encoding");
  if (eTag !== undefined && !eTag.startsWith("W/")) headers = withHeader(headers, "ETag", `W/${eTag}`);
  return { ...answer, headers, body: bytes };
}

function isCompressible({ status, headers }: EdgeAnswer): boolean {
  const length = Number(headerOf(headers, "content-length") ?? Number.NaN);
  const type = (headerOf(headers, "content-type") ?? "").split(";", 1)[0]!.trim().toLowerCase();
  return (
    [200, 403, 404].includes(status) &&
    headerOf(headers, "content-encoding") === undefined &&
    length >= compressible.min &&
    length <= compressible.max &&
    compressedTypes.some((each) => each.test(type))
  );
}
