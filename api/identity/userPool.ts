import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";

export interface UserPoolArgs {
  /** What its app client may ask for: scopes as tokens name them. */
  readonly scopes: pulumi.Input<string[]>;
  readonly callbackUrls: readonly string[];
}

/** The stack's own user pool, which nobody signs up to by themselves. Its users are lost with it. */
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

/** Where its users sign in, and the app client that they do it by: authorization code with PKCE, no secret. */
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
 * One for each stack and account: a region's prefixes are everybody's. 1 to 63 lower-case letters, digits and hyphens,
 * without three words that Cognito keeps to itself (Cognito Developer Guide, "Using your own domain", prefix domains).
 */
function domainPrefix(accountId: string): string {
  const stack = `${pulumi.getProject()}-${pulumi.getStack()}`.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return `${stack.replace(/amazon|aws|cognito/g, "x").slice(0, 50)}-${accountId}`.replace(/^-/, "");
}
