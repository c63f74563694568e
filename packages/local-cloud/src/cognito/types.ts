import { arn, declaredName, digest } from "../kernel/identity";
import type { EmulatedTypes, Providers } from "../kernel/resources";

/** Number of characters of a pool id after its region, and of a client id, in the form of Cognito's ids. */
const poolIdLength = 9;
const clientIdLength = 26;

/** The resource types of user pools. */
export const types: EmulatedTypes = {
  "aws:cognito/userPool:UserPool": {
    reads: ["name"],
    ignores: [
      "accountRecoverySetting",
      "adminCreateUserConfig",
      "aliasAttributes",
      "autoVerifiedAttributes",
      "deletionProtection",
      "deviceConfiguration",
      "emailConfiguration",
      "emailMfaConfiguration",
      "emailVerificationMessage",
      "emailVerificationSubject",
      "mfaConfiguration",
      "passwordPolicy",
      "signInPolicy",
      "smsAuthenticationMessage",
      "smsConfiguration",
      "smsVerificationMessage",
      "softwareTokenMfaConfiguration",
      "userAttributeUpdateSettings",
      "userPoolAddOns",
      "userPoolTier",
      "usernameAttributes",
      "usernameConfiguration",
      "verificationMessageTemplate",
      "webAuthnConfiguration",
    ],
    provide: ({ type, name, inputs }, location) => {
      const id = `${location.region}_${digest(location, type, name).slice(0, poolIdLength)}`;
      return {
        id,
        state: {
          name: declaredName({ type, name, inputs }, location),
          arn: arn(location, "cognito-idp", `userpool/${id}`),
          endpoint: `cognito-idp.${location.region}.amazonaws.com/${id}`,
        },
      };
    },
  },
  "aws:cognito/userPoolClient:UserPoolClient": {
    reads: ["name", "userPoolId"],
    ignores: [
      "allowedOauthFlows",
      "allowedOauthFlowsUserPoolClient",
      "allowedOauthScopes",
      "analyticsConfiguration",
      "authSessionValidity",
      "callbackUrls",
      "defaultRedirectUri",
      "enablePropagateAdditionalUserContextData",
      "enableTokenRevocation",
      "explicitAuthFlows",
      "generateSecret",
      "logoutUrls",
      "preventUserExistenceErrors",
      "readAttributes",
      "refreshTokenRotation",
      "refreshTokenValidity",
      "supportedIdentityProviders",
      "tokenValidityUnits.refreshToken",
      "writeAttributes",
    ],
    provide: ({ type, name, inputs }, location) => {
      const id = digest(location, type, name).slice(0, clientIdLength);
      return { id, state: { name: declaredName({ type, name, inputs }, location) } };
    },
  },
  "aws:cognito/resourceServer:ResourceServer": {
    reads: ["identifier", "scopes.scopeName", "userPoolId"],
    ignores: ["name", "scopes.scopeDescription"],
    provide: ({ inputs }) => {
      const identifier = String(inputs["identifier"]);
      const scopes = (inputs["scopes"] ?? []) as { scopeName: string }[];
      return {
        id: `${String(inputs["userPoolId"])}|${identifier}`,
        state: { scopeIdentifiers: scopes.map(({ scopeName }) => `${identifier}/${scopeName}`) },
      };
    },
  },
};

/** Types with names only: nobody can sign in locally. */
export const names: Providers = {
  "aws:cognito/userPoolDomain:UserPoolDomain": ({ inputs }) => ({ id: String(inputs["domain"]), state: {} }),
};
