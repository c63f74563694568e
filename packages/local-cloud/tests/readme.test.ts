import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { dynamoDbCommand } from "../src/terminal/dynamoDbServer";
import { runCommand } from "../src/terminal/options";
import { writeProject } from "./support/cloud";

const folder = join(__dirname, "..");
const readme = readFileSync(join(folder, "README.md"), "utf8");
const [program = "", test = ""] = [...readme.matchAll(/^```ts\n([^]*?)^```/gm)].map(([, block]) => block!);

describe("the README of the local cloud", () => {
  it("shows a program and a test of it that passes", async () => {
    const dir = mkdtempSync(join(__dirname, "tmp-"));
    try {
      writeProject(dir);
      writeFileSync(join(dir, "index.ts"), program);
      writeFileSync(join(dir, "hello.test.ts"), test);
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ["-r", "@onemachine/local-cloud/register", "hello.test.ts"],
        { cwd: dir, env: { PATH: process.env["PATH"] } },
      );
      expect(stdout).to.match(/^(?:# pass 1|ℹ pass 1)$/m);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });

  it("lists exactly the options of the command", () => {
    const listed = [...readme.matchAll(/^\| (`--.*?`) +\|/gm)].flatMap(([, cell]) => cell!.match(/--[\w-]+/g)!);
    const usage = runCommand({ root: ".", env: {}, version: "" }, () => undefined).helpInformation();
    const known = [...usage.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, option]) => option);
    expect(listed.sort()).to.deep.equal([...known].sort());
  });

  it("names only existing options of `local-cloud dynamodb`", () => {
    const [, line = ""] = /^npx local-cloud dynamodb (.+)$/m.exec(readme) ?? [];
    const usage = dynamoDbCommand().helpInformation();
    for (const option of line.match(/--\w+/g) ?? []) expect(usage).to.include(`  ${option} `);
  });

  it("installs tarballs only, never a version", () => {
    const installs = [...readme.matchAll(/^npm install (.+)$/gm)].map(([, words]) => words!);
    expect(installs).not.to.deep.equal([]);
    for (const words of installs) {
      for (const word of words.split(" ").filter((each) => !each.startsWith("--"))) expect(word).to.match(/\.tgz$/);
    }
  });
});
