import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { deployerActions } from "./deployerActions";
import type { BootstrapSettings } from "./settings";
import type { State } from "./state";

const issuer = "token.actions.githubusercontent.com";

export interface RolesArgs {
  readonly settings: BootstrapSettings;
  readonly state: State;
  readonly account: pulumi.Output<string>;
  readonly region: pulumi.Output<string>;
}

/** A role for each environment of the repository's jobs, by the environment's name. */
export function createRoles(args: RolesArgs): Record<string, aws.iam.Role> {
  const { readers, deployers } = args.settings;
  const provider = githubProvider(args);
  const role = (environment: string, allowed: Allowed) => [
    environment,
    createRole(environment, provider, { ...args, allowed }),
  ];
  return Object.fromEntries([
    ...readers.map((environment) => role(environment, reading)),
    ...deployers.map((environment) => role(environment, deploying)),
  ]) as Record<string, aws.iam.Role>;
}

/** What jobs sign their identity with (GitHub Docs, "Configuring OpenID Connect in Amazon Web Services"). */
function githubProvider({ settings, account }: RolesArgs): pulumi.Output<string> {
  if (settings.githubProvider === "existing") {
    return pulumi.interpolate`arn:aws:iam::${account}:oidc-provider/${issuer}`;
  }
  // One per account, and others may use it: it stays when this stack goes.
  return new aws.iam.OpenIdConnectProvider(
    "github",
    { url: `https://${issuer}`, clientIdLists: ["sts.amazonaws.com"] },
    { retainOnDelete: true },
  ).arn;
}

/** What a role may do with the stacks' resources and with their state. */
interface Allowed {
  readonly actions: (action: string) => boolean;
  readonly bucket: readonly string[];
  readonly key: readonly string[];
}

const deploying: Allowed = {
  actions: () => true,
  bucket: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
  key: ["kms:Encrypt", "kms:Decrypt"],
};

/** A preview reads the state, and a preview of a refresh the resources too; neither takes the lock. */
const reading: Allowed = {
  actions: (action) => /:(?:Get|List|Describe)|^apigateway:GET$/.test(action),
  bucket: ["s3:GetObject"],
  key: ["kms:Decrypt"],
};

function createRole(
  environment: string,
  provider: pulumi.Output<string>,
  args: RolesArgs & { readonly allowed: Allowed },
): aws.iam.Role {
  const role = new aws.iam.Role(`pipeline-${environment}`, {
    description: `Jobs of ${args.settings.repository} in the environment ${environment}`,
    maxSessionDuration: 3600,
    assumeRolePolicy: pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: provider },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: {
              [`${issuer}:aud`]: "sts.amazonaws.com",
              [`${issuer}:sub`]: `repo:${args.settings.repository}:environment:${environment}`,
            },
          },
        },
      ],
    }),
  });
  new aws.iam.RolePolicy(
    `pipeline-${environment}-policy`,
    { role: role.name, policy: document(args, args.allowed) },
    { parent: role },
  );
  return role;
}

function document({ state, account, region }: RolesArgs, allowed: Allowed): pulumi.Output<string> {
  const { bucket, key } = state;
  return pulumi.all([account, region, bucket.arn, key.arn]).apply(([accountId, regionName, bucketArn, keyArn]) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        ...resourceStatements(allowed.actions).map(({ Resource, ...rest }) => ({
          ...rest,
          Resource: Resource.replace("REGION", regionName).replace("ACCOUNT", accountId),
        })),
        { Effect: "Allow", Action: "s3:ListBucket", Resource: bucketArn },
        { Effect: "Allow", Action: allowed.bucket, Resource: `${bucketArn}/*` },
        { Effect: "Allow", Action: allowed.key, Resource: keyArn },
      ],
    }),
  );
}

/** One statement for each pattern of ARNs: a role's policies hold 10,240 characters together (IAM quotas). */
function resourceStatements(may: (action: string) => boolean) {
  const actions = new Map<string, Set<string>>();
  for (const entry of Object.values(deployerActions).flat()) {
    const some = entry.actions.filter(may);
    if (some.length > 0) actions.set(entry.on, new Set([...(actions.get(entry.on) ?? []), ...some]));
  }
  return [...actions].map(([Resource, each]) => ({ Effect: "Allow", Action: [...each].sort(), Resource }));
}
