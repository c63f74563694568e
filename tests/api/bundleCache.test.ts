import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { bundleAll } from "../../api/packaging/bundle";
import { BundleCache } from "../../api/packaging/bundleCache";
import type { PackageModule } from "../../api/packaging/packageModules";

describe("the cache of bundles", () => {
  let root: string;
  const greeting = { specifier: "greeting", package: "greeting", source: "greeting", names: ["text"] } as const;
  const imported: PackageModule = { ...greeting, isNamespace: false };

  const write = (path: string, text: string, folder = root) => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const entries = () => readdirSync(join(root, "node_modules", ".cache", "bundles"));
  const bundled = async () => (await bundleAll([[imported]], root))[0]!;
  const own: PackageModule = { ...imported, package: "this program", source: "./api/reply" };
  /** Marks the only entry, so that a test sees which bundle it gets. */
  const mark = (text: string) => {
    const path = join(root, "node_modules", ".cache", "bundles", entries()[0]!);
    writeFileSync(path, readFileSync(path, "utf8").replace(text, "kept"));
  };
  const valueOf = (text: string): unknown => {
    const module = { exports: {} as { readonly text?: unknown } };
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- runs the bundle
    (new Function("module", text) as (module: object) => void)(module);
    return module.exports.text;
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "bundles-"));
    write("package.json", `{ "dependencies": { "greeting": "1.0.0" } }`);
    write("node_modules/greeting/package.json", `{ "name": "greeting", "main": "a.js" }`);
    write("node_modules/greeting/a.js", `export * from "./text.js";`);
    write("node_modules/greeting/text.js", `export const text = "good morning";`);
    write("node_modules/greeting/b.js", `export const text = "good night";`);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("returns the bundle of an earlier build", async () => {
    const built = await bundled();
    mark("good morning");
    expect(valueOf((await bundled()).text)).to.equal("kept");
    expect(valueOf(built.text)).to.equal("good morning");
  });

  it("returns the bundle of a copy of the program with the same packages, and builds again for another text", async () => {
    const copy = mkdtempSync(join(tmpdir(), "bundles-"));
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"), "junction");
    copyFileSync(join(root, "package.json"), join(copy, "package.json"));
    const bundledIn = async (folder: string, end: string) => {
      write(
        "api/reply.ts",
        `import { text as greeting } from "greeting"; export const text = greeting + "${end}";`,
        folder,
      );
      return valueOf((await bundleAll([[own]], folder))[0]!.text);
    };
    await bundledIn(root, "!");
    mark("good morning");
    try {
      expect(await bundledIn(copy, "!")).to.equal("kept!");
      expect(await bundledIn(copy, "?")).to.equal("good morning?");
    } finally {
      rmSync(copy, { recursive: true });
    }
  });

  it("keeps the bundles of two versions of the building modules apart, which share node_modules", () => {
    const bundle = (text: string) => ({ text, gzipped: 1, packages: {} });
    for (const [folder, text] of Object.entries({ old: "1", new: "2", copy: "1" })) write(`${folder}/build.ts`, text);
    const cacheOf = (folder: string) => new BundleCache(root, join(root, folder));
    cacheOf("old").keep("entry", bundle("of old"), []);
    expect(cacheOf("new").find("entry")).to.equal(undefined);
    cacheOf("new").keep("entry", bundle("of new"), []);
    expect(["old", "new", "copy"].map((folder) => cacheOf(folder).find("entry")?.text)).to.deep.equal([
      "of old",
      "of new",
      "of old",
    ]);
  });

  const changes: Record<string, { readonly change: () => void; readonly text: string }> = {
    "a file of a package changes": {
      change: () => write("node_modules/greeting/text.js", `export const text = "good evening";`),
      text: "good evening",
    },
    "the manifest of a package names another file": {
      change: () => write("node_modules/greeting/package.json", `{ "name": "greeting", "main": "b.js" }`),
      text: "good night",
    },
    "a file of a package is removed": {
      change: () => {
        write("node_modules/greeting/a.js", `export const text = "good day";`);
        rmSync(join(root, "node_modules/greeting/text.js"));
      },
      text: "good day",
    },
    "an entry is incomplete": {
      change: () => writeFileSync(join(root, "node_modules", ".cache", "bundles", entries()[0]!), `{"files":["`),
      text: "good morning",
    },
  };
  for (const [what, { change, text }] of Object.entries(changes)) {
    it(`builds again when ${what}`, async () => {
      await bundled();
      change();
      expect(valueOf((await bundled()).text)).to.equal(text);
    });
  }

  it("keeps nothing of a build that fails", async () => {
    write("node_modules/greeting/text.js", `export const text = ;`);
    const failed = await bundled().catch((error: Error) => error.message);
    expect(failed).to.match(/text\.js:1:20: ERROR: Unexpected ";"/);
    write("node_modules/greeting/text.js", `export const text = "mended";`);
    expect(valueOf((await bundled()).text)).to.equal("mended");
    expect(entries()).to.have.length(1);
  });

  it("builds where nothing can be stored", async () => {
    write("node_modules/.cache", "a file, not a folder");
    expect(valueOf((await bundled()).text)).to.equal("good morning");
  });
});
