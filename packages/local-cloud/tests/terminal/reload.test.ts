import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { LocalCloud } from "../../src/cloud";
import { readProject } from "../../src/program/project/readProject";
import { Reloads } from "../../src/terminal/reload";
import { Screen } from "../../src/terminal/screen";
import { programSource, withProgram } from "../support/cloud";

/** Reloads a program with each source in turn. @returns the text of each reload, without its first line. */
async function reloadTexts(first: string, sources: readonly string[]): Promise<string[]> {
  return withProgram(programSource(first), async (dir) => {
    const read = () => readProject(dir, "dev", []);
    const cloud = await LocalCloud.start(read(), { host: "127.0.0.1", port: 0 });
    try {
      let written = "";
      const screen = new Screen({ write: (text) => (written += text) });
      const reloads = new Reloads({ cloud, screen, read, textOf: String });
      const texts: string[] = [];
      for (const source of sources) {
        written = "";
        writeFileSync(join(dir, "index.ts"), programSource(source));
        await reloads.reload();
        texts.push(written.slice(written.indexOf("\n") + 1));
      }
      return texts;
    } finally {
      await cloud.stop();
    }
  });
}

const topic = `const topic = new aws.sns.Topic("topic");`;
const subscription = (name: string, protocol = "application") =>
  `new aws.sns.TopicSubscription("${name}", {
    topic: topic.arn, protocol: "${protocol}", subscriptionRoleArn: "arn:aws:iam::123456789012:role/r",
    endpoint: "arn:aws:${protocol === "firehose" ? "firehose:eu-central-1:123456789012:deliverystream/s" : "sns:eu-central-1:123456789012:endpoint/GCM/app/1"}",
  });`;
const unchanged = "  no route, function or table has changed\n";

describe("a reload", () => {
  it("prints the inputs without an effect and the unemulated resources that it adds, each once", async () => {
    const added = `${topic}${subscription("old")}${subscription("new")}new aws.kinesis.Stream("jobs", { shardCount: 1 });`;
    const more = `${topic}${subscription("old", "firehose")}${subscription("new")}new aws.kinesis.Stream("jobs", { shardCount: 1 });`;
    const texts = await reloadTexts(`${topic}${subscription("old")}`, [
      `${topic}${subscription("old")}`,
      added,
      added,
      `throw new pulumi.RunError("no");`,
      more,
      topic,
      `${topic}${subscription("new")}`,
    ]);
    const ineffective = (name: string, input: string) => `  TopicSubscription ${name}: ${input} has no effect here\n`;
    expect(texts).to.deep.equal([
      unchanged,
      `${unchanged}  Declared, but not emulated here:\n    aws:kinesis/stream:Stream\n      jobs\n${ineffective("new", "protocol application")}`,
      unchanged,
      "not reloaded: the previous program keeps running\n",
      unchanged + ineffective("old", "protocol firehose"),
      unchanged,
      unchanged + ineffective("new", "protocol application"),
    ]);
  });
});
