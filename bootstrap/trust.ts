import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { BootstrapSettings } from "./settings";

const issuer = "token.actions.githubusercontent.com";

/**
 * Returns the ARN of the provider for GitHub's OIDC tokens, and declares it unless it exists (GitHub Docs, "Configuring
 * OpenID Connect in Amazon Web Services").
 */
export function githubProvider(
  { githubProvider: owner }: BootstrapSettings,
  account: pulumi.Output<string>,
): pulumi.Output<string> {
  if (owner === "existing") return pulumi.interpolate`arn:aws:iam::${account}:oidc-provider/${issuer}`;
  // An account has one provider of this URL, which other programs may use. It is not deleted with this stack.
  return new aws.iam.OpenIdConnectProvider(
    "github",
    { url: `https://${issuer}`, clientIdLists: ["sts.amazonaws.com"] },
    { retainOnDelete: true },
  ).arn;
}

export interface TrustedJobs {
  readonly provider: pulumi.Output<string>;
  readonly repository: string;
  readonly environment: string;
  /** Defaults to all branches. */
  readonly branch?: string;
}

/**
 * Returns a trust policy for the jobs of one environment.
 *
 * A workflow on another branch can name any environment. The condition on the claim `ref` denies it the role (IAM User
 * Guide, "Available keys for AWS OIDC federation").
 */
export function trustJobs({ provider, repository, environment, branch }: TrustedJobs): pulumi.Output<string> {
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
