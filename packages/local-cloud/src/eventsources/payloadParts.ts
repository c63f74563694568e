/** Largest payload of a synchronous call in bytes (Lambda quotas: 6 MB). */
export const maxPayload = 6_291_456;

/** Bytes of an event without records. */
const frame = '{"Records":[]}'.length;

/** Divides the records of a batch, in order, into parts whose events have at most the size of a payload. */
export function payloadParts<T>(records: readonly T[], eventRecord: (record: T) => object): T[][] {
  const parts: T[][] = [];
  let bytes = Infinity;
  for (const record of records) {
    const size = Buffer.byteLength(JSON.stringify(eventRecord(record))) + 1;
    if (bytes + size > maxPayload) {
      parts.push([]);
      bytes = frame;
    }
    parts.at(-1)!.push(record);
    bytes += size;
  }
  return parts;
}
