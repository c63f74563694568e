import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { LocalCloud } from "../../src/cloud";
import { readProject } from "../../src/program/project/readProject";
import { programSource, startProgram, withProgram } from "../support/cloud";

const names = (cloud: LocalCloud, type: string) =>
  cloud.program.resources.filter((resource) => resource.type.endsWith(`:${type}`)).map(({ name }) => name);

const handlers = `
  const role = new aws.iam.Role("fn", { assumeRolePolicy: "{}" });
  const fn = new aws.lambda.Function("fn", {
    role: role.arn, runtime: "nodejs24.x", handler: "index.handler",
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("exports.handler = async () => 1;") }),
  });
  const files = new aws.s3.Bucket("files");
  files.onObjectCreated("created", fn);
  files.onObjectRemoved("removed", fn);
  new aws.sns.Topic("topic").onEvent("told", fn);`;

describe("a resource declared on beforeExit", () => {
  it("is registered: handlers of buckets and topics", async () => {
    const run = await startProgram(handlers);
    try {
      expect(names(run.cloud, "BucketNotification")).to.deep.equal(["created"]);
      expect(names(run.cloud, "TopicSubscription")).to.deep.equal(["told"]);
    } finally {
      await run.stop();
    }
  });

  it("may declare more resources on the event, even if packages have patched events", async () => {
    // Packages load `domain`, through which Node.js then emits events.
    await import("node:domain");
    const run = await startProgram(`
      let left = 3;
      process.on("beforeExit", () => { if (left > 0) new aws.sns.Topic("topic-" + left--); });`);
    try {
      expect(names(run.cloud, "Topic")).to.deep.equal(["topic-3", "topic-2", "topic-1"]);
    } finally {
      await run.stop();
    }
  });

  it("belongs to the current load, after successful and failed loads", async () => {
    const own = `process.once("beforeExit", () => void new aws.sns.Topic("last"));`;
    await withProgram(programSource(`${handlers}\n${own}`), async (dir) => {
      const cloud = await LocalCloud.start(readProject(dir, "dev", []), { host: "127.0.0.1", port: 0 });
      const listeners = process.listenerCount("beforeExit");
      const reload = (source: string) => {
        writeFileSync(join(dir, "index.ts"), programSource(source));
        return cloud.reload(readProject(dir, "dev", []));
      };
      try {
        const failed = await reload(`${handlers}\n${own}\nthrow new pulumi.RunError("no");`).catch(String);
        expect(failed).to.equal("UserError: no");
        await reload(`${handlers}\n${own}`);
        expect(names(cloud, "BucketNotification")).to.deep.equal(["created"]);
        expect(names(cloud, "Topic")).to.deep.equal(["topic", "last"]);
        expect(process.listenerCount("beforeExit")).to.equal(listeners);
      } finally {
        await cloud.stop();
      }
    });
  });
});
