import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readProject } from "../../src/program/project/readProject";
import { readDeclaredProject, readLocalProject, secretsFileOf } from "../../src/program/project/secretsFile";
import { root } from "../support/program";

describe("a file of secrets", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "secrets-file-"));
    writeFileSync(join(dir, "index.ts"), "");
    writeFileSync(join(dir, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    writeFileSync(join(dir, "Pulumi.dev.yaml"), "config:\n  shop:key:\n    secure: v1:abc\n");
  });
  afterEach(() => rmSync(dir, { recursive: true }));
  const write = (text: string) => writeFileSync(join(dir, ".secrets.dev.yaml"), text);

  it("sets secrets of a local run, and of nothing else", () => {
    write("key: first\nshop:port: 3000\n");
    const { config, secretKeys } = readLocalProject(dir, "dev", []);
    expect(config).to.deep.equal({ "shop:key": "first", "shop:port": "3000" });
    expect(secretKeys).to.deep.equal(["shop:key", "shop:port"]);
    expect(() => readProject(dir, "dev", [])).to.throw("shop:key is encrypted in Pulumi.dev.yaml");
  });

  it("yields to an option of the command line", () => {
    write("key: first\n");
    expect(readLocalProject(dir, "dev", [{ secret: "key=second" }]).config).to.deep.equal({ "shop:key": "second" });
  });

  it("is not required by tools that read only the declaration, which get a text for each encrypted value", () => {
    const stackFile = "config:\n  shop:key:\n    secure: v1:abc\n  shop:list: [{ a: { secure: v1:d }, b: 1 }]\n";
    writeFileSync(join(dir, "Pulumi.dev.yaml"), stackFile);
    const text = "placeholder-of-an-encrypted-value-0123456789-0123456789-01234567";
    const { config, secretKeys } = readDeclaredProject(dir, "dev", []);
    expect(config).to.deep.equal({ "shop:key": text, "shop:list": JSON.stringify([{ a: text, b: 1 }]) });
    expect(secretKeys).to.deep.equal(["shop:key", "shop:list"]);
    write("key: first\n");
    expect(readDeclaredProject(dir, "dev", []).config["shop:key"]).to.equal("first");
    expect(readDeclaredProject(dir, "dev", [{ secret: "key=second" }]).config["shop:key"]).to.equal("second");
  });

  it("is not required", () => {
    expect(readLocalProject(dir, "dev", [{ secret: "key=second" }]).config).to.deep.equal({ "shop:key": "second" });
  });

  it("rejects a value that is not text, without quoting it", () => {
    write("key:\n  inner: hush\n");
    expect(() => readLocalProject(dir, "dev", [])).to.throw(
      `${join(dir, ".secrets.dev.yaml")}: the value of key must be text`,
    );
  });

  it("is ignored by git in this project", () => {
    const ignored = execFileSync("git", ["check-ignore", "--no-index", secretsFileOf("dev")], { cwd: root });
    expect(String(ignored)).to.equal(".secrets.dev.yaml\n");
  });
});
