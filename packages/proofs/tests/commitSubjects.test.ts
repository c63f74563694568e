import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { root } from "../../local-cloud/tests/support/program";

const script = join(root, ".ci", "commitSubjects.cjs");
const types = "build, chore, ci, docs, feat, fix, perf, refactor, revert, style, test";
const long = `fix: ${"a".repeat(68)}`;

describe("the check of commit subjects", () => {
  let dir = "";
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "subjects-"))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: dir });
  const commit = (subject: string) => git("commit", "--quiet", "--allow-empty", "-m", subject);
  const run = (...args: string[]) => {
    const { status, stderr } = spawnSync(process.execPath, [script, ...args], { cwd: dir, encoding: "utf8" });
    return { status, faults: stderr.split("\n").filter(Boolean) };
  };

  const cases: readonly (readonly [subject: string, faults: readonly string[]])[] = [
    [`fix: ${"a".repeat(67)}`, []],
    [`fix: ${"é".repeat(67)}`, []],
    ["feat(api)!: remove a route", []],
    [long, ["has 73 characters: at most 72 are allowed"]],
    ["Add a route", [`must begin with a type, such as "fix: " (${types})`]],
    ["fix:no space", [`must begin with a type, such as "fix: " (${types})`]],
    ["Merge branch 'main'", []],
    ["fixup! fix: a", []],
  ];
  for (const [subject, faults] of cases) {
    it(`finds ${faults.length} faults in the message ${JSON.stringify(subject)}`, () => {
      writeFileSync(join(dir, "message"), `\n# a comment\n${subject}\n\nbody\n`);
      expect(run("--file", "message")).to.deep.equal({
        status: faults.length,
        faults: faults.map((fault) => `${JSON.stringify(subject)} ${fault}`),
      });
    });
  }

  it("checks the commits that the base lacks, and no others", () => {
    git("init", "--quiet");
    commit("An old commit");
    git("tag", "base");
    commit("fix: a");
    expect(run("--base", "base")).to.deep.equal({ status: 0, faults: [] });
    commit(long);
    commit("fixup! fix: a");
    expect(run("--base", "base")).to.deep.equal({
      status: 1,
      faults: [
        `"fixup! fix: a" must begin with a type, such as "fix: " (${types})`,
        `${JSON.stringify(long)} has 73 characters: at most 72 are allowed`,
      ],
    });
  });

  it("reports a wrong option and an unknown base in one sentence", () => {
    git("init", "--quiet");
    expect(run()).to.deep.equal({ status: 1, faults: ["pass --base REF or --file FILE"] });
    expect(run("--base", "nothing").status).to.equal(1);
  });

  it("stops a commit by the hook", () => {
    git("init", "--quiet");
    const { status, stderr } = spawnSync(
      "git",
      ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", `core.hooksPath=${join(root, ".githooks")}`].concat([
        "commit",
        "--quiet",
        "--allow-empty",
        "-m",
        long,
      ]),
      { cwd: dir, encoding: "utf8" },
    );
    expect([status, stderr]).to.deep.equal([1, `${JSON.stringify(long)} has 73 characters: at most 72 are allowed\n`]);
  });
});
