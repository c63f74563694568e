import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type ListObjectVersionsCommandOutput,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { refusalOf, startS3, type S3Caller } from "./support";

const resources = ["Enabled", "Suspended"]
  .map(
    (status) => `
{
  const bucket = new aws.s3.Bucket("${status}", { bucket: "${status.toLowerCase()}-of-tests" });
  new aws.s3.BucketVersioning("${status}", { bucket: bucket.id, versioningConfiguration: { status: "${status}" } });
}`,
  )
  .join("");

describe("versions of S3's objects", () => {
  let caller: S3Caller;
  before(async () => {
    caller = await startS3(`${resources} new aws.s3.Bucket("plain", { bucket: "plain-of-tests" });`);
  });
  after(() => caller.stop());

  const Bucket = "enabled-of-tests";
  const put = async (Key: string, Body: string, bucket = Bucket) =>
    (await caller.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))).VersionId;
  const read = async (Key: string, VersionId?: string, bucket = Bucket) => {
    const answer = await caller.s3.send(
      new GetObjectCommand({ Bucket: bucket, Key, ...(VersionId === undefined ? {} : { VersionId }) }),
    );
    return answer.Body!.transformToString();
  };
  const remove = (Key: string, VersionId?: string, bucket = Bucket) =>
    caller.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key, ...(VersionId === undefined ? {} : { VersionId }) }));
  const versionsOf = async (Prefix: string, bucket = Bucket) => {
    const { Versions = [], DeleteMarkers = [] } = await caller.s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix }),
    );
    return [Versions, DeleteMarkers].map((list) => list.map(({ VersionId, IsLatest }) => [VersionId, IsLatest]));
  };

  it("stay when an object is replaced or deleted, and return after the marker is deleted", async () => {
    const [one, two] = [await put("kept", "1"), await put("kept", "2")];
    expect([await read("kept"), await read("kept", one)]).to.deep.equal(["2", "1"]);
    const { DeleteMarker, VersionId: marker } = await remove("kept");
    expect(DeleteMarker).to.equal(true);
    expect((await refusalOf(read("kept"))).slice(0, 2)).to.deep.equal(["NoSuchKey", 404]);
    const head = new HeadObjectCommand({ Bucket, Key: "kept", VersionId: marker! });
    expect((await refusalOf(caller.s3.send(head)))[1]).to.equal(405);
    expect((await caller.s3.send(new ListObjectsV2Command({ Bucket, Prefix: "kept" }))).KeyCount).to.equal(0);
    expect(await versionsOf("kept")).to.deep.equal([
      [
        [two, false],
        [one, false],
      ],
      [[marker, true]],
    ]);
    await remove("kept", marker);
    expect(await read("kept")).to.equal("2");
    await remove("kept", two);
    expect(await read("kept")).to.equal("1");
    expect(await versionsOf("kept")).to.deep.equal([[[one, true]], []]);
  });

  it("are listed in pages, each once", async () => {
    const ids = [];
    for (const key of ["pages/a", "pages/a", "pages/a", "pages/b"]) ids.push(await put(key, "x"));
    const found: (string | undefined)[] = [];
    let marker: object | undefined = {};
    while (marker !== undefined) {
      const page: ListObjectVersionsCommandOutput = await caller.s3.send(
        new ListObjectVersionsCommand({ Bucket, Prefix: "pages/", MaxKeys: 2, ...marker }),
      );
      found.push(...(page.Versions ?? []).map(({ VersionId }) => VersionId));
      marker =
        page.IsTruncated === true
          ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
          : undefined;
    }
    expect(found).to.deep.equal([ids[2], ids[1], ids[0], ids[3]]);
  });

  it("are copied by their id", async () => {
    const one = await put("copy", "1");
    await put("copy", "2");
    await caller.s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/copy?versionId=${one}` }));
    expect(await read("copy")).to.equal("1");
  });

  it("are named null where versioning is suspended, and one of them is kept", async () => {
    const bucket = "suspended-of-tests";
    expect([await put("one", "1", bucket), await put("one", "2", bucket)]).to.deep.equal(["null", "null"]);
    expect(await versionsOf("one", bucket)).to.deep.equal([[["null", true]], []]);
    expect((await remove("one", undefined, bucket)).VersionId).to.equal("null");
    expect(await versionsOf("one", bucket)).to.deep.equal([[], [["null", true]]]);
  });

  it("do not exist in a bucket without versioning", async () => {
    expect(await put("one", "1", "plain-of-tests")).to.equal(undefined);
    expect(await read("one", "null", "plain-of-tests")).to.equal("1");
    expect((await remove("one", undefined, "plain-of-tests")).DeleteMarker).to.equal(undefined);
  });

  it("are declared: the status is read, and a request that changes it is refused by name", async () => {
    const statusOf = async (name: string) =>
      (await caller.s3.send(new GetBucketVersioningCommand({ Bucket: name }))).Status;
    expect([await statusOf(Bucket), await statusOf("plain-of-tests")]).to.deep.equal(["Enabled", undefined]);
    const change = new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Suspended" } });
    expect(await refusalOf(caller.s3.send(change))).to.deep.equal([
      "NotImplemented",
      501,
      "the local cloud does not emulate s3:PutBucketVersioning",
    ]);
  });

  it("that do not exist are refused", async () => {
    await put("refused", "1");
    expect((await refusalOf(read("refused", "x".repeat(32)))).slice(0, 2)).to.deep.equal(["NoSuchVersion", 404]);
    expect((await refusalOf(read("refused", "x"))).slice(0, 2)).to.deep.equal(["InvalidArgument", 400]);
  });
});
