import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { root } from "../../local-cloud/tests/support/program";

const markdown = (folder: string): string[] =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder))
        .filter((name) => name.endsWith(".md"))
        .map((name) => join(folder, name))
    : [];
const packageFolders = readdirSync(join(root, "packages"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => join("packages", name));
const pages = ["", "docs", ...packageFolders, ...packageFolders.map((folder) => join(folder, "docs"))]
  .flatMap(markdown)
  .filter((file) => file !== "CHANGELOG.md");

/** Where the paths of a page begin: architecture.md shortens those of the local cloud, a package's pages its own. */
const foldersOf = (page: string): string[] => [".", "packages/local-cloud/src", page.split("/").slice(0, 2).join("/")];

/** Files that a page tells its reader to make. */
const toMake = /^(?:api\/orders\/|api\/quotes\/|tests\/contract\/orders)/;

const read = (page: string): string => readFileSync(join(root, page), "utf8").replace(/^```[^]*?^```/gm, "");

/** Anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

describe("the documentation", () => {
  for (const page of pages) {
    it(`${page} names files, folders and sections that exist`, () => {
      const text = read(page);
      const named = [...text.matchAll(/`((?:[\w.-]+\/)+[\w.-]*)`/g)].map(([, path]) => path!);
      const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].map(
        ([, path, anchor]) => [path === "" ? page : join(dirname(page), path!), anchor] as const,
      );
      // `POST /items`, `/_local/` and the like begin with a slash; `application/json` has no ending and is no folder.
      const paths = named.filter((path) =>
        /\.(?:ts|cjs|mjs|json|yaml|md|txt)$|^(?:api|docs|monitoring|tests|packages)\//.test(path),
      );
      const missing = [
        ...paths.filter(
          (path) => !toMake.test(path) && !foldersOf(page).some((folder) => existsSync(join(root, folder, path))),
        ),
        ...links.filter(([path]) => !existsSync(join(root, path))).map(([path]) => path),
        ...links
          .filter(([path, anchor]) => anchor !== undefined && existsSync(join(root, path)) && path.endsWith(".md"))
          .filter(([path, anchor]) => !anchorsOf(path).includes(anchor!))
          .map(([path, anchor]) => `${path}#${anchor}`),
      ];
      expect(missing).to.deep.equal([]);
    });
  }

  it("is listed whole in docs/index.md", () => {
    const index = read("docs/index.md");
    const listed = [...index.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, name]) => `docs/${name}`);
    expect([...new Set(listed)].sort()).to.deep.equal(
      markdown("docs")
        .filter((page) => page !== "docs/index.md")
        .sort(),
    );
  });
});
