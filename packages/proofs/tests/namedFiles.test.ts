import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { root } from "../../local-cloud/tests/support/program";

const pages = [...readdirSync(root), ...readdirSync(join(root, "docs")).map((name) => join("docs", name))].filter(
  (file) => file.endsWith(".md") && file !== "CHANGELOG.md",
);

/** Where architecture.md speaks of the local cloud, its paths begin in that folder. */
const folders = [".", "packages/local-cloud/src"];

/** Files that a page tells its reader to make. */
const toMake = /^(?:api\/orders\/|tests\/contract\/orders)/;

describe("the documentation", () => {
  for (const page of pages) {
    it(`${page} names files and folders that are there`, () => {
      const text = readFileSync(join(root, page), "utf8").replace(/^```[^]*?^```/gm, "");
      const named = [...text.matchAll(/`((?:[\w.-]+\/)+[\w.-]*)`/g)].map(([, path]) => path!);
      const linked = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => join(dirname(page), path!));
      // `POST /items`, `/_local/` and the like begin with a slash; `application/json` has no ending and is no folder.
      const paths = named.filter((path) =>
        /\.(?:ts|cjs|mjs|json|yaml|md|txt)$|^(?:api|docs|monitoring|tests|packages)\//.test(path),
      );
      const missing = [
        ...paths.filter(
          (path) => !toMake.test(path) && !folders.some((folder) => existsSync(join(root, folder, path))),
        ),
        ...linked.filter((path) => !existsSync(join(root, path))),
      ];
      expect(missing).to.deep.equal([]);
    });
  }
});
