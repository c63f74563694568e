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

/** Folders that a page's paths are relative to: the root, the local cloud's source, or the page's package. */
const foldersOf = (page: string): string[] => [".", "packages/local-cloud/src", page.split("/").slice(0, 2).join("/")];

/** Files that a reader of a page creates. */
const toMake =
  /^(?:api\/(?:orders|quotes|hooks|files|payments|bookings|imports|approvals|seats|teams)\/|tests\/contract\/orders)/;

const read = (page: string): string => readFileSync(join(root, page), "utf8").replace(/^```[^]*?^```/gm, "");

/** Returns the anchors that GitHub generates for a page's headings. */
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
    it(`${page} refers only to existing files, folders and sections`, () => {
      const text = read(page);
      const named = [...text.matchAll(/`((?:[\w.-]+\/)+[\w.-]*)`/g)].map(([, path]) => path!);
      const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].map(
        ([, path, anchor]) => [path === "" ? page : join(dirname(page), path!), anchor] as const,
      );
      // Excludes routes such as `POST /items`, which begin with a slash, and media types, which have no file extension.
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

  it("is listed completely in docs/index.md", () => {
    const index = read("docs/index.md");
    const listed = [...index.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, name]) => `docs/${name}`);
    expect([...new Set(listed)].sort()).to.deep.equal(
      markdown("docs")
        .filter((page) => page !== "docs/index.md")
        .sort(),
    );
  });
});
