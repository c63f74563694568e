import { expect } from "chai";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readProject } from "@onemachine/local-cloud";
import { rename } from "../../api-tools/src/rename";
import { renamingOf } from "../../api-tools/src/rename/checks";
import { wordListsOf } from "../../api-tools/src/rename/config";
import { occurrencesIn } from "../../api-tools/src/rename/occurrences";
import { planned, untouchedReason } from "../../api-tools/src/rename/plan";
import { factsOf, filesOf } from "../../api-tools/src/rename/project";
import { capitalized, type Renaming } from "../../api-tools/src/rename/words";
import { copyOfProject } from "../guide";
import { declare, ofType, root } from "../../local-cloud/tests/support/program";

describe("the command to rename", () => {
  it("refuses on the terminal with one sentence and exit code 1", () => {
    const args = [join("packages", "api-tools", "bin.cjs"), "rename", "items"];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    expect([status, stdout, stderr]).to.deep.equal([1, "", "missing required argument 'new'\n"]);
  });

  it("refuses where files are not committed, unless --force", async () => {
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
        "3 files have changes that are not committed: commit first, so that git shows what the rename does, or add --force",
      );
      await rename(dir, { ...options, force: true }, () => {});
      expect(existsSync(join(dir, "api", "items"))).to.equal(false);
      expect(readFileSync(join(dir, "Pulumi.yaml"), "utf8")).to.equal("name: products-api\n");
      expect(readFileSync(join(dir, "README.md"), "utf8"), "in format").to.equal("| `products` |\n| ---------- |\n");
      const again = await rename(dir, { from: "products", to: "products", force: true }, () => {}).catch(
        (reason: Error) => reason,
      );
      expect(again).to.have.property("message", "api/products is there already: choose another word than products");
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

describe("the renamed project", () => {
  const facts = factsOf(root);
  const from = [...facts.resources.keys()][0]!;
  const to = ["products", "gadgets", "widgets"].find((word) => !facts.taken.includes(word))!;
  const renaming = renamingOf({ from, to, singular: undefined, project: undefined }, facts, wordListsOf(root));
  let dir = "";
  const said: string[] = [];
  before(async function () {
    const { clashes, shared } = planned(filesOf(root), renaming);
    // The sample can always be renamed; a word that a project has chosen may be one that the command leaves alone.
    if (from !== "items" && clashes.length + shared.length > 0) this.skip();
    // Inside the project, so that the copy finds the packages.
    dir = copyOfProject(join(root, "packages"));
    await rename(dir, { from, to, format: false, approve: false }, (line) => said.push(line));
  });
  after(() => dir && rmSync(dir, { recursive: true, force: true }));

  it("is told, and what it costs a stack that is deployed", () => {
    expect(said[0]).to.equal(
      `${from} → ${to}, ${renaming.from.singular} → ${renaming.to.singular} (--singular WORD for another)`,
    );
    expect(said.join("\n")).to.include("Logical names are permanent");
  });

  it("says the old word where it is not the resource's, and nowhere else", () => {
    const left: string[] = [];
    for (const [path, text] of filesOf(dir)) {
      if (untouchedReason(path, renaming.lists) !== undefined) continue;
      const decided = occurrencesIn(path, text, renaming);
      for (const found of text.matchAll(new RegExp(`${renaming.from.plural}|${renaming.from.singular}`, "gi"))) {
        const at = found.index;
        const kept = decided.some(({ start, end, kept }) => kept !== undefined && start <= at && at < end);
        // `production` and `getitem` are other words.
        const other = /^[a-z]/.test(text.slice(at + found[0].length)) || /[A-Za-z]$/.test(text.slice(0, at));
        if (!kept && !other) left.push(`${path}: ${text.slice(at - 20, at + 20)}`);
      }
      if (new RegExp(`\\b${renaming.from.plural}\\b`).test(path)) left.push(path);
    }
    expect(left).to.deep.equal([]);
  });

  it("declares the same functions and the table by their new names", async () => {
    const newName = (name: string) =>
      name
        .replace(capitalized(renaming.from.plural), capitalized(renaming.to.plural))
        .replace(capitalized(renaming.from.singular), capitalized(renaming.to.singular));
    const { paths } = JSON.parse(readFileSync(join(root, "openapi.json"), "utf8"));
    const routes = Object.values(paths).flatMap((path: any) =>
      Object.values(path).map((each: any) => each.operationId),
    );
    const program = await declare({ dir });
    const functions = ofType(program, "aws:lambda/function:Function").map(({ name }) => name);
    expect(functions).to.have.members(routes.map((name: string) => `${newName(name)}-function`));
    expect(functions).to.include.members(
      [`list${capitalized(to)}`, `create${capitalized(renaming.to.singular)}`].map((name) => `${name}-function`),
    );
    expect(ofType(program, "aws:dynamodb/table:Table").map(({ name }) => name)).to.include(capitalized(to));
    expect(String(program.outputs["apiEndpoint"]!.value)).to.match(new RegExp(`/${to}$`));
  });

  it("has its name before its settings", () => {
    const { name, config } = readProject(dir, "prod", []);
    const prefixes = new Set(Object.keys(config).map((key) => key.split(":")[0]));
    expect([name, [...prefixes].sort()]).to.deep.equal([renaming.project.to, ["aws", renaming.project.to].sort()]);
  });

  it("is the project again when it is renamed back", () => {
    const files = filesOf(root);
    const there = applied(files, renaming);
    const { from: back, to: forth, project, lists } = renaming;
    const again = applied(there, { from: forth, to: back, project: { from: project.to, to: project.from }, lists });
    expect(again.size).to.equal(files.size);
    for (const [path, text] of files) expect(again.get(path), path).to.equal(text);
  });
});

function applied(files: ReadonlyMap<string, string>, renaming: Renaming): Map<string, string> {
  const result = new Map(files);
  for (const { from, to, text } of planned(files, renaming).changed) {
    result.delete(from);
    result.set(to, text);
  }
  return result;
}
