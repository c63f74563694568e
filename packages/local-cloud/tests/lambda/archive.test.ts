import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { create } from "tar";
import { duringLoad } from "../../src/kernel/loadScope";
import { ArchiveFolders, contentKey } from "../../src/lambda/archives/archive";

describe("a function's archive", () => {
  let dir: string;
  let folders: ArchiveFolders;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "archive-"));
    folders = new ArchiveFolders();
    mkdirSync(join(dir, "code", "lib"), { recursive: true });
    writeFileSync(join(dir, "code", "index.js"), "exports.handler = 1;");
    writeFileSync(join(dir, "code", "lib", "deep.js"), "exports.deep = 2;");
  });
  afterEach(async () => {
    await folders.remove();
    rmSync(dir, { recursive: true });
  });

  const unpack = (file: string) => folders.unpack("f", new pulumi.asset.FileArchive(join(dir, file)));
  const refusal = (file: string) => unpack(file).catch((error: Error) => error.message.replace(dir, ""));

  for (const [file, gzip] of [
    ["packed.tar", false],
    ["packed.tgz", true],
    ["packed.tar.gz", true],
  ] as const) {
    it(`unpacks ${file}`, async () => {
      await create({ file: join(dir, file), cwd: join(dir, "code"), gzip }, ["index.js", "lib"]);
      const root = await unpack(file);
      expect(readFileSync(join(root, "index.js"), "utf8")).to.equal("exports.handler = 1;");
      expect(readFileSync(join(root, "lib", "deep.js"), "utf8")).to.equal("exports.deep = 2;");
    });
  }

  it("puts packages of a workspace's root where the function finds them", async () => {
    const code = new pulumi.asset.AssetArchive({
      "../../node_modules/shared": new pulumi.asset.FileArchive(join(dir, "code")),
    });
    const root = await folders.unpack("f", code);
    expect(readFileSync(join(root, "node_modules", "shared", "index.js"), "utf8")).to.equal("exports.handler = 1;");
  });

  it("holds a folder that several functions bring once, apart from the program's own, and anew once it changes", async () => {
    const brought = (name: string) =>
      folders.unpack(
        name,
        new pulumi.asset.AssetArchive({
          "index.js": new pulumi.asset.StringAsset(`exports.name = ${JSON.stringify(name)};`),
          "node_modules/lib": new pulumi.asset.FileArchive(join(dir, "code")),
        }),
      );
    const deep = (root: string) => join(root, "node_modules", "lib", "lib", "deep.js");
    const [first, second] = [await brought("first"), await brought("second")];
    expect(second).not.to.equal(first);
    expect(statSync(deep(second)).ino).to.equal(statSync(deep(first)).ino);
    expect(statSync(deep(first)).ino).not.to.equal(statSync(join(dir, "code", "lib", "deep.js")).ino);
    writeFileSync(join(dir, "code", "lib", "deep.js"), "exports.deep = 3;");
    expect(readFileSync(deep(await brought("second")), "utf8")).to.equal("exports.deep = 3;");
    expect(readFileSync(deep(first), "utf8")).to.equal("exports.deep = 2;");
  });

  it("links a folder that another archive contains when code is about to run, as it was", async () => {
    const prepare = (name: string) =>
      folders.prepare(
        name,
        new pulumi.asset.AssetArchive({
          "index.js": new pulumi.asset.StringAsset(`exports.name = ${JSON.stringify(name)};`),
          "node_modules/lib": new pulumi.asset.FileArchive(join(dir, "code")),
        }),
      );
    const deep = (root: string) => join(root, "node_modules", "lib", "lib", "deep.js");
    const [first, second] = [await prepare("first"), await prepare("second")];
    expect(
      [first, second].map((root) => [join(root, "index.js"), deep(root)].map((file) => existsSync(file))),
    ).to.deep.equal([
      [true, true],
      [true, false],
    ]);
    writeFileSync(join(dir, "code", "lib", "deep.js"), "exports.deep = 3;");
    folders.complete(second);
    folders.complete(second);
    expect(readFileSync(deep(second), "utf8")).to.equal("exports.deep = 2;");
  });

  it("is compared by the files as they are when a load begins", async () => {
    const key = () => contentKey(new pulumi.asset.FileArchive(join(dir, "code")));
    const change = (text: string) => writeFileSync(join(dir, "code", "lib", "deep.js"), text);
    const before = await key();
    await duringLoad(async () => {
      expect(await key()).to.equal(before);
      change("exports.deep = 3;");
      expect(await key()).to.equal(before);
    });
    const after = await key();
    expect(after).not.to.equal(before);
    change("exports.deep = 2;");
    expect(await duringLoad(key)).to.equal(before);
  });

  for (const [what, own] of [
    ["a text", () => new pulumi.asset.StringAsset("exports.deep = 4;")],
    ["a file", () => new pulumi.asset.FileAsset(join(dir, "own.js"))],
  ] as const) {
    it(`puts ${what} in place of a folder's file, and changes no other archive`, async () => {
      writeFileSync(join(dir, "own.js"), "exports.deep = 4;");
      const lib = () => new pulumi.asset.FileArchive(join(dir, "code"));
      const deep = (root: string) => readFileSync(join(root, "lib", "lib", "deep.js"), "utf8");
      const unpackLib = async (name: string, more: Record<string, pulumi.asset.Asset> = {}) =>
        deep(await folders.unpack(name, new pulumi.asset.AssetArchive({ ...more, lib: lib() })));
      const replaced = { "lib/lib/deep.js": own() };
      expect(await unpackLib("first", replaced)).to.equal("exports.deep = 4;");
      expect(await unpackLib("second")).to.equal("exports.deep = 2;");
      expect(await unpackLib("third", { ...replaced, other: new pulumi.asset.StringAsset("") })).to.equal(
        "exports.deep = 4;",
      );
      expect(await unpackLib("fourth", { other: new pulumi.asset.StringAsset("") })).to.equal("exports.deep = 2;");
    });
  }

  it("accepts a folder beside one that contains an equal folder", async () => {
    mkdirSync(join(dir, "outer"));
    cpSync(join(dir, "code"), join(dir, "outer", "inner"), { recursive: true });
    const code = new pulumi.asset.AssetArchive({
      outer: new pulumi.asset.FileArchive(join(dir, "outer")),
      other: new pulumi.asset.FileArchive(join(dir, "code")),
      "outer/inner": new pulumi.asset.FileArchive(join(dir, "outer", "inner")),
    });
    const root = await folders.unpack("f", code);
    for (const place of ["other", "outer/inner"]) {
      expect(readFileSync(join(root, place, "index.js"), "utf8")).to.equal("exports.handler = 1;");
    }
  });

  it("rejects paths outside the folder, entries that are not files, and files that are not archives", async () => {
    await create({ file: join(dir, "out.tar"), cwd: join(dir, "code"), preservePaths: true }, ["../code/index.js"]);
    expect(await refusal("out.tar")).to.match(/^\/out\.tar cannot be unpacked: .*'\.\.'/);
    symlinkSync("/etc/hostname", join(dir, "code", "link.js"));
    await create({ file: join(dir, "link.tar"), cwd: join(dir, "code") }, ["link.js"]);
    expect(await refusal("link.tar")).to.equal("/link.tar cannot be unpacked: link.js is a SymbolicLink");
    writeFileSync(join(dir, "cut.tgz"), "none");
    expect(await refusal("cut.tgz")).to.match(/^\/cut\.tgz cannot be unpacked: TAR_BAD_ARCHIVE: /);
    writeFileSync(join(dir, "code.rar"), "");
    expect(await refusal("code.rar")).to.equal(
      "/code.rar must be a folder or end in .zip, .jar, .tar, .tgz or .tar.gz",
    );
  });
});
