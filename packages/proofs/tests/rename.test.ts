import { expect } from "chai";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readProject } from "@onemachine/local-cloud";
import { rename } from "../../api-tools/src/rename";
import { resolveRenaming } from "../../api-tools/src/rename/checks";
import { loadWordLists } from "../../api-tools/src/rename/config";
import { findOccurrences } from "../../api-tools/src/rename/occurrences";
import { planRenaming, untouchedReason } from "../../api-tools/src/rename/plan";
import { readProjectState, readFiles } from "../../api-tools/src/rename/project";
import { capitalize, type Renaming } from "../../api-tools/src/rename/words";
import { copyProject } from "../guide";
import { declare, ofType, root } from "../../local-cloud/tests/support/program";

describe("npx api-tools rename", () => {
  it("prints one sentence and exits with 1 for a user's mistake", () => {
    const args = [join("packages", "api-tools", "bin.cjs"), "rename", "items"];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    expect([status, stdout, stderr]).to.deep.equal([1, "", "missing required argument 'new'\n"]);
  });

  it("requires committed files, unless --force is given", async () => {
    const dir = mkdtempSync(join(tmpdir(), "rename-"));
    try {
      mkdirSync(join(dir, "api", "items"), { recursive: true });
      writeFileSync(join(dir, "Pulumi.yaml"), "name: items-api\n");
      writeFileSync(join(dir, "api", "items", "routes.ts"), 'export const items = [{ name: "getItem" }];\n');
      writeFileSync(join(dir, "README.md"), "| `items` |\n| ------- |\n");
      execFileSync("git", ["init", "--quiet"], { cwd: dir });
      const options = { from: "items", to: "products", approve: false };
      const error = await rename(dir, options, () => {}).catch((reason: Error) => reason);
      expect(error).to.have.property(
        "message",
        "3 files have changes that are not committed: commit first, so that git shows the effect of the rename, or add --force",
      );
      await rename(dir, { ...options, force: true }, () => {});
      expect(existsSync(join(dir, "api", "items"))).to.equal(false);
      expect(readFileSync(join(dir, "Pulumi.yaml"), "utf8")).to.equal("name: products-api\n");
      expect(readFileSync(join(dir, "README.md"), "utf8"), "in format").to.equal("| `products` |\n| ---------- |\n");
      const again = await rename(dir, { from: "products", to: "products", force: true }, () => {}).catch(
        (reason: Error) => reason,
      );
      expect(again).to.have.property("message", "api/products exists already: choose another word than products");
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

describe("the renamed project", () => {
  const state = readProjectState(root);
  const from = [...state.resources.keys()][0]!;
  const to = ["products", "gadgets", "widgets"].find((word) => !state.taken.includes(word))!;
  const renaming = resolveRenaming({ from, to, singular: undefined, project: undefined }, state, loadWordLists(root));
  let dir = "";
  const lines: string[] = [];
  before(async function () {
    const { clashes, shared } = planRenaming(readFiles(root), renaming);
    // The sample can always be renamed. A project's own word may be one that the command cannot distinguish.
    if (from !== "items" && clashes.length + shared.length > 0) this.skip();
    // Inside the project, so that Node.js resolves the packages.
    dir = copyProject(join(root, "packages"));
    await rename(dir, { from, to, format: false, approve: false }, (line) => lines.push(line));
  });
  after(() => dir && rmSync(dir, { recursive: true, force: true }));

  it("prints its names, and the effect on a deployed stack", () => {
    expect(lines[0]).to.equal(
      `${from} → ${to}, ${renaming.from.singular} → ${renaming.to.singular} (--singular WORD chooses another singular)`,
    );
    expect(lines.join("\n")).to.include("Logical names are permanent");
  });

  it("contains the old word only with another meaning", () => {
    const left: string[] = [];
    for (const [path, text] of readFiles(dir)) {
      if (untouchedReason(path, renaming.lists) !== undefined) continue;
      const decided = findOccurrences(path, text, renaming);
      for (const found of text.matchAll(new RegExp(`${renaming.from.plural}|${renaming.from.singular}`, "gi"))) {
        const at = found.index;
        const kept = decided.some(({ start, end, keptReason: kept }) => kept !== undefined && start <= at && at < end);
        // `production` and `getitem` are different words.
        const other = /^[a-z]/.test(text.slice(at + found[0].length)) || /[A-Za-z]$/.test(text.slice(0, at));
        if (!kept && !other) left.push(`${path}: ${text.slice(at - 20, at + 20)}`);
      }
      if (new RegExp(`\\b${renaming.from.plural}\\b`).test(path)) left.push(path);
    }
    expect(left).to.deep.equal([]);
  });

  it("declares the same functions and the table with the new names", async () => {
    const newName = (name: string) =>
      name
        .replace(capitalize(renaming.from.plural), capitalize(renaming.to.plural))
        .replace(capitalize(renaming.from.singular), capitalize(renaming.to.singular));
    const { paths } = JSON.parse(readFileSync(join(root, "openapi.json"), "utf8"));
    const routes = Object.values(paths).flatMap((path: any) =>
      Object.values(path).map((each: any) => each.operationId),
    );
    const program = await declare({ dir });
    const functions = ofType(program, "aws:lambda/function:Function").map(({ name }) => name);
    expect(functions).to.include.members(routes.map((name: string) => `${newName(name)}-function`));
    expect(functions).to.include.members(
      [`list${capitalize(to)}`, `create${capitalize(renaming.to.singular)}`].map((name) => `${name}-function`),
    );
    expect(ofType(program, "aws:dynamodb/table:Table").map(({ name }) => name)).to.include(capitalize(to));
    expect(String(program.outputs["apiEndpoint"]!.value)).to.match(new RegExp(`/${to}$`));
  });

  it("prefixes its settings with the new project name", () => {
    const { name, config } = readProject(dir, "prod", []);
    const prefixes = new Set(Object.keys(config).map((key) => key.split(":")[0]));
    expect([name, [...prefixes].sort()]).to.deep.equal([renaming.project.to, ["aws", renaming.project.to].sort()]);
  });

  it("is the original project after renaming back", () => {
    const files = readFiles(root);
    const there = applyRenaming(files, renaming);
    const { from: back, to: forth, project, lists } = renaming;
    const again = applyRenaming(there, {
      from: forth,
      to: back,
      project: { from: project.to, to: project.from },
      lists,
    });
    expect(again.size).to.equal(files.size);
    for (const [path, text] of files) expect(again.get(path), path).to.equal(text);
  });
});

function applyRenaming(files: ReadonlyMap<string, string>, renaming: Renaming): Map<string, string> {
  const result = new Map(files);
  for (const { from, to, text } of planRenaming(files, renaming).changed) {
    result.delete(from);
    result.set(to, text);
  }
  return result;
}
