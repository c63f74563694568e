import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { refusalOf, startS3, type S3Caller } from "./support";

const arn = (resource: string) => `arn:aws:s3:::${resource}`;
const statements = JSON.stringify([
  { Effect: "Allow", Action: "s3:GetObject", Resource: arn("readable-files/*") },
  {
    Effect: "Allow",
    Action: ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
    Resource: [arn("listable-files"), arn("listable-files/*")],
  },
  { Effect: "Deny", Action: "s3:*", Resource: arn("listable-files/secret/*") },
  {
    Effect: "Allow",
    Action: "s3:ListBucket",
    Resource: arn("granted-files"),
    Condition: { StringLike: { "s3:prefix": ["mine/*"] } },
  },
  { Effect: "Allow", Action: "s3:DeleteObject", Resource: arn("listable-files/mine/*") },
]);

const bucket = (name: string, policy: object, access = "") => `
{
  const bucket = new aws.s3.Bucket("${name}", { bucket: "${name}" });
  new aws.s3.BucketObject("${name}", { bucket: bucket.id, key: "a.txt", content: "a" });
  new aws.s3.BucketPolicy("${name}", { bucket: bucket.id, policy: ${JSON.stringify(JSON.stringify(policy))} });
  ${access}
}`;
const publicRead = (name: string) => ({
  Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: arn(`${name}/*`) }],
});
const open = `new aws.s3.BucketPublicAccessBlock("open", { bucket: bucket.id, blockPublicPolicy: false, restrictPublicBuckets: false });`;
const resources = [
  bucket("readable-files", {
    Statement: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [arn("readable-files"), arn("readable-files/*")],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: arn("readable-files/*"),
        Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
      },
    ],
  }),
  bucket("listable-files", {
    Statement: [
      { Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: arn("listable-files/closed/*") },
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:PutObject",
        Resource: arn("listable-files/kms/*"),
        Condition: { StringNotEquals: { "s3:x-amz-server-side-encryption": "aws:kms" } },
      },
    ],
  }),
  bucket("granted-files", {
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::123456789012:root" },
        Action: "s3:GetObject",
        Resource: arn("granted-files/*"),
      },
    ],
  }),
  bucket("blocked-files", publicRead("blocked-files")),
  bucket("public-files", publicRead("public-files"), open),
  `
{
  const bucket = new aws.s3.Bucket("acls", { bucket: "acl-files" });
  new aws.s3.BucketPublicAccessBlock("acls", { bucket: bucket.id });
  new aws.s3.BucketOwnershipControls("acls", { bucket: bucket.id, rule: { objectOwnership: "ObjectWriter" } });
  new aws.s3.BucketObject("shown", { bucket: bucket.id, key: "shown", content: "1", acl: "public-read" });
  new aws.s3.BucketObject("hidden", { bucket: bucket.id, key: "hidden", content: "2" });
}`,
].join("");

