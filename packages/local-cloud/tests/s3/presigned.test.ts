import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { createPresignedPost, type PresignedPostOptions } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { expect } from "chai";
import { refusalOf, startS3, type S3Caller } from "./support";

const Bucket = "uploads-of-tests";
const resources = `
const bucket = new aws.s3.Bucket("uploads", { bucket: "${Bucket}" });
new aws.s3.BucketCorsConfiguration("uploads", {
  bucket: bucket.id,
  corsRules: [
    { allowedMethods: ["PUT", "POST"], allowedOrigins: ["https://*.example.com"], allowedHeaders: ["content-type", "x-amz-*"], exposeHeaders: ["ETag"], maxAgeSeconds: 60 },
    { allowedMethods: ["GET"], allowedOrigins: ["*"] },
  ],
});
new aws.s3.Bucket("plain", { bucket: "plain-of-tests" });`;

describe("presigned requests to S3", () => {
  let caller: S3Caller;
  before(async () => {
    caller = await startS3(resources);
  });
  after(() => caller.stop());

  const read = async (Key: string) => caller.s3.send(new GetObjectCommand({ Bucket, Key }));
  const codeOf = async (answer: Response) => /<Code>(\w+)/.exec(await answer.text())?.[1];

  it("upload and download through a URL", async () => {
    const Key = "a b/é.txt";
    const put = await getSignedUrl(caller.s3, new PutObjectCommand({ Bucket, Key, ContentType: "text/plain" }));
    expect(
      (await fetch(put, { method: "PUT", body: "text", headers: { "Content-Type": "text/plain" } })).status,
    ).to.equal(200);
    const get = await getSignedUrl(caller.s3, new GetObjectCommand({ Bucket, Key, ResponseContentType: "text/csv" }));
    const answer = await fetch(get);
    expect([answer.status, answer.headers.get("content-type"), await answer.text()]).to.deep.equal([
      200,
      "text/csv",
      "text",
    ]);
  });

  it("store the metadata that the URL contains", async () => {
    const command = new PutObjectCommand({ Bucket, Key: "meta", Metadata: { owner: "me" } });
    await fetch(await getSignedUrl(caller.s3, command), { method: "PUT", body: "x" });
    expect((await read("meta")).Metadata).to.deep.equal({ owner: "me" });
    const url = await getSignedUrl(caller.s3, new PutObjectCommand({ Bucket, Key: "meta" }));
    const unsigned = await fetch(url, { method: "PUT", body: "x", headers: { "x-amz-meta-owner": "other" } });
    expect([unsigned.status, await codeOf(unsigned)]).to.deep.equal([403, "AccessDenied"]);
  });

  it("are refused for another method, another key, and after their life", async () => {
    const url = await getSignedUrl(caller.s3, new PutObjectCommand({ Bucket, Key: "signed" }), { expiresIn: 60 });
    const other = await fetch(url.replace("/signed", "/other"), { method: "PUT", body: "x" });
    expect([other.status, await codeOf(other)]).to.deep.equal([403, "SignatureDoesNotMatch"]);
    const deleted = await fetch(url, { method: "DELETE" });
    expect([deleted.status, await codeOf(deleted)]).to.deep.equal([403, "SignatureDoesNotMatch"]);
    const old = await getSignedUrl(caller.s3, new GetObjectCommand({ Bucket, Key: "signed" }), {
      expiresIn: 60,
      signingDate: new Date(Date.now() - 120_000),
    });
    const expired = await fetch(old);
    expect([expired.status, await codeOf(expired)]).to.deep.equal([403, "AccessDenied"]);
  });

  const form = async (options: Partial<PresignedPostOptions>, change: (form: FormData) => void = () => undefined) => {
    const { url, fields } = await createPresignedPost(caller.s3, { Bucket, Key: "post/${filename}", ...options });
    const data = new FormData();
    for (const [name, value] of Object.entries(fields)) data.append(name, value);
    change(data);
    if (!data.has("file")) data.append("file", new Blob(["12345"], { type: "text/plain" }), "a.txt");
    const answer = await fetch(url, { method: "POST", body: data, redirect: "manual" });
    return [answer.status, await codeOf(answer)] as const;
  };

  it("upload by a form under its policy", async () => {
    const Conditions: NonNullable<PresignedPostOptions["Conditions"]> = [
      ["content-length-range", 1, 5],
      ["starts-with", "$Content-Type", "text/"],
      ["eq", "$x-amz-meta-a", "1"],
    ];
    const fields = (type: string, a: string) => (data: FormData) => {
      data.append("Content-Type", type);
      data.append("x-amz-meta-a", a);
    };
    expect(await form({ Conditions }, fields("text/plain", "1"))).to.deep.equal([204, undefined]);
    const stored = await read("post/a.txt");
    expect([stored.ContentType, stored.Metadata, await stored.Body!.transformToString()]).to.deep.equal([
      "text/plain",
      { a: "1" },
      "12345",
    ]);
    expect(await form({ Conditions }, fields("image/png", "1"))).to.deep.equal([403, "AccessDenied"]);
    expect(await form({ Conditions }, fields("text/plain", "2"))).to.deep.equal([403, "AccessDenied"]);
    const small = [["content-length-range", 1, 4]] as NonNullable<PresignedPostOptions["Conditions"]>;
    expect(await form({ Conditions: small })).to.deep.equal([400, "EntityTooLarge"]);
    const large = [["content-length-range", 6, 9]] as NonNullable<PresignedPostOptions["Conditions"]>;
    expect(await form({ Conditions: large })).to.deep.equal([400, "EntityTooSmall"]);
  });

  it("are refused for a form with other fields, another key, or an expired policy", async () => {
    expect(await form({}, (data) => data.append("x-amz-meta-b", "1"))).to.deep.equal([403, "AccessDenied"]);
    expect(await form({ Key: "exact" }, (data) => data.set("key", "other"))).to.deep.equal([403, "AccessDenied"]);
    expect(await form({ Expires: -1 })).to.deep.equal([403, "AccessDenied"]);
    const forged = (data: FormData) => data.set("Policy", Buffer.from("{}").toString("base64"));
    expect(await form({}, forged)).to.deep.equal([403, "SignatureDoesNotMatch"]);
  });

  it("answer a form as it asks", async () => {
    expect((await form({ Fields: { success_action_status: "201" } }))[0]).to.equal(201);
    expect((await form({ Fields: { success_action_redirect: "https://example.com/done" } }))[0]).to.equal(303);
  });

  it("work from a page of another origin that the bucket allows", async () => {
    const url = await getSignedUrl(caller.s3, new PutObjectCommand({ Bucket, Key: "cors" }));
    const origin = { Origin: "https://app.example.com" };
    const preflight = await fetch(url, {
      method: "OPTIONS",
      headers: { ...origin, "Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "content-type" },
    });
    const allowed = (answer: Response) =>
      ["allow-origin", "allow-methods", "allow-headers", "expose-headers", "max-age", "allow-credentials"].map((name) =>
        answer.headers.get(`access-control-${name}`),
      );
    expect([preflight.status, ...allowed(preflight)]).to.deep.equal([
      200,
      "https://app.example.com",
      "PUT, POST",
      "content-type",
      "ETag",
      "60",
      "true",
    ]);
    const put = await fetch(url, { method: "PUT", body: "x", headers: origin });
    expect([put.status, put.headers.get("access-control-allow-origin")]).to.deep.equal([
      200,
      "https://app.example.com",
    ]);
    const get = await fetch(await getSignedUrl(caller.s3, new GetObjectCommand({ Bucket, Key: "none" })), {
      headers: origin,
    });
    expect([get.status, get.headers.get("access-control-allow-origin")]).to.deep.equal([404, "*"]);
  });

  /** Headers that Chrome sends from a page of another origin. */
  const ofPage = (origin: string) => ({
    Accept: "*/*",
    "Accept-Language": "en-US,en;q=0.9",
    Origin: origin,
    Referer: `${origin}/`,
    "Sec-Fetch-Dest": "empty",
    "Sec-Fetch-Mode": "cors",
    "Sec-Fetch-Site": "cross-site",
    "User-Agent":
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
  });

  /** Returns a form as Chrome encodes it. */
  const encoded = (fields: Readonly<Record<string, string>>, boundary: string) =>
    [
      ...Object.entries(fields).map(
        ([name, value]) => `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}`,
      ),
      'Content-Disposition: form-data; name="file"; filename="é.txt"\r\nContent-Type: text/plain\r\n\r\n12345',
    ]
      .map((part) => `--${boundary}\r\n${part}\r\n`)
      .join("") + `--${boundary}--\r\n`;

  for (const [origin, allowed] of [
    ["https://app.example.com", "https://app.example.com"],
    ["https://example.org", null],
  ] as const) {
    it(`store a form from ${origin}, whose page ${allowed === null ? "cannot" : "can"} read the answer`, async () => {
      const options = { Bucket, Key: "page/${filename}", Conditions: [["content-length-range", 1, 5]] as never };
      const { url, fields } = await createPresignedPost(caller.s3, options);
      // XMLHttpRequest sends a preflight for a form if the page listens for the progress of the upload.
      const preflight = await fetch(url, {
        method: "OPTIONS",
        headers: { ...ofPage(origin), "Access-Control-Request-Method": "POST" },
      });
      expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).to.deep.equal([
        allowed === null ? 403 : 200,
        allowed,
      ]);
      const boundary = "----WebKitFormBoundary7MA4YWxkTrZu0gW";
      const post = async (change: Readonly<Record<string, string>>) => {
        const headers = { ...ofPage(origin), "Content-Type": `multipart/form-data; boundary=${boundary}` };
        const answer = await fetch(url, { method: "POST", headers, body: encoded({ ...fields, ...change }, boundary) });
        return [
          answer.status,
          answer.headers.get("access-control-allow-origin"),
          answer.headers.get("access-control-expose-headers"),
          await codeOf(answer),
        ];
      };
      const exposed = allowed === null ? null : "ETag";
      expect(await post({})).to.deep.equal([204, allowed, exposed, undefined]);
      expect(await (await read("page/é.txt")).Body!.transformToString()).to.equal("12345");
      // The page can read the error too.
      expect(await post({ key: "elsewhere" })).to.deep.equal([403, allowed, exposed, "AccessDenied"]);
    });
  }

  it("are refused at the preflight from other origins, methods and headers", async () => {
    const preflight = async (bucket: string, origin: string, method: string, headers = "") => {
      const answer = await fetch(`${caller.client.endpoint}/${bucket}/k`, {
        method: "OPTIONS",
        headers: { Origin: origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers },
      });
      return [answer.status, await codeOf(answer)];
    };
    const forbidden = [403, "AccessForbidden"];
    expect(await preflight(Bucket, "https://example.org", "PUT")).to.deep.equal(forbidden);
    expect(await preflight(Bucket, "https://a.example.com", "DELETE")).to.deep.equal(forbidden);
    expect(await preflight(Bucket, "https://a.example.com", "PUT", "authorization")).to.deep.equal(forbidden);
    expect(await preflight("plain-of-tests", "https://a.example.com", "PUT")).to.deep.equal(forbidden);
    expect(await preflight(Bucket, "https://a.example.com", "PUT", "X-Amz-Date, content-type")).to.deep.equal([
      200,
      undefined,
    ]);
  });

  it("name the error of a signature that is not known", async () => {
    const { S3Client } = await import("@aws-sdk/client-s3");
    const stranger = new S3Client({ ...caller.client, credentials: { accessKeyId: "AKIA", secretAccessKey: "x" } });
    const [name, status] = await refusalOf(stranger.send(new GetObjectCommand({ Bucket, Key: "a" })));
    expect([name, status]).to.deep.equal(["InvalidAccessKeyId", 403]);
    stranger.destroy();
  });
});
