import {
  ListObjectsCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  PutObjectCommand,
  type ListObjectsV2CommandInput,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { pageOf } from "../../src/s3/protocol/pages";
import { refusalOf, startS3, type S3Caller } from "./support";

const Bucket = "lists-of-tests";
const keys = ["a/1", "a/2", "a/b/3", "b", "c d&<e>", "z/1", "\u{ff5e}", "\u{1f600}"];

describe("listings of S3", () => {
  let caller: S3Caller;
  before(async () => {
    caller = await startS3(`new aws.s3.Bucket("lists", { bucket: "${Bucket}" });`);
    for (const Key of [...keys].reverse()) {
      await caller.s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    }
  });
  after(() => caller.stop());

  const list = (input: Partial<ListObjectsV2CommandInput>) =>
    caller.s3.send(new ListObjectsV2Command({ Bucket, ...input }));
  const namesOf = async (input: Partial<ListObjectsV2CommandInput>) => {
    const { Contents = [], CommonPrefixes = [] } = await list(input);
    return [Contents.map(({ Key }) => Key), CommonPrefixes.map(({ Prefix }) => Prefix)];
  };

  it("are in the order of the keys' UTF-8 bytes", async () => {
    expect(await namesOf({})).to.deep.equal([keys, []]);
  });

  it("describe each object", async () => {
    const { Contents, KeyCount, IsTruncated, Name, MaxKeys } = await list({ Prefix: "b", FetchOwner: true });
    const [{ LastModified, ...object }] = Contents as [NonNullable<typeof Contents>[number]];
    expect(LastModified).to.be.instanceOf(Date);
    expect(object).to.deep.equal({
      Key: "b",
      ETag: '"92eb5ffee6ae2fec3ad71c777531578f"',
      ChecksumAlgorithm: ["CRC32"],
      ChecksumType: "FULL_OBJECT",
      Size: 1,
      StorageClass: "STANDARD",
      Owner: { ID: "123456789012".padStart(64, "0") },
    });
    expect([KeyCount, IsTruncated, Name, MaxKeys]).to.deep.equal([1, false, Bucket, 1000]);
  });

  it("have prefixes and delimiters", async () => {
    expect(await namesOf({ Prefix: "a/" })).to.deep.equal([["a/1", "a/2", "a/b/3"], []]);
    expect(await namesOf({ Delimiter: "/" })).to.deep.equal([
      ["b", "c d&<e>", "\u{ff5e}", "\u{1f600}"],
      ["a/", "z/"],
    ]);
    expect(await namesOf({ Delimiter: "/", Prefix: "a/" })).to.deep.equal([["a/1", "a/2"], ["a/b/"]]);
    expect(await namesOf({ Prefix: "none" })).to.deep.equal([[], []]);
  });

  it("begin after a key, and encode names", async () => {
    expect(await namesOf({ StartAfter: "a/2", Delimiter: "/" })).to.deep.equal([
      ["b", "c d&<e>", "\u{ff5e}", "\u{1f600}"],
      ["a/", "z/"],
    ]);
    expect(await namesOf({ StartAfter: "b", Prefix: "c", EncodingType: "url" })).to.deep.equal([["c+d%26%3Ce%3E"], []]);
  });

  for (const Delimiter of [undefined, "/"]) {
    for (const pageSize of [1, 2, 3, 1000]) {
      it(`contain each name once in pages of ${pageSize}${Delimiter === undefined ? "" : " with a delimiter"}`, async () => {
        const all: string[] = [];
        const input = { Bucket, ...(Delimiter === undefined ? {} : { Delimiter }) };
        for await (const page of paginateListObjectsV2({ client: caller.s3, pageSize }, input)) {
          all.push(...(page.Contents ?? []).map(({ Key }) => Key!));
          all.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix!));
          expect(page.KeyCount).to.be.at.most(pageSize);
        }
        const expected = Delimiter === undefined ? keys : ["a/", ...keys.filter((key) => !key.includes("/")), "z/"];
        expect(all.sort()).to.deep.equal([...expected].sort());
      });
    }
  }

  it("of version 1 continue after a marker", async () => {
    const first = await caller.s3.send(new ListObjectsCommand({ Bucket, Delimiter: "/", MaxKeys: 2 }));
    expect([
      first.IsTruncated,
      first.NextMarker,
      first.CommonPrefixes,
      first.Contents!.map(({ Key }) => Key),
    ]).to.deep.equal([true, "b", [{ Prefix: "a/" }], ["b"]]);
    const Marker = first.NextMarker!;
    const second = await caller.s3.send(new ListObjectsCommand({ Bucket, Delimiter: "/", MaxKeys: 2, Marker }));
    expect([second.Contents!.map(({ Key }) => Key), second.CommonPrefixes]).to.deep.equal([
      ["c d&<e>"],
      [{ Prefix: "z/" }],
    ]);
  });

  it("are refused for a number, a token or an encoding that does not exist", async () => {
    expect((await refusalOf(list({ MaxKeys: -1 }))).slice(0, 2)).to.deep.equal(["InvalidArgument", 400]);
    expect((await refusalOf(list({ ContinuationToken: "%%" }))).slice(0, 2)).to.deep.equal(["InvalidArgument", 400]);
    expect((await refusalOf(list({ EncodingType: "xml" as "url" })))[0]).to.equal("InvalidArgument");
    expect((await list({ MaxKeys: 0 })).KeyCount).to.equal(0);
    expect((await list({ MaxKeys: 5_000 })).MaxKeys).to.equal(1_000);
  });
});

describe("a page of keys", () => {
  it("of any size and delimiter joins with the next ones to the whole", () => {
    const all = ["", "a", "a/", "a//", "a/b", "a/b/c", "b/", "ba", "b\u{1f600}/x"].filter((key) => key !== "");
    for (const prefix of ["", "a", "a/", "b", "x"]) {
      for (const delimiter of ["", "/", "//", "b"]) {
        const page = (after: string, max: number) => pageOf(all, { prefix, delimiter, after, max }, () => true);
        const whole = page("", 1_000);
        const joined: { keys: string[]; prefixes: string[] } = { keys: [], prefixes: [] };
        for (let after: string | undefined = ""; after !== undefined;) {
          const { keys: some, prefixes, next } = page(after, 1);
          joined.keys.push(...some);
          joined.prefixes.push(...prefixes);
          after = next;
        }
        expect(joined, `${prefix} ${delimiter}`).to.deep.equal({ keys: whole.keys, prefixes: whole.prefixes });
      }
    }
  });
});
