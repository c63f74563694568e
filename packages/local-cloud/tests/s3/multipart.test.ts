import { createHash } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type CompletedPart,
  type CreateMultipartUploadCommandInput,
  type ListMultipartUploadsCommandOutput,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { refusalOf, startS3, type S3Caller } from "./support";

const Bucket = "parts-of-tests";
const five = Buffer.alloc(5 * 1024 * 1024, "5");
const md5 = (bytes: Buffer) => createHash("md5").update(bytes).digest();

describe("multipart uploads of S3", () => {
  let caller: S3Caller;
  before(async () => {
    caller = await startS3(`new aws.s3.Bucket("parts", { bucket: "${Bucket}" });`);
  });
  after(() => caller.stop());

  const begin = async (Key: string, input: Partial<CreateMultipartUploadCommandInput> = {}) =>
    (await caller.s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...input }))).UploadId!;
  const upload = async (Key: string, UploadId: string, PartNumber: number, Body: Buffer) => {
    const part = await caller.s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
    const { ETag, ChecksumCRC32 } = part;
    return { PartNumber, ETag: ETag!, ...(ChecksumCRC32 === undefined ? {} : { ChecksumCRC32 }) };
  };
  const complete = (Key: string, UploadId: string, Parts: CompletedPart[], more: object = {}) =>
    caller.s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }));

  it("join parts in the order of their numbers, with the ETag of the parts", async () => {
    const id = await begin("joined", {
      ChecksumAlgorithm: "CRC32",
      Metadata: { a: "1" },
      ContentType: "text/plain",
      Tagging: "t=1",
    });
    const last = await upload("joined", id, 7, Buffer.from("end"));
    const first = await upload("joined", id, 2, five);
    const { ETag, ChecksumCRC32 } = await complete("joined", id, [first, last]);
    const digest = md5(Buffer.concat([md5(five), md5(Buffer.from("end"))])).toString("hex");
    expect(ETag).to.equal(`"${digest}-2"`);
    expect(ChecksumCRC32).to.match(/-2$/);
    const answer = await caller.s3.send(new GetObjectCommand({ Bucket, Key: "joined" }));
    expect([answer.ContentLength, answer.Metadata, answer.ContentType, answer.TagCount]).to.deep.equal([
      five.length + 3,
      { a: "1" },
      "text/plain",
      1,
    ]);
    expect(
      Buffer.from(await answer.Body!.transformToByteArray()).equals(Buffer.concat([five, Buffer.from("end")])),
    ).to.equal(true);
    const Range = `bytes=${five.length - 2}-${five.length + 1}`;
    const range = await caller.s3.send(new GetObjectCommand({ Bucket, Key: "joined", Range }));
    expect(await range.Body!.transformToString()).to.equal("55en");
    const part = await caller.s3.send(new GetObjectCommand({ Bucket, Key: "joined", PartNumber: 2 }));
    expect([part.PartsCount, await part.Body!.transformToString()]).to.deep.equal([2, "end"]);
    const head = await caller.s3.send(new HeadObjectCommand({ Bucket, Key: "joined", PartNumber: 1 }));
    expect(head.ContentLength).to.equal(five.length);
  });

  it("have a checksum of the whole object if the upload asks for it", async () => {
    const id = await begin("whole", { ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" });
    const parts = [await upload("whole", id, 1, five), await upload("whole", id, 2, Buffer.from("end"))];
    const { ChecksumCRC32, ChecksumType } = await complete("whole", id, parts);
    const put = await caller.s3.send(
      new PutObjectCommand({ Bucket, Key: "single", Body: Buffer.concat([five, Buffer.from("end")]) }),
    );
    expect([ChecksumCRC32, ChecksumType]).to.deep.equal([put.ChecksumCRC32, "FULL_OBJECT"]);
  });

  it("copy parts of other objects", async () => {
    await caller.s3.send(new PutObjectCommand({ Bucket, Key: "source", Body: "0123456789" }));
    const id = await begin("copied");
    const copy = (CopySourceRange: string) =>
      caller.s3.send(
        new UploadPartCopyCommand({
          Bucket,
          Key: "copied",
          UploadId: id,
          PartNumber: 1,
          CopySource: `${Bucket}/source`,
          CopySourceRange,
        }),
      );
    const { CopyPartResult } = await copy("bytes=2-4");
    await complete("copied", id, [{ PartNumber: 1, ETag: CopyPartResult!.ETag! }]);
    const answer = await caller.s3.send(new GetObjectCommand({ Bucket, Key: "copied" }));
    expect(await answer.Body!.transformToString()).to.equal("234");
    expect((await refusalOf(copy("bytes=2-4")))[0]).to.equal("NoSuchUpload");
  });

  it("list their parts and themselves, in pages", async () => {
    const ids = [await begin("list/a"), await begin("list/a"), await begin("list/b")];
    for (const number of [3, 1, 2]) await upload("list/a", ids[0]!, number, Buffer.from("x"));
    const place = { Bucket, Key: "list/a", UploadId: ids[0]! };
    const first = await caller.s3.send(new ListPartsCommand({ ...place, MaxParts: 2 }));
    expect([first.Parts!.map(({ PartNumber }) => PartNumber), first.IsTruncated]).to.deep.equal([[1, 2], true]);
    const PartNumberMarker = first.NextPartNumberMarker!;
    const second = await caller.s3.send(new ListPartsCommand({ ...place, PartNumberMarker }));
    expect([second.Parts!.map(({ PartNumber, Size }) => [PartNumber, Size]), second.IsTruncated]).to.deep.equal([
      [[3, 1]],
      false,
    ]);
    const found: string[] = [];
    let marker: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
    while (marker !== undefined) {
      const page: ListMultipartUploadsCommandOutput = await caller.s3.send(
        new ListMultipartUploadsCommand({ Bucket, Prefix: "list/", MaxUploads: 1, ...marker }),
      );
      found.push(...(page.Uploads ?? []).map(({ UploadId }) => UploadId!));
      marker =
        page.IsTruncated === true
          ? { KeyMarker: page.NextKeyMarker!, UploadIdMarker: page.NextUploadIdMarker! }
          : undefined;
    }
    expect(found).to.have.members(ids).and.have.length(3);
  });

  it("are gone after they are aborted", async () => {
    const id = await begin("aborted");
    await upload("aborted", id, 1, Buffer.from("x"));
    const abort = () => caller.s3.send(new AbortMultipartUploadCommand({ Bucket, Key: "aborted", UploadId: id }));
    await abort();
    expect((await refusalOf(abort())).slice(0, 2)).to.deep.equal(["NoSuchUpload", 404]);
    expect((await refusalOf(upload("aborted", id, 1, Buffer.from("x"))))[0]).to.equal("NoSuchUpload");
  });

  it("create an object only once with If-None-Match", async () => {
    await caller.s3.send(new PutObjectCommand({ Bucket, Key: "taken", Body: "x" }));
    const id = await begin("taken");
    const part = await upload("taken", id, 1, Buffer.from("y"));
    expect((await refusalOf(complete("taken", id, [part], { IfNoneMatch: "*" }))).slice(0, 2)).to.deep.equal([
      "PreconditionFailed",
      412,
    ]);
  });

  it("refuse parts that are small, unknown or out of order", async () => {
    const id = await begin("refused");
    const parts = [
      await upload("refused", id, 1, Buffer.from("x")),
      await upload("refused", id, 2, Buffer.from("y")),
    ] as const;
    const refuse = async (given: CompletedPart[]) => (await refusalOf(complete("refused", id, given))).slice(0, 2);
    expect(await refuse([...parts])).to.deep.equal(["EntityTooSmall", 400]);
    expect(await refuse([parts[1], parts[0]])).to.deep.equal(["InvalidPartOrder", 400]);
    expect(await refuse([{ PartNumber: 3, ETag: parts[0].ETag }])).to.deep.equal(["InvalidPart", 400]);
    expect(await refuse([{ ...parts[0], ETag: parts[1].ETag }])).to.deep.equal(["InvalidPart", 400]);
    expect(await refuse([])).to.deep.equal(["MalformedXML", 400]);
    for (const number of [0, 10_001]) {
      expect((await refusalOf(upload("refused", id, number, Buffer.from("x"))))[0]).to.equal("InvalidArgument");
    }
  });
});
