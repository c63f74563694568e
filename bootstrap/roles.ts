import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { edgeActions } from "./edgeActions";
import { boundaryStatements, reviewStacks, reviewStatements } from "./review";
import type { BootstrapSettings } from "./settings";
import type { State } from "./state";
import {
  groupByResource,
  isReading,
  resourceStatements,
  stateBucketStatement,
  stateStatements,
  type StateArns,
  type Statement,
} from "./statements";
import { githubProvider, trustJobs } from "./trust";
import { workflowActions } from "./workflowActions";

export interface RolesArgs {
  readonly settings: BootstrapSettings;
  readonly state: State;
  readonly account: pulumi.Output<string>;
  readonly region: pulumi.Output<string>;
}

export interface Roles {
  /** Keyed by environment. */
  readonly roles: Readonly<Record<string, aws.iam.Role>>;
  /** Permissions boundary of review stacks' roles; undefined without the setting `pullRequests`. */
  readonly boundary: aws.iam.Policy | undefined;
}

/** Declares a role for each environment of the repository's jobs. */
export function createRoles(args: RolesArgs): Roles {
  const { deployers, readers, pullRequests, branch } = args.settings;
  const provider = githubProvider(args.settings, args.account);
  const roles: Record<string, aws.iam.Role> = {};
  const add = (environment: string, from: string | undefined, statements: (state: StateArns) => Statement[]) => {
    roles[environment] = createRole(environment, { ...args, provider, branch: from, statements });
  };
  for (const stack of deployers) {
    add(stack, branch, (state) => [
      ...resourceStatements(),
      stateBucketStatement(state),
      ...stateStatements([{ stack, writes: true }], state),
    ]);
    attachPolicies(stack, roles[stack]!, args);
  }
  const all = deployers.map((stack) => ({ stack, writes: false }));
  for (const environment of readers) {
    add(environment, branch, (state) => [...resourceStatements(isReading), ...stateStatements(all, state)]);
    attachPolicies(environment, roles[environment]!, { ...args, may: isReading });
  }
  if (pullRequests === undefined) return { roles, boundary: undefined };
  const { preview, review, stack } = pullRequests;
  // A preview may not read resources: the right to read API Gateway would include the keys of every stack.
  add(preview, undefined, (state) => stateStatements([{ stack, writes: false }], state));
  const boundary = createBoundary(args);
  roles[review] = createRole(review, {
    ...args,
    provider,
    branch: undefined,
    boundary: boundary.arn,
    statements: (state, boundaryArn) => [
      ...reviewStatements(boundaryArn),
      ...stateStatements([{ stack: reviewStacks, writes: true, secretsOf: stack }], state),
    ],
  });
  return { roles, boundary };
}

interface RoleArgs extends RolesArgs {
  readonly provider: pulumi.Output<string>;
  readonly branch: string | undefined;
  readonly boundary?: pulumi.Output<string>;
  readonly statements: (state: StateArns, boundary: string) => Statement[];
}

function createRole(environment: string, args: RoleArgs): aws.iam.Role {
  const { provider, branch, settings } = args;
  const { repository } = settings;
  const role = new aws.iam.Role(`pipeline-${environment}`, {
    description: `Jobs of ${repository} in the environment ${environment}`,
    maxSessionDuration: 3600,
    assumeRolePolicy: trustJobs({ provider, repository, environment, ...(branch === undefined ? {} : { branch }) }),
  });
  new aws.iam.RolePolicy(
    `pipeline-${environment}-policy`,
    { role: role.name, policy: createPolicy(args) },
    { parent: role },
  );
  return role;
}

/** Actions that the inline policy has no room for, because the inline policies of a role have a limited size. */
const attached = {
  edge: { description: "Resources of the setting edge", actions: edgeActions },
  workflows: { description: "Resources of workflows", actions: workflowActions },
} as const;

/** @param may selects actions; all by default. */
function attachPolicies(
  environment: string,
  role: aws.iam.Role,
  { account, region, may }: Pick<RolesArgs, "account" | "region"> & { readonly may?: (action: string) => boolean },
): void {
  for (const [what, { description, actions }] of Object.entries(attached)) {
    const name = `pipeline-${environment}-${what}`;
    const statements = groupByResource(actions, may);
    const policy = new aws.iam.Policy(
      name,
      {
        description,
        policy: pulumi
          .all([account, region])
          .apply(([accountId, regionName]) => toDocument(statements, accountId, regionName)),
      },
      { parent: role },
    );
    new aws.iam.RolePolicyAttachment(name, { role: role.name, policyArn: policy.arn }, { parent: role });
  }
}

function createPolicy({ state, account, region, boundary, statements }: RoleArgs): pulumi.Output<string> {
  const keys = pulumi.output(Object.fromEntries(Object.entries(state.keys).map(([stack, key]) => [stack, key.arn])));
  return pulumi
    .all([account, region, state.bucket.arn, keys, boundary ?? ""])
    .apply(([accountId, regionName, bucket, keyArns, boundaryArn]) =>
      toDocument(statements({ bucket, keys: keyArns }, boundaryArn), accountId, regionName),
    );
}

function createBoundary({ account, region }: RolesArgs): aws.iam.Policy {
  return new aws.iam.Policy("review-boundary", {
    description: "The most that functions of review stacks may do",
    policy: pulumi
      .all([account, region])
      .apply(([accountId, regionName]) => toDocument(boundaryStatements(), accountId, regionName)),
  });
}

function toDocument(statements: readonly Statement[], account: string, region: string): string {
  const text = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  return text.replaceAll("REGION", region).replaceAll("ACCOUNT", account);
}
