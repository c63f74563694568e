import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { watchProgram } from "../../src/terminal/watch";

/**
 * Writes files below a watched program. The first ones must not cause a reload. Each of the others is written after the
 * previous one has caused its reload.
 *
 * @returns the last written file at each reload.
 */
async function reloadsFor(ignored: readonly string[], files: readonly string[]): Promise<string[]> {
  const dir = mkdtempSync(join(tmpdir(), "watched-"));
  for (const file of [...ignored, ...files]) mkdirSync(join(dir, dirname(file)), { recursive: true });
  const reloads: string[] = [];
  let written = "";
  let reloaded: () => void = () => undefined;
  const stop = watchProgram(dir, () => {
    reloads.push(written);
    reloaded();
    return Promise.resolve(true);
  });
  const write = (file: string) => {
    written = file;
    writeFileSync(join(dir, file), "1");
  };
  try {
    ignored.forEach(write);
    for (const file of files) {
      const reload = new Promise<void>((resolve) => (reloaded = resolve));
      write(file);
      await reload;
    }
    return reloads;
  } finally {
    stop();
    rmSync(dir, { recursive: true });
  }
}

describe("--watch", () => {
  it("reloads for sources in any folder of the program", async () => {
    const files = [
      "local/a.ts",
      "bench/b.mjs",
      "tests/fixture.json",
      "lib/deep/c.tsx",
      "Pulumi.dev.yaml",
      "openapi.yml",
    ];
    expect(await reloadsFor([], files)).to.deep.equal(files);
  });

  it("does not reload for tests, packages, hidden folders and other files", async () => {
    const ignored = ["tests/a.test.ts", "b.spec.mjs", "node_modules/a/index.js", ".git/c.json", "notes.txt"];
    expect(await reloadsFor(ignored, ["index.ts"])).to.deep.equal(["index.ts"]);
  });
});
