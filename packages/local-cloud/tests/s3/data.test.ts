import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { objects } from "../../src/kernel/interfaces/objects";
import { FileBlobs, MemoryBlobs, streamOf } from "../../src/s3/store/blobs";
import { refusalOf, startS3, type S3Caller } from "./support";

const Bucket = "data-of-tests";

describe("S3 with --data", () => {
  let dataDir: string;
  beforeEach(() => (dataDir = mkdtempSync(join(tmpdir(), "s3-"))));
  afterEach(() => rmSync(dataDir, { recursive: true }));

  const start = (content: string) =>
    startS3(
      `const bucket = new aws.s3.Bucket("data", { bucket: "${Bucket}" });
       new aws.s3.BucketObject("own", { bucket: bucket.id, key: "own", content: "${content}" });`,
      { dataDir },
    );
  const read = async ({ s3 }: S3Caller, Key: string) =>
    (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToString();

  it("has objects and uploads after a restart, and follows a changed declaration", async () => {
    let caller = await start("1");
    const put = (Key: string, Body: string) => caller.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    await put("a\0b", "kept");
    await put("own", "2");
    await put("gone", "x");
    await caller.s3.send(new DeleteObjectCommand({ Bucket, Key: "gone" }));
    const Key = "parts";
    const { UploadId } = await caller.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const { ETag } = await caller.s3.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: "part" }),
    );
    await caller.stop();
    writeFileSync(join(dataDir, "s3-objects", "orphan.part"), "x");

    caller = await start("1");
    expect([await read(caller, "a\0b"), await read(caller, "own")]).to.deep.equal(["kept", "2"]);
    const Parts = [{ PartNumber: 1, ETag }];
    await caller.s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
    await caller.stop();

    caller = await start("3");
    expect([await read(caller, "own"), await read(caller, "parts")]).to.deep.equal(["3", "part"]);
    const { Contents } = await caller.s3.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents!.map((object) => object.Key)).to.deep.equal(["a\0b", "own", "parts"]);
    // The files of replaced and removed objects are gone.
    expect(readdirSync(join(dataDir, "s3-objects"))).to.have.length(3);
    await caller.stop();
  });
});

describe("the objects of a run", () => {
  it("are visible to other services, declared or put", async () => {
    const caller = await startS3(
      `const bucket = new aws.s3.Bucket("data", { bucket: "${Bucket}" });
       new aws.s3.BucketObject("own", { bucket: bucket.id, key: "own", content: "1", contentType: "text/plain" });`,
    );
    await caller.s3.send(new PutObjectCommand({ Bucket, Key: "put", Body: "2" }));
    const shared = caller.started.cloud.registry.use(objects);
    expect([shared.hasBucket(Bucket), shared.hasBucket("other")]).to.deep.equal([true, false]);
    expect(await shared.read(Bucket, "own")).to.deep.include({ contentType: "text/plain", body: Buffer.from("1") });
    expect((await shared.read(Bucket, "put"))!.body.toString()).to.equal("2");
    expect(await shared.read(Bucket, "none")).to.equal(undefined);
    await caller.s3.send(new PutObjectCommand({ Bucket, Key: "own", Body: "3" }));
    await shared.reset();
    const { Contents } = await caller.s3.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents!.map(({ Key }) => Key)).to.deep.equal(["own"]);
    expect((await shared.read(Bucket, "own"))!.body.toString()).to.equal("1");
    await caller.stop();
  });

  it("have up to 100 MiB, and larger ones are refused", async () => {
    const caller = await startS3(`new aws.s3.Bucket("data", { bucket: "${Bucket}" });`);
    const put = (bytes: number) =>
      caller.s3.send(new PutObjectCommand({ Bucket, Key: "large", Body: Buffer.alloc(bytes) }));
    const size = 100 * 1024 * 1024;
    await put(size);
    const { Contents } = await caller.s3.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents!.map(({ Size }) => Size)).to.deep.equal([size]);
    for (const more of [1, 10 * 1024 * 1024]) {
      expect((await refusalOf(put(size + more))).slice(0, 2)).to.deep.equal(["EntityTooLarge", 400]);
    }
    await caller.stop();
  }).timeout(20_000);
});

describe("stored bytes", () => {
  it("are bounded in memory", async () => {
    const blobs = new MemoryBlobs(10);
    const id = await blobs.write(Buffer.alloc(6));
    const [name, , message] = await refusalOf(blobs.write(Buffer.alloc(5)));
    expect([name, message]).to.deep.equal([
      "S3Error",
      "the objects of this run exceed 10 bytes of memory: delete some, or run with --data to store them in files",
    ]);
    blobs.remove([id]);
    await blobs.write(Buffer.alloc(10));
  });

  for (const kind of ["memory", "files"]) {
    it(`in ${kind} stay until a reader has finished`, async () => {
      const folder = mkdtempSync(join(tmpdir(), "s3-"));
      const blobs = kind === "memory" ? new MemoryBlobs() : new FileBlobs(folder);
      const id = await blobs.write(Buffer.from("bytes"));
      const stream = streamOf(blobs, [{ blob: id, size: 5 }], { first: 1, last: 3 });
      blobs.remove([id]);
      const read: Buffer[] = [];
      for await (const piece of stream) read.push(piece as Buffer);
      expect(Buffer.concat(read).toString()).to.equal("yte");
      rmSync(folder, { recursive: true });
    });
  }
});
