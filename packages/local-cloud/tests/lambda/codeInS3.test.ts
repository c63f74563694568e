import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { strToU8, zipSync } from "fflate";
import { functions } from "../../src/kernel/interfaces/functions";
import { startProgram, type TestCloud } from "../support/cloud";

const handler = (text: string) => `exports.handler = async () => ${text};`;

describe("a function with code in S3", () => {
  let started: TestCloud;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "code-"));
    const packed = join(folder, "code.zip");
    writeFileSync(packed, zipSync({ "index.js": strToU8(handler("'from a file'")) }));
    const layer = zipSync({ "nodejs/node_modules/shared/index.js": strToU8("module.exports = 'from a layer';") });
    writeFileSync(join(folder, "layer.zip"), layer);
    started = await startProgram(`
      const role = new aws.iam.Role("fn", { assumeRolePolicy: "{}" });
      const bucket = new aws.s3.Bucket("code");
      const file = new pulumi.asset.FileAsset(${JSON.stringify(packed)});
      const archive = new pulumi.asset.AssetArchive({
        "index.js": new pulumi.asset.StringAsset(${JSON.stringify(handler("'from an archive'"))}) });
      const put = (key: string, more: object) => new aws.s3.BucketObject(key, { bucket: bucket.id, key, ...more });
      put("file.zip", { source: file });
      put("archive.zip", { source: archive });
      put("text.zip", { content: "text" });
      new aws.s3.BucketObjectv2("named.zip", { bucket: bucket.bucket, source: new pulumi.asset.FileArchive(${JSON.stringify(packed)}) });
      put("layer.zip", { source: new pulumi.asset.FileAsset(${JSON.stringify(join(folder, "layer.zip"))}) });
      const layer = new aws.lambda.LayerVersion("shared", { layerName: "shared", s3Bucket: bucket.id, s3Key: "layer.zip" });
      const define = (name: string, more: object) => new aws.lambda.Function(name, {
        name, role: role.arn, runtime: "nodejs22.x", handler: "index.handler", ...more });
      for (const key of ["file.zip", "archive.zip", "named.zip", "text.zip", "missing.zip"])
        define(key.replace(".zip", ""), { s3Bucket: bucket.id, s3Key: key });
      define("layered", { layers: [layer.arn], code: new pulumi.asset.AssetArchive({
        "index.js": new pulumi.asset.StringAsset(${JSON.stringify(handler("require('shared')"))}) }) });
    `);
  });
  after(async () => {
    await started.stop();
    rmSync(folder, { recursive: true });
  });

  const answers: [name: string, answer: string][] = [
    ["file", "from a file"],
    ["archive", "from an archive"],
    ["named", "from a file"],
    ["layered", "from a layer"],
  ];
  for (const [functionName, answer] of answers) {
    it(`runs the object that the program declares: ${functionName}`, async () => {
      expect((await started.cloud.invoke({ functionName })).payload).to.equal(JSON.stringify(answer));
    });
  }

  for (const name of ["text", "missing"]) {
    it(`does not run here without an archive: ${name}`, () => {
      const reason = started.cloud.registry.use(functions).parkedReason(name);
      expect(reason).to.match(
        new RegExp(`^its code is in S3 \\(code-[0-9a-f]{7}/${name}\\.zip\\), where this program puts no archive$`),
      );
    });
  }
});
