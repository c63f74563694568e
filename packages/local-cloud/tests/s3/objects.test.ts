import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketLocationCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type GetObjectCommandInput,
  type PutObjectCommandInput,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { refusalOf, startS3, type S3Caller } from "./support";

const Bucket = "files-of-tests";
const resources = `
const bucket = new aws.s3.Bucket("files", { bucket: "${Bucket}" });
new aws.s3.Bucket("other", { bucket: "other-of-tests" });
new aws.s3.BucketObject("hello", { bucket: bucket.id, key: "declared/hello.txt", content: "hello", contentType: "text/plain" });`;

describe("objects of S3", () => {
  let caller: S3Caller;
  before(async () => {
    caller = await startS3(resources);
  });
  after(() => caller.stop());

  const put = (Key: string, Body: string | Buffer, input: Partial<PutObjectCommandInput> = {}) =>
    caller.s3.send(new PutObjectCommand({ Bucket, Key, Body, ...input }));
  const get = (Key: string, input: Partial<GetObjectCommandInput> = {}) =>
    caller.s3.send(new GetObjectCommand({ Bucket, Key, ...input }));
  const textOf = async (Key: string, input: Partial<GetObjectCommandInput> = {}) =>
    (await get(Key, input)).Body!.transformToString();

  it("stores an object with its headers and metadata", async () => {
    const md5 = createHash("md5").update("body").digest("hex");
    const { ETag } = await put("a b/ü+(1).txt", "body", {
      ContentType: "text/plain",
      CacheControl: "no-store",
      ContentDisposition: "inline",
      ContentLanguage: "de",
      Metadata: { Owner: "me" },
    });
    expect(ETag).to.equal(`"${md5}"`);
    const answer = await get("a b/ü+(1).txt");
    expect(await answer.Body!.transformToString()).to.equal("body");
    const { ContentType, CacheControl, ContentDisposition, ContentLanguage, Metadata, ContentLength } = answer;
    expect([ContentType, CacheControl, ContentDisposition, ContentLanguage, ContentLength]).to.deep.equal([
      "text/plain",
      "no-store",
      "inline",
      "de",
      4,
    ]);
    expect(Metadata).to.deep.equal({ owner: "me" });
    expect([answer.ETag, answer.ServerSideEncryption, answer.AcceptRanges]).to.deep.equal([ETag, "AES256", "bytes"]);
    const head = await caller.s3.send(new HeadObjectCommand({ Bucket, Key: "a b/ü+(1).txt" }));
    expect([head.ContentLength, head.ETag, head.ContentType]).to.deep.equal([4, ETag, "text/plain"]);
  });

  it("stores a stream, whose checksum is a trailer", async () => {
    const Body = Readable.from([Buffer.from("abc"), Buffer.from("def")]);
    const { ChecksumCRC32 } = await caller.s3.send(
      new PutObjectCommand({ Bucket, Key: "stream", Body, ContentLength: 6, ContentEncoding: "gzip" }),
    );
    expect(ChecksumCRC32).to.equal("S4457w==");
    const answer = await get("stream");
    expect([answer.ContentEncoding, answer.ChecksumCRC32]).to.deep.equal(["gzip", "S4457w=="]);
    expect(await answer.Body!.transformToString()).to.equal("abcdef");
  });

  for (const [algorithm, value] of [
    ["CRC32", "y/Q5Jg=="],
    ["CRC32C", "4waSgw=="],
    ["SHA1", "98O8HYCOBHMq32eZZczDTKeuNEE="],
    ["SHA256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="],
  ] as const) {
    it(`compares ${algorithm} with the body`, async () => {
      const name = `Checksum${algorithm}` as const;
      const Key = `checksum/${algorithm}`;
      const stored = await put(Key, "123456789", { ChecksumAlgorithm: algorithm });
      expect(stored[name]).to.equal(value);
      expect((await get(Key, { ChecksumMode: "ENABLED" }))[name]).to.equal(value);
      const [code, status] = await refusalOf(put(Key, "other", { [name]: value }));
      expect([code, status]).to.deep.equal(["BadDigest", 400]);
    });
  }

  it("refuses a body that does not match Content-MD5", async () => {
    const ContentMD5 = createHash("md5").update("x").digest("base64");
    expect((await refusalOf(put("md5", "y", { ContentMD5 }))).slice(0, 2)).to.deep.equal(["BadDigest", 400]);
    expect((await refusalOf(put("md5", "y", { ContentMD5: "eA==" }))).slice(0, 2)).to.deep.equal([
      "InvalidDigest",
      400,
    ]);
    await put("md5", "x", { ContentMD5 });
  });

  it("creates an object only once with If-None-Match: *", async () => {
    await put("once", "1", { IfNoneMatch: "*" });
    expect((await refusalOf(put("once", "2", { IfNoneMatch: "*" }))).slice(0, 2)).to.deep.equal([
      "PreconditionFailed",
      412,
    ]);
    expect(await textOf("once")).to.equal("1");
  });

  it("lets one of several concurrent writers create an object", async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => put("race", String(index), { IfNoneMatch: "*" })),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).to.have.length(1);
  });

  it("replaces an object only if If-Match has its entity tag", async () => {
    const { ETag } = await put("match", "1");
    await put("match", "2", { IfMatch: ETag });
    expect((await refusalOf(put("match", "3", { IfMatch: ETag }))).slice(0, 2)).to.deep.equal([
      "PreconditionFailed",
      412,
    ]);
    expect((await refusalOf(put("match/none", "3", { IfMatch: ETag }))).slice(0, 2)).to.deep.equal(["NoSuchKey", 404]);
    expect(await textOf("match")).to.equal("2");
  });

  const ranges: [range: string, text: string, header: string][] = [
    ["bytes=0-0", "0", "bytes 0-0/10"],
    ["bytes=2-4", "234", "bytes 2-4/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=7-100", "789", "bytes 7-9/10"],
    ["bytes=-3", "789", "bytes 7-9/10"],
    ["bytes=-100", "0123456789", "bytes 0-9/10"],
  ];
  it("returns ranges", async () => {
    await put("range", "0123456789");
    for (const [Range, text, header] of ranges) {
      const answer = await get("range", { Range });
      expect(answer.$metadata.httpStatusCode).to.equal(206);
      expect([answer.ContentRange, await answer.Body!.transformToString()]).to.deep.equal([header, text]);
    }
    for (const Range of ["bytes=5-2", "bytes=0-1,3-4", "lines=0-1"]) {
      const answer = await get("range", { Range });
      expect([answer.$metadata.httpStatusCode, await answer.Body!.transformToString()]).to.deep.equal([
        200,
        "0123456789",
      ]);
    }
    expect((await refusalOf(get("range", { Range: "bytes=10-" }))).slice(0, 2)).to.deep.equal(["InvalidRange", 416]);
  });

  it("reads under conditions", async () => {
    const { ETag } = await put("conditions", "x");
    const past = new Date(Date.now() - 86_400_000);
    const future = new Date(Date.now() + 86_400_000);
    const statusOf = async (input: Partial<GetObjectCommandInput>) => {
      try {
        return (await get("conditions", input)).$metadata.httpStatusCode;
      } catch (error) {
        return (error as { $metadata: { httpStatusCode: number } }).$metadata.httpStatusCode;
      }
    };
    expect(await statusOf({ IfMatch: ETag })).to.equal(200);
    expect(await statusOf({ IfMatch: '"other"' })).to.equal(412);
    expect(await statusOf({ IfNoneMatch: ETag })).to.equal(304);
    expect(await statusOf({ IfNoneMatch: '"other"' })).to.equal(200);
    expect(await statusOf({ IfModifiedSince: past })).to.equal(200);
    expect(await statusOf({ IfModifiedSince: future })).to.equal(304);
    expect(await statusOf({ IfUnmodifiedSince: past })).to.equal(412);
    expect(await statusOf({ IfUnmodifiedSince: past, IfMatch: ETag })).to.equal(200);
    expect(await statusOf({ IfModifiedSince: past, IfNoneMatch: ETag })).to.equal(304);
  });

  it("overrides headers of an answer", async () => {
    await put("override", "x");
    const answer = await get("override", {
      ResponseContentType: "application/pdf",
      ResponseContentDisposition: 'attachment; filename="a.pdf"',
    });
    expect([answer.ContentType, answer.ContentDisposition]).to.deep.equal([
      "application/pdf",
      'attachment; filename="a.pdf"',
    ]);
  });

  it("copies an object, with its metadata or with another", async () => {
    await put("source ü", "copied", { Metadata: { a: "1" }, ContentType: "text/plain", Tagging: "t=1" });
    const CopySource = `${Bucket}/${encodeURIComponent("source ü")}`;
    const copy = async (input: object) => {
      await caller.s3.send(new CopyObjectCommand({ Bucket, Key: "target", CopySource, ...input }));
      const { Body, Metadata, ContentType, TagCount } = await get("target");
      return [await Body!.transformToString(), Metadata, ContentType, TagCount];
    };
    expect(await copy({})).to.deep.equal(["copied", { a: "1" }, "text/plain", 1]);
    expect(
      await copy({ MetadataDirective: "REPLACE", Metadata: { b: "2" }, TaggingDirective: "REPLACE" }),
    ).to.deep.equal(["copied", { b: "2" }, "binary/octet-stream", undefined]);
    const self = new CopyObjectCommand({ Bucket, Key: "source ü", CopySource });
    expect((await refusalOf(caller.s3.send(self)))[0]).to.equal("InvalidRequest");
    const none = new CopyObjectCommand({ Bucket, Key: "x", CopySource: `${Bucket}/none` });
    expect((await refusalOf(caller.s3.send(none))).slice(0, 2)).to.deep.equal(["NoSuchKey", 404]);
  });

  it("deletes objects, one and several", async () => {
    for (const key of ["gone/1", "gone/2", "gone/3"]) await put(key, "x");
    const one = await caller.s3.send(new DeleteObjectCommand({ Bucket, Key: "gone/1" }));
    expect(one.$metadata.httpStatusCode).to.equal(204);
    expect(
      (await caller.s3.send(new DeleteObjectCommand({ Bucket, Key: "gone/1" }))).$metadata.httpStatusCode,
    ).to.equal(204);
    const Objects = [{ Key: "gone/2" }, { Key: "gone/3" }, { Key: "gone/never" }];
    const { Deleted, Errors } = await caller.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect([Deleted, Errors]).to.deep.equal([Objects, undefined]);
    expect((await refusalOf(get("gone/2"))).slice(0, 2)).to.deep.equal(["NoSuchKey", 404]);
  });

  it("tags objects", async () => {
    await put("tagged", "x", { Tagging: "team=a&cost=1%202" });
    const tags = async () =>
      (await caller.s3.send(new GetObjectTaggingCommand({ Bucket, Key: "tagged" }))).TagSet!.map((tag) => [
        tag.Key,
        tag.Value,
      ]);
    expect(await tags()).to.deep.equal([
      ["team", "a"],
      ["cost", "1 2"],
    ]);
    const TagSet = [{ Key: "<a>", Value: "&" }];
    await caller.s3.send(new PutObjectTaggingCommand({ Bucket, Key: "tagged", Tagging: { TagSet } }));
    expect(await tags()).to.deep.equal([["<a>", "&"]]);
    await caller.s3.send(new DeleteObjectTaggingCommand({ Bucket, Key: "tagged" }));
    expect(await tags()).to.deep.equal([]);
    const many = Array.from({ length: 11 }, (_, index) => `k${index}=v`).join("&");
    expect((await refusalOf(put("tagged", "x", { Tagging: many })))[0]).to.equal("BadRequest");
  });

  it("returns declared objects, and their attributes", async () => {
    expect(await textOf("declared/hello.txt")).to.equal("hello");
    const attributes = await caller.s3.send(
      new GetObjectAttributesCommand({
        Bucket,
        Key: "declared/hello.txt",
        ObjectAttributes: ["ETag", "ObjectSize", "StorageClass"],
      }),
    );
    expect([attributes.ETag, attributes.ObjectSize, attributes.StorageClass]).to.deep.equal([
      createHash("md5").update("hello").digest("hex"),
      5,
      "STANDARD",
    ]);
  });

  it("describes buckets", async () => {
    const { Buckets } = await caller.s3.send(new ListBucketsCommand({}));
    expect(Buckets!.map(({ Name }) => Name)).to.deep.equal([Bucket, "other-of-tests"]);
    const head = await caller.s3.send(new HeadBucketCommand({ Bucket }));
    expect(head.BucketRegion).to.equal("eu-central-1");
    const { LocationConstraint } = await caller.s3.send(new GetBucketLocationCommand({ Bucket }));
    expect(LocationConstraint).to.equal("eu-central-1");
  });

  const refused: [what: string, call: () => Promise<unknown>, name: string, status: number][] = [
    ["a missing key", () => get("none"), "NoSuchKey", 404],
    [
      "the head of a missing key",
      () => caller.s3.send(new HeadObjectCommand({ Bucket, Key: "none" })),
      "NotFound",
      404,
    ],
    [
      "a bucket that is not declared",
      () => caller.s3.send(new GetObjectCommand({ Bucket: "nobodys", Key: "a" })),
      "NoSuchBucket",
      404,
    ],
    ["a key of 1,025 bytes", () => put("k".repeat(1_025), "x"), "KeyTooLongError", 400],
    [
      "metadata of 2,049 bytes",
      () => put("meta", "x", { Metadata: { m: "v".repeat(2_048) } }),
      "MetadataTooLarge",
      400,
    ],
    ["a public ACL", () => put("acl", "x", { ACL: "public-read" }), "AccessControlListNotSupported", 400],
    [
      "a storage class that does not exist",
      () => put("class", "x", { StorageClass: "COLD" as "GLACIER" }),
      "InvalidStorageClass",
      400,
    ],
    [
      "an operation that is not emulated",
      () => caller.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: "{}" })),
      "NotImplemented",
      501,
    ],
  ];
  for (const [what, call, name, status] of refused) {
    it(`refuses ${what}`, async () => {
      expect((await refusalOf(call())).slice(0, 2)).to.deep.equal([name, status]);
    });
  }

  it("names an operation that is not emulated", async () => {
    const command = new PutBucketPolicyCommand({ Bucket, Policy: "{}" });
    const [, , message] = await refusalOf(caller.s3.send(command));
    expect(message).to.equal("the local cloud does not emulate s3:PutBucketPolicy");
  });
});
