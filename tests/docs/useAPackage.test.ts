import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect } from "chai";
import type { Declared } from "@onemachine/local-cloud";
import { packager } from "../../api/packaging/archive";
import type { Resource, Route } from "../../api/route/resource";
import { loadFunction } from "../support/artefact";
import { blocks } from "../support/blocks";
import { root } from "../support/program";

describe("docs/use-a-package.md", () => {
  let folder: string;
  let route: Route;

  before(() => {
    folder = mkdtempSync(join(root, "api", "tmp-"));
    const file = join(folder, "routes.ts");
    writeFileSync(file, blocks("docs/use-a-package.md", "ts")[0]!);
    const { quotes } = createRequire(__filename)(file) as { quotes: Resource };
    route = quotes.routes[0]!;
  });
  after(() => rmSync(folder, { recursive: true }));

  it("shows a callback that answers from its archive", async () => {
    const code = packager()(route);
    const fn = { name: "readQuote", inputs: { code, handler: "__index.handler", runtime: "nodejs24.x" } };
    const loaded = await loadFunction(fn as unknown as Declared, {});
    try {
      const answer = await loaded.answer({ pathParameters: { word: " hello " } });
      expect(answer.json).to.deep.equal({ yaml: "hello\n", letters: 7 });
    } finally {
      await loaded.stop();
    }
  });

  it("refuses the archive above its budget, with the largest packages", async () => {
    const error = await packager()({ ...route, archiveBudget: 1_000 }).assets.catch((reason: Error) => reason.message);
    expect(error).to.match(
      /^route readQuote: its archive has \d+ bytes gzipped, and archiveBudget allows 1000; its largest packages in bytes: yaml \d+, /,
    );
  });
});
