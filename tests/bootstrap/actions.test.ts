import { join } from "node:path";
import { expect } from "chai";
import { actionsFor, deployerActions, type DeployerActions } from "../../bootstrap/deployerActions";
import { edgeActions } from "../../bootstrap/edgeActions";
import { workflowActions } from "../../bootstrap/workflowActions";
import type { Declared } from "@onemachine/local-cloud";
import { decide, parsePolicy } from "@onemachine/local-cloud";
import { everySetting, missingSettings } from "../support/everySetting";
import { declare, only, root } from "../support/program";

/** Actions that an input requires, for resources of any type (Service Authorization Reference). */
const byInput: readonly (readonly [input: string, pattern: RegExp])[] = [
  ["tags", /:(?:Tag\w+|AddTags\w+|PutBucketTagging|PUT)$/],
  ["permissionsBoundary", /:PutRolePermissionsBoundary$/],
  ["kmsKeyId", /^(?:logs:AssociateKmsKey|secretsmanager:UpdateSecret)$/],
  ["retentionInDays", /:PutRetentionPolicy$/],
  ["reservedConcurrentExecutions", /:PutFunctionConcurrency$/],
  ["publish", /:PublishVersion$/],
  ["pointInTimeRecovery", /:UpdateContinuousBackups$/],
  ["assumeRolePolicy", /:UpdateAssumeRolePolicy$/],
  ["enableKeyRotation", /:EnableKeyRotation$/],
  ["mfaConfiguration", /:SetUserPoolMfaConfig$/],
];

/**
 * Service-linked roles that AWS creates with the first resource of a type (IAM User Guide, services that work with
 * IAM).
 */
const serviceLinkedRoles: Readonly<Record<string, string>> = {
  "aws:apigateway/domainName:DomainName": "ops.apigateway.amazonaws.com",
  "aws:appautoscaling/target:Target": "lambda.application-autoscaling.amazonaws.com",
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": "wafv2.amazonaws.com",
};

describe("the deployer's actions", () => {
  let resources: readonly Declared[];
  before(async () => {
    const isOfCloud = ({ custom, type }: Declared) => custom && !type.startsWith("pulumi:");
    resources = (await everySetting()).flatMap((program) => program.resources.filter(isOfCloud));
  });

  it("are tested with a program in which every setting is on", () => {
    expect(missingSettings()).to.deep.equal([]);
  });

  it("are listed for every type that the program declares", () => {
    const types = new Set(resources.map(({ type }) => type));
    expect(
      [...types].filter((type) => deployerActions[type] === undefined && edgeActions[type] === undefined),
    ).to.deep.equal([]);
  });

  it("include those that the inputs of each resource require", () => {
    const missing = resources.flatMap((resource) => {
      const actions = actionsFor([resource]).flatMap((each) => each.actions);
      return byInput
        .filter(([input]) => resource.inputs[input] !== undefined)
        .filter(([, pattern]) => !actions.some((action) => pattern.test(action)))
        .map(([input]) => `${resource.type} ${input}`);
    });
    expect([...new Set(missing)]).to.deep.equal([]);
    const met = byInput.filter(([input]) => resources.some(({ inputs }) => inputs[input] !== undefined));
    expect(met.map(([input]) => input)).to.deep.equal(byInput.map(([input]) => input));
  });

  it("omit those of an input that a resource does not set", () => {
    const actions = (inputs: object) =>
      actionsFor([{ type: "aws:cloudwatch/logGroup:LogGroup", inputs: { ...inputs } }]).flatMap((each) => each.actions);
    expect(actions({ kmsKeyId: "arn" })).to.include.members(["logs:AssociateKmsKey", "logs:DisassociateKmsKey"]);
    expect(actions({})).to.include("logs:CreateLogGroup").and.not.include("logs:AssociateKmsKey");
  });

  it("include the service-linked role that AWS creates with the first resource of a type", () => {
    for (const [type, service] of Object.entries(serviceLinkedRoles)) {
      expect(
        resources.some((resource) => resource.type === type),
        type,
      ).to.equal(true);
      const on = deployerActions[type]!.filter(({ actions }) => actions.includes("iam:CreateServiceLinkedRole"));
      expect(
        on.map((each) => each.on),
        type,
      ).to.deep.equal([`arn:aws:iam::ACCOUNT:role/aws-service-role/${service}/*`]);
    }
  });

  it("are all allowed by the deploying roles", async () => {
    const config = ["bootstrap:repository=team/api"];
    const bootstrap = await declare({ program: join(root, "bootstrap"), stack: "account", config });
    const toArn = (on: string) =>
      on
        .replace("REGION", "eu-central-1")
        .replace("ACCOUNT", "123456789012")
        .replace(/(?<=.)\*$/, "name-0000000");
    for (const role of ["dev", "prod"]) {
      const { policy } = only(bootstrap, "aws:iam/rolePolicy:RolePolicy", `pipeline-${role}-policy`).inputs;
      const statements = [...parsePolicy(String(policy))];
      for (const what of ["edge", "workflows"]) {
        const attached = only(bootstrap, "aws:iam/policy:Policy", `pipeline-${role}-${what}`).inputs["policy"];
        // Customer managed policies have at most 6,144 characters (IAM quotas).
        expect(String(attached).length, role).to.be.below(6_144);
        statements.push(...parsePolicy(String(attached)));
      }
      const needed = [
        ...actionsFor(resources),
        ...Object.values(edgeActions).flat(),
        ...Object.values(workflowActions).flat(),
      ];
      const denied = needed.flatMap(({ actions, on }) =>
        actions.filter((action) => decide(statements, { action, resource: toArn(on) }).kind !== "allow"),
      );
      expect(denied, role).to.deep.equal([]);
    }
  });

  it("have the form of IAM actions and ARNs", () => {
    for (const [type, entries] of [deployerActions, edgeActions, workflowActions].flatMap(
      Object.entries<readonly DeployerActions[]>,
    )) {
      for (const { actions, on } of entries) {
        for (const action of actions) expect(action, type).to.match(/^[a-z0-9-]+:[A-Z]\w+$/);
        expect(on, type).to.match(/^(?:\*|arn:aws:[a-z0-9-]+:(?:REGION|us-east-1)?:(?:ACCOUNT)?:\S+)$/);
      }
    }
  });
});
