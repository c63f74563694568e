import { knownNumber, knownText, objectOf, type Check, type TypeChecks } from "../kernel/checks";
import type { Properties } from "../kernel/resources";

const invalid = "InvalidParameterException";

function textsOf(state: Properties, property: string): string[] {
  const value = state[property];
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

const attributesRefusal: Check = (state) =>
  textsOf(state, "aliasAttributes").length > 0 && textsOf(state, "usernameAttributes").length > 0
    ? "Only one of the aliasAttributes or usernameAttributes can be set in a user pool."
    : undefined;

const flowsRefusal: Check = (state) => {
  const flows = textsOf(state, "allowedOauthFlows");
  if (flows.length === 0) return undefined;
  if (flows.includes("client_credentials")) {
    if (flows.length > 1) return "client_credentials flow can not be selected along with code flow or implicit flow.";
    if (state["generateSecret"] !== true) {
      return "client_credentials flow can not be selected if client does not have a client secret.";
    }
  }
  return undefined;
};

/** Seconds of each unit. The validity ranges below are in seconds (Cognito Developer Guide, "Using the refresh token"). */
const units: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };
const validities = [
  ["accessTokenValidity", "accessToken", "hours", 300, 86_400],
  ["idTokenValidity", "idToken", "hours", 300, 86_400],
  ["refreshTokenValidity", "refreshToken", "days", 3_600, 315_360_000],
] as const;

const validityRefusal: Check = (state) => {
  const declared = objectOf(state, "tokenValidityUnits");
  for (const [property, token, usual, least, most] of validities) {
    const unit = knownText(declared, token) ?? usual;
    const value = knownNumber(state, property) ?? 0;
    const seconds = value * (units[unit] ?? 1);
    if (value !== 0 && (seconds < least || seconds > most)) {
      return `Invalid range for token validity: ${property} must be between ${least} and ${most} seconds (${value} ${unit})`;
    }
  }
  return undefined;
};

const redirectRefusal: Check = (state) => {
  const redirect = knownText(state, "defaultRedirectUri");
  return redirect === undefined || textsOf(state, "callbackUrls").includes(redirect)
    ? undefined
    : `The default redirect URI ${redirect} must be among the callback URLs`;
};

/** Cognito's checks of user pools and their clients. */
export const cognitoChecks: readonly TypeChecks[] = [
  { type: "aws:cognito/userPool:UserPool", label: "user pool", code: invalid, checks: [attributesRefusal] },
  {
    type: "aws:cognito/userPoolClient:UserPoolClient",
    label: "user pool client",
    code: invalid,
    checks: [flowsRefusal, validityRefusal, redirectRefusal],
  },
];
