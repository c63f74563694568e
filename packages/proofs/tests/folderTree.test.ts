import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { root } from "../../local-cloud/tests/support/program";

/** Returns the lines of a page's first `text` block. */
function treeOf(page: string): string[] {
  const [, tree = ""] = /^```text\n([^]*?)^```/m.exec(readFileSync(join(root, page), "utf8")) ?? [];
  return tree.trimEnd().split("\n");
}

/** Converts a tree with two spaces a level to paths from the root. */
function listedFolders(lines: readonly string[]): string[] {
  const parents: string[] = [];
  return lines.map((line) => {
    const [, indent = "", name = ""] = /^((?: {2})*)([\w.-]+)\//.exec(line) ?? [];
    parents.splice(indent.length / 2, Infinity, name);
    return parents.join("/");
  });
}

/** Lists the folders that git does not ignore, without hidden ones. */
function foldersOfProject(): string[] {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root });
  const deleted = new Set(execFileSync("git", ["ls-files", "-z", "--deleted"], { cwd: root }).toString().split("\0"));
  const folders = new Set<string>();
  for (const file of listed
    .toString()
    .split("\0")
    .filter((each) => !deleted.has(each))) {
    const parts = file.split("/").slice(0, -1);
    if (!file.startsWith(".")) parts.forEach((_, depth) => folders.add(parts.slice(0, depth + 1).join("/")));
  }
  return [...folders].filter((folder) => !/(?:^|\/)tmp-/.test(folder));
}

/** True for folders that the tree must list: two levels of the template, and packages down to one level below src. */
function isInTree(folder: string): boolean {
  const [top, , kind, ...below] = folder.split("/");
  if (top !== "packages") return folder.split("/").length <= 2;
  return kind === "src" ? below.length <= 1 : below.length === 0;
}

describe("the folder tree of docs/architecture.md", () => {
  const lines = treeOf("docs/architecture.md");

  it("lists every folder of the project, and no other", () => {
    expect(listedFolders(lines).sort()).to.deep.equal(foldersOfProject().filter(isInTree).sort());
  });

  it("describes each folder", () => {
    for (const line of lines) expect(line).to.match(/^ *[\w.-]+\/ +\S.{5,}$/);
  });
});
