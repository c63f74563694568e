import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { asset } from "@pulumi/pulumi";
import { packager } from "../../../api/packaging/archive";
import { routes } from "../../../api/routes";
import { measuredBudget } from "../../../tests/support/budget";

const root = join(__dirname, "../../..");

describe("the archives of the shipped routes", () => {
  it("have at most 65 kB gzipped, as docs/decisions.md states", async () => {
    const budget = await measuredBudget();
    const sizes = routes.map(({ name }) => budget[name]!.gzipped);
    expect(sizes).to.have.length.above(0);
    expect(Math.max(...sizes)).to.be.at.most(65_000);
    const page = readFileSync(join(root, "docs/decisions.md"), "utf8").replace(/\s+/g, " ");
    const [, ...stated] = /archives of the shipped routes have ([\d.]+) to ([\d.]+) kB gzipped/.exec(page)!;
    // Versions of zlib differ by some bytes.
    expect(Number(stated[0])).to.be.closeTo(Math.min(...sizes) / 1_000, 0.3);
    expect(Number(stated[1])).to.be.closeTo(Math.max(...sizes) / 1_000, 0.3);
  });

  it("contain no code of streamed answers, groups, consumers or raw signatures", async () => {
    const pack = packager();
    for (const route of routes) {
      const files = (await pack(route).assets) as Record<string, asset.StringAsset>;
      expect(await files["__index.js"]!.text, route.name).not.to.match(
        /streamifyResponse|the group has no route|batchItemFailures|timingSafeEqual/,
      );
    }
  });
});
