import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { BootstrapSettings } from "./settings";

const issuer = "token.actions.githubusercontent.com";

/** GitHub signs the identity of jobs (GitHub Docs, "Configuring OpenID Connect in Amazon Web Services"). */
export function githubProvider(
  { githubProvider: owner }: BootstrapSettings,
  account: pulumi.Output<string>,
): pulumi.Output<string> {
  if (owner === "existing") return pulumi.interpolate`arn:aws:iam::${account}:oidc-provider/${issuer}`;
  // One per account, and others may use it: it stays when this stack goes.
  return new aws.iam.OpenIdConnectProvider(
    "github",
    { url: `https://${issuer}`, clientIdLists: ["sts.amazonaws.com"] },
    { retainOnDelete: true },
  ).arn;
}

export interface Trusted {
  readonly provider: pulumi.Output<string>;
  readonly repository: string;
  readonly environment: string;
  /** The only branch whose jobs are trusted; any branch of the repository without it. */
  readonly branch?: string;
}

/**
 * Lets the jobs of one environment take a role. STS compares the claim `ref` too (IAM User Guide, "Available keys for AWS
 * OIDC federation"): whoever edits a workflow on another branch may name any environment, and does not get its role.
 */
export function trustIn({ provider, repository, environment, branch }: Trusted): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: provider },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            [`${issuer}:aud`]: "sts.amazonaws.com",
            [`${issuer}:sub`]: `repo:${repository}:environment:${environment}`,
            ...(branch === undefined ? {} : { [`${issuer}:ref`]: `refs/heads/${branch}` }),
          },
        },
      },
    ],
  });
}
