import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";

export interface UserPoolArgs {
  /** Full scopes that the app client may request. */
  readonly scopes: pulumi.Input<string[]>;
  readonly callbackUrls: readonly string[];
}

/** Declares the stack's own user pool. Administrators create its users, who are deleted with the pool. */
export function createUserPool(name: string, settings: Settings, opts: pulumi.CustomResourceOptions) {
  return new aws.cognito.UserPool(
    `${name}-pool`,
    {
      usernameAttributes: ["email"],
      autoVerifiedAttributes: ["email"],
      adminCreateUserConfig: { allowAdminCreateUserOnly: true },
      passwordPolicy: {
        minimumLength: 12,
        requireLowercase: true,
        requireNumbers: true,
        requireSymbols: false,
        requireUppercase: true,
        temporaryPasswordValidityDays: 7,
      },
      mfaConfiguration: "OPTIONAL",
      softwareTokenMfaConfiguration: { enabled: true },
      accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] },
      deletionProtection: settings.deletionProtection ? "ACTIVE" : "INACTIVE",
    },
    { ...opts, protect: settings.deletionProtection },
  );
}

/**
 * Declares the sign-in page of a user pool and its app client: authorization code with PKCE, without a client secret.
 */
export function createSignIn(
  name: string,
  { scopes, callbackUrls, pool }: UserPoolArgs & { readonly pool: aws.cognito.UserPool },
  opts: pulumi.CustomResourceOptions,
) {
  const { accountId } = aws.getCallerIdentityOutput();
  const { region } = aws.getRegionOutput();
  const domain = new aws.cognito.UserPoolDomain(
    `${name}-domain`,
    { domain: accountId.apply(domainPrefix), userPoolId: pool.id },
    opts,
  );
  const client = new aws.cognito.UserPoolClient(
    `${name}-client`,
    {
      userPoolId: pool.id,
      generateSecret: false,
      allowedOauthFlowsUserPoolClient: true,
      allowedOauthFlows: ["code"],
      allowedOauthScopes: pulumi.output(scopes).apply((each) => ["openid", ...each]),
      callbackUrls: [...callbackUrls],
      supportedIdentityProviders: ["COGNITO"],
      preventUserExistenceErrors: "ENABLED",
      enableTokenRevocation: true,
    },
    opts,
  );
  const url = pulumi.interpolate`https://${domain.domain}.auth.${region}.amazoncognito.com`;
  return { url, appClientId: client.id };
}

/**
 * Returns the prefix of the sign-in page's host name. It contains the account, because prefixes are unique in a region
 * across all accounts.
 *
 * Cognito accepts 1 to 63 lower-case letters, digits and hyphens, without the words aws, amazon and cognito (Cognito
 * Developer Guide, "Using your own domain", prefix domains).
 */
function domainPrefix(accountId: string): string {
  const stack = `${pulumi.getProject()}-${pulumi.getStack()}`.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return `${stack.replace(/amazon|aws|cognito/g, "x").slice(0, 50)}-${accountId}`.replace(/^-/, "");
}
