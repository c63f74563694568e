import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { DurableMap } from "../../src/kernel/durableMap";
import { FileBlobs } from "../../src/s3/store/blobs";
import { ObjectStore, type StoredEntry } from "../../src/s3/store/objectStore";
import type { ObjectVersion } from "../../src/s3/store/objectVersion";

/** Replaces objects without end, two parts each. Prints the key and the digest of each stored object. */
async function main([dataDir = ""]: readonly string[]): Promise<void> {
  const store = new ObjectStore(
    DurableMap.open<StoredEntry>(dataDir, "s3"),
    new FileBlobs(join(dataDir, "s3-objects")),
  );
  for (let count = 0; ; count += 1) {
    const key = `key-${String(count % 3)}`;
    const parts = [randomBytes(300_000), randomBytes(200_000)];
    const segments = [];
    for (const bytes of parts) segments.push({ blob: await store.blobs.write(bytes), size: bytes.length });
    const digest = createHash("sha256").update(Buffer.concat(parts)).digest("hex");
    const version = { id: String(count), eTag: digest, size: 500_000, segments } as unknown as ObjectVersion;
    store.setVersions("bucket", key, [version]);
    process.stdout.write(`${key} ${digest}\n`);
  }
}

void main(process.argv.slice(2));
