import { randomFillSync } from "node:crypto";

/** Bytes that one call of the operating system fills: each call takes ten times as long as copying an id. */
const blockBytes = 8_192;

let block: Buffer<ArrayBuffer> = Buffer.alloc(0);
let used = 0;

/** Returns random bytes for an id. Secrets take `randomBytes` of node:crypto. @param count at most 8,192 */
export function takeRandomBytes(count: number): Buffer {
  if (used + count > block.length) {
    block = randomFillSync(Buffer.alloc(blockBytes));
    used = 0;
  }
  used += count;
  return block.subarray(used - count, used);
}
