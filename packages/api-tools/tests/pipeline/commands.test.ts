import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { UserError } from "@onemachine/local-cloud";
import { contract, readOutputs } from "../../src/pipeline/contract";
import { closeReviews, openReview, review, type ReviewOptions } from "../../src/pipeline/review";
import { listReviewStacks } from "../../src/pipeline/reviewStacks";
import { rollback, parseRollback } from "../../src/pipeline/rollback";
import { root } from "../support/program";

describe("the pipeline commands", () => {
  let dir = "";
  const path = process.env["PATH"]!;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "pipeline-"));
  });
  afterEach(() => {
    process.env["PATH"] = path;
    rmSync(dir, { recursive: true, force: true });
  });

  /** Installs a Pulumi CLI that records its arguments and runs a script. */
  function pulumi(script: string): void {
    const bin = join(dir, "bin");
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, "pulumi"), `#!/bin/sh\necho "$@" >> ${join(dir, "called")}\n${script}\n`);
    chmodSync(join(bin, "pulumi"), 0o755);
    process.env["PATH"] = `${bin}${delimiter}${path}`;
  }

  const called = () => readFileSync(join(dir, "called"), "utf8").trim().split("\n");
  const messageOf = (work: () => unknown) => {
    try {
      work();
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };

  it("run preview, deploy and drift non-interactively, the first two with the policy pack", () => {
    pulumi("exit 0");
    for (const script of ["preview", "deploy", "drift"]) {
      execFileSync("npm", ["run", "--silent", script, "--", "--stack", "dev"], { cwd: root });
    }
    expect(called()).to.deep.equal([
      "preview --non-interactive --skip-plugin-pre-install --policy-pack policy --diff --stack dev",
      "up --non-interactive --yes --skip-plugin-pre-install --policy-pack policy --stack dev",
      "refresh --non-interactive --preview-only --expect-no-changes --skip-plugin-pre-install --stack dev",
    ]);
  });

  it("read URL and key of a deployed stack, or report why they cannot", () => {
    pulumi(`echo '{"apiUrl":"https://a/v1","apiKeyValue":"k","other":1}'`);
    expect(readOutputs(dir, "dev")).to.deep.equal({ apiUrl: "https://a/v1", apiKeyValue: "k" });
    expect(called()).to.deep.equal(["stack output --json --show-secrets --stack dev"]);
    pulumi("echo '{}'");
    expect(messageOf(() => readOutputs(dir, "dev"))).to.equal(
      "stack dev has no outputs apiUrl and apiKeyValue: is it deployed?",
    );
    pulumi("echo \"error: no stack named 'dev' found\" >&2; exit 255");
    expect(messageOf(() => readOutputs(dir, "dev"))).to.equal(
      "pulumi stack output failed: error: no stack named 'dev' found",
    );
    process.env["PATH"] = dir;
    expect(messageOf(() => readOutputs(dir, "dev"))).to.match(/^the Pulumi CLI is not installed/);
  });

  it("run the whole contract suite or its smoke test, and mask the key in GitHub's log", () => {
    const outputs = { apiUrl: "https://a/v1", apiKeyValue: "hidden" };
    const ran: unknown[] = [];
    const lines: string[] = [];
    const to = { run: (...run: unknown[]) => void ran.push(run), say: (line: string) => void lines.push(line) };
    const { GITHUB_ACTIONS } = process.env;
    process.env["GITHUB_ACTIONS"] = "true";
    try {
      contract(outputs, false, to);
      contract(outputs, true, to);
    } finally {
      if (GITHUB_ACTIONS === undefined) delete process.env["GITHUB_ACTIONS"];
      else process.env["GITHUB_ACTIONS"] = GITHUB_ACTIONS;
    }
    const variables = { API_URL: "https://a/v1", API_KEY: "hidden" };
    expect(ran).to.deep.equal([
      [["contract"], variables],
      [["contract", "--", "--grep", "the contract of every operation"], variables],
    ]);
    expect(lines).to.deep.equal(["::add-mask::hidden", "::add-mask::hidden"]);
    expect(readFileSync(join(root, "tests", "contract", "document.test.ts"), "utf8")).to.include(
      'describe("the contract of every operation"',
    );
    const failing = { ...to, run: () => expect.fail("a test of the contract") };
    expect(messageOf(() => contract(outputs, false, failing))).to.equal(
      "the contract suite failed against https://a/v1",
    );
  });

  it("deploy an earlier commit with its own settings, outside the working tree", () => {
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: dir }).toString();
    const commit = (setting: string) => {
      const scripts = { deploy: `echo ${setting} >> ${join(dir, "deployed")}; echo` };
      const manifest = { name: "small", version: "1.0.0", scripts };
      writeFileSync(join(dir, "package.json"), JSON.stringify(manifest));
      writeFileSync(
        join(dir, "package-lock.json"),
        JSON.stringify({ name: "small", version: "1.0.0", lockfileVersion: 3, packages: { "": manifest } }),
      );
      git("add", "package.json", "package-lock.json");
      git("commit", "--quiet", "--message", setting);
      return git("rev-parse", "HEAD").trim();
    };
    git("init", "--quiet");
    const first = commit("first");
    commit("second");
    rollback(dir, parseRollback("prod", first), "ignore");
    expect(readFileSync(join(dir, "deployed"), "utf8")).to.equal("first\n");
    expect(JSON.parse(readFileSync(join(dir, "package.json"), "utf8")).scripts.deploy).to.include("second");
    expect(git("worktree", "list").trim().split("\n")).to.have.length(1);
    expect(messageOf(() => rollback(dir, { stack: "prod", to: "0".repeat(40) }, "ignore"))).to.match(
      /the stack is not rolled back$/,
    );
    expect(existsSync(join(dir, ".git", "worktrees"))).to.equal(false);
  });

  describe("for review stacks", () => {
    const settings = "secretsprovider: awskms://key\nencryptedkey: abc\nconfig:\n  small:a: 1\n";
    const boundary = "arn:aws:iam::123456789012:policy/boundary";
    let ran: string[] = [];
    const commands = (stacks: readonly string[], failing = "nothing") => ({
      run: (...command: string[]) => {
        ran.push(command.join(" "));
        if (command.includes(failing)) throw new UserError(`${command.join(" ")} failed`);
      },
      read: (...command: string[]) => {
        expect(command.join(" ")).to.equal("pulumi stack ls --json");
        return JSON.stringify(stacks.map((name) => ({ name, current: false })));
      },
    });
    const destroyed = (stack: string) =>
      `pulumi destroy --non-interactive --yes --skip-plugin-pre-install --remove --stack ${stack}`;
    beforeEach(() => {
      ran = [];
      writeFileSync(join(dir, "Pulumi.yaml"), "name: small\nruntime: nodejs\n");
      writeFileSync(join(dir, "Pulumi.dev.yaml"), settings);
    });

    it("create one from dev's settings and secrets, with the required names, tag and boundary", () => {
      expect(openReview(dir, 12, { ...commands([]), boundary })).to.equal("pr-12");
      expect(parse(readFileSync(join(dir, "Pulumi.pr-12.yaml"), "utf8"))).to.deep.equal({
        secretsprovider: "awskms://key",
        encryptedkey: "abc",
        config: {
          "small:a": 1,
          "pulumi:autonaming": { pattern: "${stack}-${name}-${hex(7)}" },
          "small:tags": { stack: "pr-12" },
          "small:permissionsBoundary": boundary,
        },
      });
      expect(ran).to.deep.equal([
        "pulumi stack select --non-interactive --create --secrets-provider awskms://key pr-12",
        "npm run deploy -- --stack pr-12",
      ]);
    });

    it("keep dev's tags, and work without secrets provider and boundary", () => {
      writeFileSync(join(dir, "Pulumi.dev.yaml"), "config:\n  small:tags: { team: shop }\n");
      openReview(dir, 1, commands([]));
      const { config } = parse(readFileSync(join(dir, "Pulumi.pr-1.yaml"), "utf8")) as { config: object };
      expect(config).to.have.deep.property("small:tags", { team: "shop", stack: "pr-1" });
      expect(config).to.not.have.property("small:permissionsBoundary");
      expect(ran[0]).to.equal("pulumi stack select --non-interactive --create pr-1");
    });

    it("lack what belongs to dev alone, costs money each month or protects the stack", () => {
      const kept = { corsOrigins: ["*"], identity: { by: "userPool" } };
      const left = {
        ...{
          domain: { name: "dev.example.com" },
          existing: { tables: { books: "books" } },
          edge: {},
          customerKey: true,
        },
        ...{ firewall: { requestsPerAddress: 200 }, cache: { sizeGb: 0.5 }, alarmEmails: ["a@example.com"] },
        ...{ provisionedConcurrency: 2, reservedConcurrency: 9, alarmTopicEncryption: true, traceSampling: {} },
        apiGatewayAccountRole: "create",
      };
      const off = { deletionProtection: true, accessLogs: true, executionLogs: true, tracing: true };
      const keyed = (settings: object) =>
        Object.fromEntries(Object.entries(settings).map(([name, value]) => [`small:${name}`, value as unknown]));
      writeFileSync(join(dir, "Pulumi.dev.yaml"), JSON.stringify({ config: keyed({ ...kept, ...left, ...off }) }));
      openReview(dir, 1, commands([]));
      const { config } = parse(readFileSync(join(dir, "Pulumi.pr-1.yaml"), "utf8")) as { config: object };
      expect(config).to.deep.equal({
        ...keyed({ ...kept, deletionProtection: false, accessLogs: false, executionLogs: false, tracing: false }),
        ...{ "small:tags": { stack: "pr-1" }, "pulumi:autonaming": { pattern: "${stack}-${name}-${hex(7)}" } },
      });
    });

    it("destroy an existing stack, and do nothing without one", async () => {
      expect(await review(dir, { pullRequest: 12, down: true }, commands(["dev", "pr-12"]))).to.equal(
        "destroyed pr-12\n",
      );
      expect(ran).to.deep.equal([destroyed("pr-12")]);
      ran = [];
      expect(await review(dir, { pullRequest: 12, down: true }, commands(["dev", "pr-1", "pr-123"]))).to.equal(
        "there is no stack to destroy\n",
      );
      expect(ran).to.deep.equal([]);
    });

    it("destroy the other stacks if one fails, and name the failed one", () => {
      const failing = commands(["pr-1", "pr-2", "pr-3"], "pr-2");
      expect(messageOf(() => closeReviews(dir, [1, 2, 3], failing))).to.equal(
        `${destroyed("pr-2")} failed; the others are destroyed`,
      );
      expect(ran).to.deep.equal(["pr-1", "pr-2", "pr-3"].map(destroyed));
    });

    const listings: readonly (readonly [backend: string, prefix: string, more: string])[] = [
      ["s3://bucket?region=eu-west-1", "", " --region eu-west-1"],
      ["s3://bucket", "", ""],
      ["s3://bucket/some/folder?region=eu-west-1", "some/folder/", " --region eu-west-1"],
    ];
    for (const [backend, prefix, more] of listings) {
      it(`find the stacks in ${backend} by their file names, without reading state`, () => {
        const { PULUMI_BACKEND_URL } = process.env;
        process.env["PULUMI_BACKEND_URL"] = backend;
        const files = ["pr-12.json", "pr-3.json.gz", "pr-3.json.bak", "pr-4.json.bak", "pr-7.pulumi-tags", "pr-x.json"];
        const answers = [JSON.stringify(files.map((file) => `${prefix}.pulumi/stacks/small/${file}`)), "null", ""];
        const asked: string[] = [];
        const found = answers.map((answer) =>
          listReviewStacks(dir, (...command) => {
            asked.push(command.join(" "));
            return answer;
          }),
        );
        if (PULUMI_BACKEND_URL === undefined) delete process.env["PULUMI_BACKEND_URL"];
        else process.env["PULUMI_BACKEND_URL"] = PULUMI_BACKEND_URL;
        expect(found).to.deep.equal([[3, 12], [], []]);
        expect(asked[0]).to.equal(
          `aws s3api list-objects-v2 --bucket bucket --prefix ${prefix}.pulumi/stacks/small/pr- --query Contents[].Key --output json${more}`,
        );
      });
    }

    it("reject wrong combinations of options", async () => {
      const refused = async (options: ReviewOptions) =>
        ((await review(dir, options, commands([])).catch((error: Error) => error)) as Error).message;
      expect(await refused({ pullRequest: 1 })).to.equal("pass exactly one of --up, --down and --sweep");
      expect(await refused({ sweep: true, up: true })).to.equal("pass exactly one of --up, --down and --sweep");
      expect(await refused({ sweep: true, pullRequest: 1 })).to.equal(
        "--sweep checks every pull request: remove --pull-request",
      );
      expect(await refused({ up: true })).to.match(/^--pull-request is missing/);
    });
  });

  it("accept only a full commit hash and a stack's name for a rollback", () => {
    expect(parseRollback("prod", "a".repeat(40))).to.deep.equal({ stack: "prod", to: "a".repeat(40) });
    for (const to of [undefined, "", "main", "a".repeat(39), `${"a".repeat(40)}; rm`, "--help"]) {
      expect(
        messageOf(() => parseRollback("prod", to)),
        String(to),
      ).to.match(/: it must be a full commit hash of 40 hexadecimal digits/);
    }
    expect(messageOf(() => parseRollback("a b", "a".repeat(40)))).to.equal(
      "--stack is a b: it must be the name of a stack",
    );
  });
});
