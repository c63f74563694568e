import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { DurableMap } from "../../src/kernel/durableMap";
import { bytesOf, FileBlobs } from "../../src/s3/store/blobs";
import { ObjectStore, type StoredEntry } from "../../src/s3/store/objectStore";
import { root } from "../support/program";

const script = "packages/local-cloud/tests/s3/storeWriter.ts";

/** Starts a writer, and kills it after it has stored some objects. @returns digests by key, as the writer printed them */
async function writeUntilKilled(dataDir: string, objects: number): Promise<Map<string, string>> {
  const args = ["-r", join(root, "packages/register.cjs"), join(root, script), dataDir];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const digests = new Map<string, string>();
  let count = 0;
  for await (const line of createInterface(child.stdout)) {
    const [key = "", digest = ""] = line.split(" ");
    digests.set(key, digest);
    count += 1;
    if (count === objects) child.kill("SIGKILL");
  }
  await ended;
  return digests;
}

describe("the objects with --data, after their process is killed in the middle of a write", () => {
  let dataDir: string;
  before(() => (dataDir = mkdtempSync(join(tmpdir(), "s3-killed-"))));
  after(() => rmSync(dataDir, { recursive: true, force: true }));

  for (const objects of [1, 4, 11]) {
    it(`are whole, and the ${String(objects)} confirmed writes or later ones are there`, async () => {
      const confirmed = await writeUntilKilled(dataDir, objects);
      const map = DurableMap.open<StoredEntry>(dataDir, "s3");
      const files = new FileBlobs(join(dataDir, "s3-objects"));
      const store = new ObjectStore(map, files);
      files.removeOthers(store.blobIds());
      const keys = store.keys("bucket");
      expect(keys).to.include.members([...confirmed.keys()]);
      for (const key of keys) {
        const { segments, eTag } = store.current("bucket", key)!;
        const bytes = await bytesOf(files, segments, { first: 0, last: 499_999 });
        expect(bytes.length).to.equal(500_000);
        expect(createHash("sha256").update(bytes).digest("hex")).to.equal(eTag);
      }
      expect(readdirSync(join(dataDir, "s3-objects"))).to.have.length(2 * keys.length);
      map.close();
    });
  }
});
