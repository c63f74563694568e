import { Readable } from "node:stream";
import { text as readText, buffer as readBuffer } from "node:stream/consumers";
import { serviceEndpoint } from "../../kernel/protocols/serviceEndpoint";
import type { ObjectAccess } from "../interpreter/host";
import { StateError } from "../interpreter/stateError";
import type { JsonObject } from "../language/json";
import type { TaskContext } from "./taskContext";

/** A request to S3 in path style. */
export interface ObjectRequest {
  readonly method: "GET" | "PUT" | "HEAD" | "DELETE";
  /** Empty for a request to the service. */
  readonly bucket: string;
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface ObjectAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An error that S3 returned. */
export class ObjectError extends Error {
  override readonly name = "ObjectError";

  constructor(
    readonly statusCode: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Sends a request to S3 as the machine's role. @throws ObjectError */
export async function sendToObjects(
  context: Pick<TaskContext, "registry" | "principal" | "region" | "traceHeader">,
  request: ObjectRequest,
): Promise<ObjectAnswer> {
  const answer = await openObject(context, request);
  return { headers: answer.headers, body: await bytesOf(answer.body) };
}

interface OpenAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}

/** Sends a request to S3, and does not read the body of the answer. @throws ObjectError */
async function openObject(
  context: Parameters<typeof sendToObjects>[0],
  { method, bucket, key = "", query = {}, headers = {}, body = Buffer.alloc(0) }: ObjectRequest,
): Promise<OpenAnswer> {
  const path = [bucket, ...key.split("/")].map(encodeURIComponent).join("/").replace(/\/$/, "");
  const parameters = new URLSearchParams(query).toString();
  const answer = await context.registry.use(serviceEndpoint).send({
    ...{ service: "s3", principal: context.principal, region: context.region, traceHeader: context.traceHeader },
    method,
    target: `/${path}${parameters === "" ? "" : `?${parameters}`}`,
    headers: { host: "s3", "content-length": String(body.length), ...headers },
    body,
  });
  if (answer === undefined) throw new ObjectError(400, "NotImplemented", "the local cloud does not emulate s3");
  if (answer.errorType !== undefined) {
    const [, message = answer.errorType] = /<Message>([^]*?)<\/Message>/.exec(await textOf(answer.body)) ?? [];
    throw new ObjectError(answer.statusCode, answer.errorType, message);
  }
  return { headers: lowerCased(answer.headers), body: answer.body };
}

type Body = string | Buffer | Readable;

async function textOf(body: Body): Promise<string> {
  return typeof body === "string" || Buffer.isBuffer(body) ? body.toString() : readText(body);
}

async function bytesOf(body: Body): Promise<Buffer> {
  if (typeof body === "string") return Buffer.from(body);
  return Buffer.isBuffer(body) ? body : readBuffer(body);
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Returns the texts of all elements of a name. */
export function elements(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^]*?)</${name}>`, "g"))].map(([, text]) => text!);
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

/** Returns the text of the first element of a name; empty without one. */
export function elementText(xml: string, name: string): string {
  return (elements(xml, name)[0] ?? "").replace(/&(#\d+|#x[\da-f]+|\w+);/gi, (all, code: string) => {
    if (code.startsWith("#x")) return String.fromCodePoint(parseInt(code.slice(2), 16));
    if (code.startsWith("#")) return String.fromCodePoint(Number(code.slice(1)));
    return entities[code] ?? all;
  });
}

/** Returns S3 for the data sets and results of distributed maps. */
export function objectAccess(context: Parameters<typeof sendToObjects>[0]): ObjectAccess {
  return {
    list: (bucket, prefix) => listPages(context, bucket, prefix),
    read: async (bucket, key, versionId) => {
      const query = versionId === undefined ? {} : { versionId };
      const { body } = await asItemReader(openObject(context, { method: "GET", bucket, key, query }));
      return body instanceof Readable ? body : Readable.from([Buffer.from(body)]);
    },
    write: async (bucket, key, body) => {
      const headers = { "content-type": "application/json" };
      const request: ObjectRequest = { method: "PUT", bucket, key, headers, body: Buffer.from(body) };
      await asItemReader(sendToObjects(context, request));
    },
  };
}

async function* listPages(
  context: Parameters<typeof sendToObjects>[0],
  bucket: string,
  prefix: string,
): AsyncGenerator<readonly JsonObject[]> {
  for (let token = ""; ;) {
    const query = { "list-type": "2", prefix, ...(token === "" ? {} : { "continuation-token": token }) };
    const { body } = await asItemReader(sendToObjects(context, { method: "GET", bucket, query }));
    const xml = body.toString();
    yield elements(xml, "Contents").map(listedObject);
    token = elementText(xml, "NextContinuationToken");
    if (token === "") return;
  }
}

/** Returns an object as the items of a Map contain it (Developer Guide, "ItemReader"). */
function listedObject(xml: string): JsonObject {
  return {
    Etag: elementText(xml, "ETag"),
    Key: elementText(xml, "Key"),
    LastModified: Math.floor(Date.parse(elementText(xml, "LastModified")) / 1_000),
    Size: Number(elementText(xml, "Size")),
    StorageClass: elementText(xml, "StorageClass"),
  };
}

async function asItemReader<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ObjectError)) throw error;
    const { statusCode, code, message } = error;
    const cause = `${message} (Service: Amazon S3; Status Code: ${String(statusCode)}; Error Code: ${code})`;
    throw new StateError("States.ItemReaderFailed", cause);
  }
}
