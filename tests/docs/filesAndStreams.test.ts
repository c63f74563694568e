import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect } from "chai";
import { openApiDocument } from "../../api/openapi/document";
import { packager } from "../../api/packaging/archive";
import { findViolations } from "../../api/route/checks";
import type { Resource } from "../../api/route/resource";
import { blocks } from "../support/blocks";
import { root } from "../support/program";

let folder: string;
let orders: Resource;

before(() => {
  folder = mkdtempSync(join(root, "api", "tmp-"));
  const file = join(folder, "routes.ts");
  writeFileSync(file, blocks("docs/files-and-streams.md", "ts")[0]!);
  ({ orders } = createRequire(__filename)(file) as { orders: Resource });
});
after(() => rmSync(folder, { recursive: true }));

describe("docs/files-and-streams.md", () => {
  it("declares routes without violations, whose answers the document describes", () => {
    expect([...findViolations([orders])]).to.deep.equal([]);
    const { paths } = openApiDocument("test", orders.routes) as unknown as { paths: Record<string, any> };
    expect(Object.values(paths).map(({ get }) => [get["x-streamed"], get.responses[200].content])).to.deep.equal([
      [true, { "application/pdf": { schema: { type: "string", format: "binary" } } }],
      [true, { "text/event-stream": { schema: { type: "string" } } }],
    ]);
  });

  it("shows callbacks that archives can contain", async () => {
    const pack = packager();
    for (const route of orders.routes) {
      const files = (await pack(route).assets) as Record<string, { text: Promise<string> }>;
      expect(await files["runtime.js"]!.text).to.include("streamifyResponse");
    }
  });
});
