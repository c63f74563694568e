import { expect } from "chai";
import { types } from "../../src/s3/types";
import { ServiceRegistry } from "../../src/kernel/serviceRegistry";

const context = { project: "shop", stack: "dev", region: "eu-central-1", registry: new ServiceRegistry() };

describe("the outputs of S3's types", () => {
  const provided = async (type: string, inputs: object) =>
    types[type]!.provide({ type, name: "Jobs", inputs: { ...inputs } }, context, []);

  it("name a bucket in lower case, by its prefix, or as declared", async () => {
    const bucket = "aws:s3/bucket:Bucket";
    expect((await provided(bucket, {})).id).to.match(/^jobs-[\da-f]{7}$/);
    expect((await provided(bucket, { bucketPrefix: "in-" })).id).to.match(/^in-[\da-f]{7}$/);
    expect(await provided(bucket, { bucket: "mine" })).to.deep.equal({
      id: "mine",
      state: {
        bucket: "mine",
        arn: "arn:aws:s3:::mine",
        bucketRegion: "eu-central-1",
        region: "eu-central-1",
        bucketDomainName: "mine.s3.amazonaws.com",
        bucketRegionalDomainName: "mine.s3.eu-central-1.amazonaws.com",
        websiteDomain: "s3-website.eu-central-1.amazonaws.com",
        websiteEndpoint: "mine.s3-website.eu-central-1.amazonaws.com",
      },
    });
  });

  it("identify an object by its key, and a setting by its bucket", async () => {
    expect(await provided("aws:s3/bucketObjectv2:BucketObjectv2", { bucket: "mine", key: "a/b" })).to.deep.equal({
      id: "a/b",
      state: { key: "a/b", arn: "arn:aws:s3:::mine/a/b" },
    });
    expect((await provided("aws:s3/bucketPolicy:BucketPolicy", { bucket: "mine" })).id).to.equal("mine");
  });
});
