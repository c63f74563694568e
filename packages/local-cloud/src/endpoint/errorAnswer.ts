import type { IncomingHttpHeaders } from "node:http";
import { escapeXml } from "../kernel/protocols/xml";

/** Error code for requests that are not emulated. */
export const notEmulatedCode = "NotEmulatedException";

/** Encodes an error for the caller's SDK: CBOR, XML of S3, EC2 or the query protocol, otherwise JSON. */
export function errorAnswer(
  service: string,
  headers: IncomingHttpHeaders,
  sentence: string,
): [contentType: string, body: string | Buffer] {
  const error = `<Error><Code>${notEmulatedCode}</Code><Message>${escapeXml(sentence)}</Message></Error>`;
  if (headers["smithy-protocol"] === "rpc-v2-cbor") {
    return ["application/cbor", cborMap({ __type: notEmulatedCode, message: sentence })];
  }
  if (service === "s3") return ["application/xml", error];
  if (service === "ec2") return ["text/xml", `<Response><Errors>${error}</Errors></Response>`];
  if (headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true) {
    return ["text/xml", `<ErrorResponse>${error}</ErrorResponse>`];
  }
  return ["application/json", JSON.stringify({ __type: notEmulatedCode, message: sentence })];
}

/** Encodes fewer than 24 strings as a map (RFC 8949, 3.1: major types 5 and 3). */
function cborMap(entries: Readonly<Record<string, string>>): Buffer {
  const all = Object.entries(entries);
  return Buffer.concat([Buffer.from([0xa0 | all.length]), ...all.flat().map(cborText)]);
}

function cborText(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head = Buffer.alloc(5);
  // String with a length of four bytes.
  head.writeUInt8(0x7a);
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}