describe("access to S3", () => {
  let caller: S3Caller;
  before(async () => {
    caller = await startS3(resources, {}, statements);
  });
  after(() => caller.stop());

  const get = (Bucket: string, Key: string) => caller.s3.send(new GetObjectCommand({ Bucket, Key }));
  const put = (Key: string, more: object = {}) =>
    caller.s3.send(new PutObjectCommand({ Bucket: "listable-files", Key, Body: "x", ...more }));

  it("allows what the role's policies allow, and presents requests as encrypted", async () => {
    expect(await (await get("readable-files", "a.txt")).Body!.transformToString()).to.equal("a");
  });

  it("names the action, the resource and the reason of a denial", async () => {
    const [name, status, message] = await refusalOf(
      caller.s3.send(new PutObjectCommand({ Bucket: "readable-files", Key: "b c", Body: "x" })),
    );
    expect([name, status]).to.deep.equal(["AccessDenied", 403]);
    expect(message).to.match(
      /^User: arn:aws:sts::123456789012:assumed-role\/\S+ is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::readable-files\/b c" because no identity-based policy allows the s3:PutObject action$/,
    );
  });

  it("answers 403 for a missing object without s3:ListBucket, and 404 with it", async () => {
    expect((await refusalOf(get("readable-files", "none"))).slice(0, 2)).to.deep.equal(["AccessDenied", 403]);
    expect((await refusalOf(get("listable-files", "none"))).slice(0, 2)).to.deep.equal(["NoSuchKey", 404]);
    const head = (Bucket: string) => caller.s3.send(new HeadObjectCommand({ Bucket, Key: "none" }));
    expect((await refusalOf(head("readable-files")))[1]).to.equal(403);
    expect((await refusalOf(head("listable-files")))[1]).to.equal(404);
  });

  it("denies what a policy of the role or of the bucket denies", async () => {
    await put("free/a");
    for (const key of ["secret/a", "closed/a", "kms/a"]) {
      expect((await refusalOf(put(key))).slice(0, 2)).to.deep.equal(["AccessDenied", 403]);
    }
    await put("kms/a", { ServerSideEncryption: "aws:kms" });
  });

  it("allows what the bucket's policy alone allows", async () => {
    expect(await (await get("granted-files", "a.txt")).Body!.transformToString()).to.equal("a");
  });

  it("requires s3:ListBucket on the bucket, and s3:ListAllMyBuckets", async () => {
    await caller.s3.send(new ListObjectsV2Command({ Bucket: "listable-files" }));
    const list = caller.s3.send(new ListObjectsV2Command({ Bucket: "readable-files" }));
    expect((await refusalOf(list)).slice(0, 2)).to.deep.equal(["AccessDenied", 403]);
    expect((await refusalOf(caller.s3.send(new ListBucketsCommand({})))).slice(0, 2)).to.deep.equal([
      "AccessDenied",
      403,
    ]);
  });

  it("evaluates conditions of the role's policies", async () => {
    const list = (Prefix?: string) =>
      caller.s3.send(
        new ListObjectsV2Command({ Bucket: "granted-files", ...(Prefix === undefined ? {} : { Prefix }) }),
      );
    expect((await list("mine/a")).KeyCount).to.equal(0);
    expect((await refusalOf(list("others/")))[0]).to.equal("AccessDenied");
    expect((await refusalOf(list()))[0]).to.equal("AccessDenied");
  });

  it("decides each key of DeleteObjects", async () => {
    const Objects = [{ Key: "mine/a" }, { Key: "others/a" }];
    const { Deleted, Errors } = await caller.s3.send(
      new DeleteObjectsCommand({ Bucket: "listable-files", Delete: { Objects } }),
    );
    expect(Deleted).to.deep.equal([{ Key: "mine/a" }]);
    expect(Errors!.map(({ Key, Code }) => [Key, Code])).to.deep.equal([["others/a", "AccessDenied"]]);
  });

  it("serves anonymous requests where policy and public access block allow them", async () => {
    const statusOf = async (path: string, init: RequestInit = {}) =>
      (await fetch(`${caller.client.endpoint}/${path}`, init)).status;
    expect(await statusOf("public-files/a.txt")).to.equal(200);
    expect(await statusOf("public-files/none")).to.equal(403);
    expect(await statusOf("public-files")).to.equal(403);
    expect(await statusOf("public-files/a.txt", { method: "PUT", body: "x" })).to.equal(403);
    expect(await statusOf("blocked-files/a.txt")).to.equal(403);
    expect(await statusOf("readable-files/a.txt")).to.equal(403);
  });

  it("serves anonymous reads of objects with a public ACL, without overrides of headers", async () => {
    const answerOf = async (path: string) => {
      const answer = await fetch(`${caller.client.endpoint}/acl-files/${path}`);
      return [answer.status, /<Code>(\w+)/.exec(await answer.text())?.[1]];
    };
    expect(await answerOf("shown")).to.deep.equal([200, undefined]);
    expect(await answerOf("hidden")).to.deep.equal([403, "AccessDenied"]);
    expect(await answerOf("shown?response-content-type=text/html")).to.deep.equal([400, "InvalidRequest"]);
  });

  it("answers errors in XML with a request id", async () => {
    const answer = await fetch(`${caller.client.endpoint}/blocked-files/a%26b.txt`);
    const id = answer.headers.get("x-amz-request-id");
    expect([answer.headers.get("content-type"), await answer.text()]).to.deep.equal([
      "application/xml",
      `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message><Resource>/blocked-files/a%26b.txt</Resource><RequestId>${id}</RequestId></Error>`,
    ]);
  });
});
