import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readProjectState } from "../../api-tools/src/rename/project";
import { report } from "../../api-tools/src/report";
import type { Report } from "../../api-tools/src/report/compare";
import { formatMarkdown, formatTerminal } from "../../api-tools/src/report/print";
import { addReadmeRoute, copyProject } from "../guide";
import { commitAll, edit } from "../repository";
import { declared, root } from "../../local-cloud/tests/support/program";
import { refusalOf } from "../../api-tools/tests/support/commandLine";

describe("npx api-tools report, on commits of a repository", () => {
  let dir = "";
  before(() => {
    dir = copyProject(tmpdir());
    commitAll(dir, "as it was");
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  it("lists a new route, a wider permission, a table's new key, a breaking document and a setting", async () => {
    const [resource] = readProjectState(dir).resources.keys();
    addReadmeRoute(dir);
    edit(dir, `api/${resource}/routes.ts`, /\["GetItem"\]/, '["GetItem", "DeleteItem"]');
    edit(dir, `api/${resource}/store.ts`, /partitionKey: \{ name: "\w+"/, 'partitionKey: { name: "key"');
    edit(dir, `api/${resource}/schema.ts`, /required: \["name"\]/, 'required: ["name", "description"]');
    edit(dir, "Pulumi.prod.yaml", /memorySize: \d+/, "memorySize: 1024");
    commitAll(dir, "a change");
    // A separate folder, because other runs on this machine use the same parent.
    const { TMPDIR } = process.env;
    const temporary = mkdtempSync(join(tmpdir(), "reports-"));
    process.env["TMPDIR"] = temporary;
    const { text, needsApproval } = await report(dir, { base: "HEAD~1", format: "json" });
    if (TMPDIR === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = TMPDIR;
    expect(readdirSync(temporary)).to.deep.equal([]);
    rmSync(temporary, { recursive: true });
    const found = JSON.parse(text) as Report;
    expect(needsApproval).to.equal(true);
    const [, name = ""] = /name: "(\w+)"/.exec(
      /^## Add a route\n[^]*?^## /m.exec(readFileSync(join(root, "README.md"), "utf8"))![0],
    )!;
    expect(found.routes.filter(({ kind }) => kind === "added").map((route) => route.name)).to.deep.equal([name]);
    expect(found.archives.filter(({ before }) => before === undefined).map((each) => each.function)).to.deep.equal([
      `${name}-function`,
    ]);
    expect(found.permissions.filter(({ kind }) => kind === "wider").map(({ text: line }) => line)).to.satisfy(
      (lines: string[]) =>
        lines.some((line) => /^Allow dynamodb:DeleteItem on Table \w+ \(role get\w+-role\)$/.test(line)) &&
        lines.some((line) => line.includes(`(role ${name}-role)`)),
    );
    const replaced = found.resources.filter(({ kind }) => kind === "replaced").map(({ type }) => type);
    // The mapping of the consumer refers to the stream of the replaced table.
    expect(replaced).to.deep.equal([
      "aws:apigateway/deployment:Deployment",
      "aws:dynamodb/table:Table",
      "aws:lambda/eventSourceMapping:EventSourceMapping",
    ]);
    expect(found.findings.map(({ kind }) => kind)).to.include.members(["loses data", "breaks clients"]);
    expect(found.findings.map(({ text: line }) => line).join("\n")).to.match(/required status to description/);
    expect(found.settings).to.have.length(1);
    expect(found.settings[0]).to.include({ before: "512", after: "1024" });
    expect(found.alarms.every(({ before }) => before === undefined)).to.equal(true);
    expect(found.alarms).not.to.deep.equal([]);
    // Twice the memory and a sixth route: the cost of provisioned concurrency more than doubles.
    expect(found.cost.after!.total / found.cost.before!.total).to.be.above(2);
    // A new route costs what five environments of 1 GB and five alarms cost. The others differ by their memory.
    const priced = formatTerminal(found, false);
    expect(priced).to.match(
      new RegExp(`^ {2}\\+ ${name}-function: \\$44\\.30 idle; a million requests: \\$\\d+\\.\\d\\d$`, "m"),
    );
    expect(priced).to.match(
      /^ {2}~ get\w+-function: \$22\.40 → \$44\.30 idle; a million requests: \$\d\.\d\d → \$\d\.\d\d$/m,
    );
    expect(execFileSync("git", ["status", "--porcelain"], { cwd: dir }).toString()).to.equal("");

    const allowed = formatTerminal(
      { ...found, findings: found.findings.map((each) => ({ ...each, allowed: true })) },
      false,
    );
    expect(allowed).to.include("\nApproved with --allow\n").and.not.to.include("\nNeeds approval\n");
    const markdown = formatMarkdown(found);
    expect(markdown).to.match(/^## What changes on prod since HEAD~1 \([0-9a-f]{7}\)\n/);
    expect(markdown).to.match(/^- `\+` \*\*Allow dynamodb:DeleteItem on Table \w+ \(role get\w+-role\)\*\*$/m);
    expect(markdown).to.include("\n### Needs approval\n");
  });

  it("blocks a newly violated mandatory policy unless it is allowed, but not an existing violation", async () => {
    const { resources } = await declared("prod");
    const nameOf = (type: string) => resources.find((each) => each.type.endsWith(`:${type}`))!.name;
    const [recovery, logs] = ["table-point-in-time-recovery:Items", `api-execution-logs:${nameOf("MethodSettings")}`];
    const options = { base: "HEAD~1", format: "json", allow: [logs] } as const;
    const policiesOf = ({ policies }: Report, ...kinds: string[]) =>
      policies.filter(({ kind }) => kinds.includes(kind)).map((each) => `${each.policy}:${each.resource}`);

    edit(dir, "Pulumi.prod.yaml", /pointInTimeRecovery: true/, "pointInTimeRecovery: false");
    edit(dir, "Pulumi.prod.yaml", /executionLogs: true/, "executionLogs: false");
    commitAll(dir, "two policies broken");
    const broken = await report(dir, options);
    const found = JSON.parse(broken.text) as Report;
    expect(broken.needsApproval).to.equal(true);
    expect(found.findings.map(({ name, allowed }) => [name, allowed])).to.have.deep.members([
      ["table-point-in-time-recovery:Deliveries", false],
      [recovery, false],
      [logs, true],
    ]);
    expect(found.findings.find(({ name }) => name === recovery)).to.include({
      kind: "breaks a policy",
      text: `${recovery.replace(":", " on ")}: pointInTimeRecovery.enabled is not true`,
    });
    expect(policiesOf(found, "new")).to.have.members(["table-point-in-time-recovery:Deliveries", recovery, logs]);
    expect(policiesOf(found, "mended")).to.deep.equal([]);
    const still = found.policies.filter(({ kind }) => kind === "still");
    expect(still.map(({ level, accepted }) => accepted ?? level)).to.include("advisory");
    const markdown = formatMarkdown(found);
    expect(markdown).to.include(`\n- \`+\` **new, mandatory: ${recovery.replace(":", " on ")}**\n`);
    expect(markdown).to.match(/\n- `=` advisory: api-waf on \w+-stage: no web ACL /);

    // An existing violation is listed but does not block.
    edit(dir, "Pulumi.prod.yaml", /executionLogs: false/, "executionLogs: true");
    commitAll(dir, "one of them mended");
    const mended = await report(dir, options);
    const after = JSON.parse(mended.text) as Report;
    expect([mended.needsApproval, after.findings]).to.deep.equal([false, []]);
    expect([policiesOf(after, "new"), policiesOf(after, "mended")]).to.deep.equal([[], [logs]]);
    expect(policiesOf(after, "still")).to.include(recovery);
  });

  it("compares with the merge base by default, and notes a new stack and changed packages", async () => {
    writeFileSync(join(dir, "Pulumi.pr-7.yaml"), readFileSync(join(dir, "Pulumi.dev.yaml"), "utf8"));
    edit(dir, "package-lock.json", /("node_modules\/zod": \{\s*"version": )"[^"]+"/, '$1"0.0.1"');
    const { text, needsApproval } = await report(dir, { stack: "pr-7" });
    expect(needsApproval).to.equal(false);
    expect(text).to.match(/Resources: \d+ added, 0 changed, 0 replaced, 0 removed/);
    expect(text).to.match(
      /^What changes on pr-7 since ([0-9a-f]{7})\n[^]*stack pr-7 does not exist at \1: everything is new/,
    );
    expect(text).to.include("package-lock.json changes the versions of zod. Both sides are rendered");
  });

  it("says in its first lines that an upgrade of the SDK changes the code of every function", async () => {
    execFileSync("git", ["checkout", "--quiet", "package-lock.json"], { cwd: dir });
    edit(dir, "package-lock.json", /("node_modules\/@aws-sdk\/core": \{\s*"version": )"[^"]+"/, '$1"0.0.1"');
    const { text } = await report(dir, { stack: "dev", base: "HEAD" });
    const named = [...text.matchAll(/^ {2}~ ([\w-]+): its packages change$/gm)].map(([, name]) => name!);
    const functions = (await declared("dev")).resources.filter(({ type }) => type.endsWith(":Function"));
    // An earlier commit of this repository may have added more.
    expect(named).to.include.members(functions.map(({ name }) => name));
    expect(text.split("\n")[1]).to.equal(
      `No resource changes but the code of ${named.length} functions with changed packages`,
    );
  });
});

describe("npx api-tools report", () => {
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [["--base", "nowhere"], /^--base is nowhere: git has no such commit/],
    [["--base", "--all"], /^--base is --all: it must be a value, not another option$/],
    [["--format", "html"], /^option '--format <format>' argument 'html' is invalid. Allowed choices are terminal, /],
    [["--stack", "nope", "--base", "HEAD"], /^there is no stack nope: /],
    [["--requests", "x"], /^--requests is x: it must be a number/],
    [["--alow", "x"], /^unknown option '--alow' \(Did you mean --allow\?\)$/],
  ];
  for (const [argv, sentence] of wrong) {
    it(`rejects ${argv.join(" ")} in one line`, async () => {
      expect(await refusalOf("report", "--program", root, ...argv))
        .to.match(sentence)
        .and.not.to.include("\n");
    });
  }

  it("rejects a folder without git", async () => {
    const dir = mkdtempSync(join(tmpdir(), "bare-"));
    try {
      const error = (await report(dir, {}).catch((reason: unknown) => reason)) as Error;
      expect(error.message).to.equal(`${dir} is not in a git repository: the report needs a commit to compare with`);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
