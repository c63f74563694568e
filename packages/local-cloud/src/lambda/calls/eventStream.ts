import { crc32 } from "node:zlib";

/** Type of a header's value that is a string (smithy.io, "Amazon Event Stream specification"). */
const stringType = 7;

/**
 * Encodes a message of AWS's binary event streams: lengths, headers and payload, each part with its CRC.
 *
 * @param headers texts of at most 65,535 bytes, by names of at most 255 bytes.
 */
export function eventStreamMessage(headers: Readonly<Record<string, string>>, payload: Buffer): Buffer {
  const encoded = Buffer.concat(Object.entries(headers).map(([name, value]) => headerOf(name, value)));
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(prelude.length + encoded.length + payload.length + 8, 0);
  prelude.writeUInt32BE(encoded.length, 4);
  const message = Buffer.concat([prelude, checksum(prelude), encoded, payload]);
  return Buffer.concat([message, checksum(message)]);
}

function headerOf(name: string, value: string): Buffer {
  const [nameBytes, valueBytes] = [Buffer.from(name), Buffer.from(value)];
  const length = Buffer.alloc(2);
  length.writeUInt16BE(valueBytes.length);
  return Buffer.concat([Buffer.from([nameBytes.length]), nameBytes, Buffer.from([stringType]), length, valueBytes]);
}

function checksum(bytes: Buffer): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum;
}
