import { join } from "node:path";
import { expect } from "chai";
import { deployerActions } from "../../bootstrap/deployerActions";
import { parsePolicy, type Program } from "@onemachine/local-cloud";
import { violationsOf } from "../../policy/check";
import { policies } from "../../policy/policies";
import { policyResources } from "@onemachine/api-tools";
import { declare, ofType, only, root } from "../support/program";

const repository = "bootstrap:repository=team/api";
const bootstrap = (...config: string[]) =>
  declare({ program: join(root, "bootstrap"), stack: "account", config: [repository, ...config] });

/** Returns the actions that a role allows, keyed by resource. */
function allowedActions(program: Program, name: string): Map<string, readonly string[]> {
  const { policy } = only(program, "aws:iam/rolePolicy:RolePolicy", `${name}-policy`).inputs;
  const found = new Map<string, readonly string[]>();
  for (const { effect, actions, resources } of parsePolicy(String(policy))) {
    if (effect !== "Allow") continue;
    for (const on of resources) found.set(on, [...(found.get(on) ?? []), ...actions]);
  }
  return found;
}

/** Replaces the placeholders of an ARN. */
const toArn = (on: string) => on.replace("REGION", "eu-central-1").replace("ACCOUNT", "123456789012");

describe("the bootstrap of an account", () => {
  let program: Program;
  before(async () => {
    program = await bootstrap();
  });

  it("stores the state in a protected, private, versioned and encrypted bucket that requires TLS", () => {
    const bucket = only(program, "aws:s3/bucket:Bucket", "state");
    expect(bucket.options.protect).to.equal(true);
    expect(only(program, "aws:s3/bucketVersioning:BucketVersioning").inputs).to.deep.equal({
      bucket: bucket.id,
      versioningConfiguration: { status: "Enabled" },
    });
    expect(only(program, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs).to.deep.equal({
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const encryption = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
    expect(only(program, encryption).inputs["rules"]).to.deep.equal([
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
    ]);
    const [deny] = parsePolicy(String(only(program, "aws:s3/bucketPolicy:BucketPolicy").inputs["policy"]));
    expect(deny).to.deep.include({ effect: "Deny", actions: ["s3:*"], principals: ["*"] });
    expect(deny!.conditions).to.deep.equal([{ operator: "Bool", key: "aws:SecureTransport", values: ["false"] }]);
  });

  it("encrypts the secrets of each stack with its own protected, rotating key", () => {
    const keys = ofType(program, "aws:kms/key:Key");
    expect(keys.map(({ name }) => name)).to.deep.equal(["secrets-dev", "secrets-prod"]);
    for (const { options, inputs } of keys) {
      expect(options.protect).to.equal(true);
      expect(inputs).to.deep.include({ enableKeyRotation: true, deletionWindowInDays: 30 });
    }
  });

  it("trusts jobs of one environment and repository with each role, and for roles of stacks only on the branch main", () => {
    const roles = ofType(program, "aws:iam/role:Role");
    expect(roles.map(({ name }) => name)).to.deep.equal([
      "pipeline-dev",
      "pipeline-prod",
      "pipeline-inspect",
      "pipeline-preview",
      "pipeline-review",
    ]);
    for (const { name, inputs } of roles) {
      const issuer = "token.actions.githubusercontent.com";
      const provider = only(program, "aws:iam/openIdConnectProvider:OpenIdConnectProvider");
      const ofPullRequests = ["pipeline-preview", "pipeline-review"].includes(name);
      expect(JSON.parse(String(inputs["assumeRolePolicy"]))["Statement"]).to.deep.equal([
        {
          Effect: "Allow",
          Principal: { Federated: provider.state["arn"] },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: {
              [`${issuer}:aud`]: "sts.amazonaws.com",
              [`${issuer}:sub`]: `repo:team/api:environment:${name.replace("pipeline-", "")}`,
              ...(ofPullRequests ? {} : { [`${issuer}:ref`]: "refs/heads/main" }),
            },
          },
        },
      ]);
    }
  });

  it("allows deployers the actions of every resource type, in this account and region", () => {
    const may = [...allowedActions(program, "pipeline-prod")].flatMap(([on, actions]) =>
      actions.map((each) => `${each} ${on}`),
    );
    const required = Object.values(deployerActions)
      .flat()
      .flatMap(({ actions, on }) => actions.map((each) => `${each} ${toArn(on)}`));
    const state = may.filter(
      (each) => /^s3:\S+ arn:aws:s3:| arn:aws:kms:\S+:key\/[0-9a-f-]+$/.test(each) && !required.includes(each),
    );
    expect(may).to.include.members(required);
    // Some services share a statement for all their resources, whose actions each apply to one kind of resource. An action
    // on a resource of another service allows nothing.
    const services = ["apigateway", "cloudwatch", "events", "lambda"];
    const isOfOtherService = (each: string) => {
      const [action = "", on = ""] = each.split(" ");
      return on !== "*" && action.split(":")[0] !== on.split(":")[2];
    };
    const isShared = (each: string) => {
      const [action = "", on = ""] = each.split(" ");
      const known =
        required.some((other) => other.startsWith(`${action} `)) && required.some((other) => other.endsWith(` ${on}`));
      return known && services.includes(on.split(":")[2] ?? "");
    };
    const others = may.filter((each) => !state.includes(each) && !required.includes(each));
    expect(others.filter((each) => !isOfOtherService(each) && !isShared(each))).to.deep.equal([]);
    expect([...new Set(state.map((each) => each.split(" ")[0]!))].sort()).to.deep.equal([
      "kms:Decrypt",
      "kms:Encrypt",
      "s3:DeleteObject",
      "s3:GetObject",
      "s3:ListBucket",
      "s3:PutObject",
    ]);
  });

  it("allows readers read actions only", () => {
    const actions = [...allowedActions(program, "pipeline-inspect").values()].flat();
    const reads = /^[a-z0-9-]+:(?:Get|List|Describe)\w*$|^apigateway:GET$|^kms:Decrypt$/;
    expect(actions.filter((action) => !reads.test(action))).to.deep.equal([]);
    expect(actions).to.include.members(["s3:GetObject", "s3:ListBucket", "kms:Decrypt", "lambda:GetFunction"]);
    // The items in tables are excluded.
    expect(actions.filter((action) => /dynamodb:(?:GetItem|Query|Scan)/.test(action))).to.deep.equal([]);
  });

  it("keeps each role's policy within IAM's limit", () => {
    for (const { name, inputs } of ofType(program, "aws:iam/rolePolicy:RolePolicy")) {
      expect(String(inputs["policy"]).length, name).to.be.below(10_240);
    }
  });

  it("violates no policy of the pack", () => {
    const found = violationsOf(policyResources(program), policies, []);
    expect(found.map(({ policy, name }) => `${policy} ${name}`)).to.deep.equal([]);
  });

  it("exports the backend's URL, the secrets providers, the roles and the permissions boundary", () => {
    const { backendUrl, secretsProviders, roleArns, reviewBoundaryArn } = program.outputs;
    const provider = (stack: string) => {
      const key = only(program, "aws:kms/key:Key", `secrets-${stack}`);
      return `awskms://${key.id}?region=eu-central-1`;
    };
    expect(backendUrl!.value).to.match(/^s3:\/\/state-[0-9a-f]{7}\?region=eu-central-1$/);
    expect(secretsProviders!.value).to.deep.equal({ dev: provider("dev"), prod: provider("prod") });
    expect(Object.keys(roleArns!.value as object)).to.deep.equal(["dev", "prod", "inspect", "preview", "review"]);
    expect(reviewBoundaryArn!.value).to.equal(only(program, "aws:iam/policy:Policy", "review-boundary").state["arn"]);
  });

  it("uses an existing provider for GitHub", async () => {
    const other = await bootstrap(
      "bootstrap:githubProvider=existing",
      'bootstrap:deployers=["live"]',
      'bootstrap:pullRequests={"preview":"preview","review":"review","stack":"live"}',
    );
    expect(ofType(other, "aws:iam/openIdConnectProvider:OpenIdConnectProvider")).to.deep.equal([]);
    const trust = String(only(other, "aws:iam/role:Role", "pipeline-live").inputs["assumeRolePolicy"]);
    expect(trust).to.include("arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com");
  });

  const wrong: [config: string[], sentence: string][] = [
    [
      ["bootstrap:repository=owner/name"],
      'repository is "owner/name": it must be your repository instead of the example',
    ],
    [["bootstrap:repository=a b"], 'repository is "a b": it must be owner/name of a repository on GitHub'],
    [["bootstrap:githubProvider=maybe"], 'githubProvider is "maybe": it must be create or existing'],
    [["bootstrap:deployers=prod"], 'deployers is "prod": it must be a list of environments'],
    [
      ['bootstrap:deployers=["*"]'],
      'deployers.0 is "*": it must be the name of an environment: 1 to 40 letters, digits, hyphens, underscores',
    ],
    [['bootstrap:branch="*"'], 'branch is "\\"*\\"": it must be the name of a branch'],
    [
      ['bootstrap:readers=["prod"]'],
      "deployers, readers and pullRequests contain prod twice: an environment has one role",
    ],
    [['bootstrap:deployers=["live"]'], 'pullRequests.stack is "dev": it must be one of the deployers, live'],
    [
      ['bootstrap:pullRequests={"preview":"preview"}'],
      "pullRequests.review is missing: it must be the name of an environment: 1 to 40 letters, digits, hyphens, underscores",
    ],
    [["bootstrap:pullRequests=yes"], 'pullRequests is "yes": it must be an object of preview, review, stack'],
    [
      ['bootstrap:pullRequests={"preview":"a","review":"b","stack":"dev","more":1}'],
      "pullRequests.more is not a setting: the settings here are preview, review, stack",
    ],
    [
      ["bootstrap:other=1"],
      "other is not a setting: the settings are repository, githubProvider, branch, deployers, readers, pullRequests",
    ],
  ];
  for (const [config, sentence] of wrong) {
    it(`rejects ${config.join(" ")}`, async () => {
      const error = await bootstrap(...config).catch((reason: Error) => reason);
      expect(error).to.have.property("message", `bootstrap:${sentence}`);
    });
  }
});
