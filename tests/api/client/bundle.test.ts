import { join } from "node:path";
import { build } from "esbuild";
import { expect } from "chai";
import { root } from "../../support/program";

describe("a front end that imports the client", () => {
  it("contains code of client/src only, and is smaller than 4 kB gzipped", async () => {
    const { metafile, outputFiles } = await build({
      stdin: {
        contents: `
          import { createClient } from "./client/src";
          import type { api } from "./api/routes";
          export const client = createClient<typeof api>({ baseUrl: "https://a.example", idempotent: {} as never });`,
        loader: "ts",
        resolveDir: root,
        sourcefile: "front-end.ts",
      },
      bundle: true,
      minify: true,
      platform: "browser",
      format: "esm",
      metafile: true,
      write: false,
      absWorkingDir: root,
    });
    const files = Object.keys(metafile.inputs).filter((file) => file !== "front-end.ts");
    expect(files.filter((file) => !file.startsWith("client/src/"))).to.deep.equal([]);
    expect(files).to.include(join("client", "src", "sender.ts"));
    const { gzipSync } = await import("node:zlib");
    expect(gzipSync(outputFiles[0]!.contents).length).to.be.lessThan(4_096);
  });
});
