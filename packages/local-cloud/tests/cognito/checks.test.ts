import { cognitoChecks } from "../../src/cognito/checks";
import { describeChecks } from "../support/declared";

const invalid = "InvalidParameterException: ";

describeChecks(
  cognitoChecks,
  "aws:cognito/userPool:UserPool",
  [
    [
      { aliasAttributes: ["email"], usernameAttributes: ["email"] },
      `${invalid}Only one of the aliasAttributes or usernameAttributes can be set in a user pool.`,
    ],
  ],
  [{ aliasAttributes: ["email"], usernameAttributes: [] }, { usernameAttributes: ["email"] }],
);

const range = (property: string, least: number, most: number, shown: string) =>
  `${invalid}Invalid range for token validity: ${property} must be between ${least} and ${most} seconds (${shown})`;

describeChecks(
  cognitoChecks,
  "aws:cognito/userPoolClient:UserPoolClient",
  [
    [
      { allowedOauthFlows: ["client_credentials"] },
      `${invalid}client_credentials flow can not be selected if client does not have a client secret.`,
    ],
    [
      { allowedOauthFlows: ["client_credentials", "code"], generateSecret: true },
      `${invalid}client_credentials flow can not be selected along with code flow or implicit flow.`,
    ],
    [{ accessTokenValidity: 25 }, range("accessTokenValidity", 300, 86_400, "25 hours")],
    [
      { idTokenValidity: 4, tokenValidityUnits: { idToken: "minutes" } },
      range("idTokenValidity", 300, 86_400, "4 minutes"),
    ],
    [{ refreshTokenValidity: 3_651 }, range("refreshTokenValidity", 3_600, 315_360_000, "3651 days")],
    [
      { defaultRedirectUri: "https://a" },
      `${invalid}The default redirect URI https://a must be among the callback URLs`,
    ],
  ],
  [
    { allowedOauthFlows: ["client_credentials"], generateSecret: true },
    { allowedOauthFlows: ["code", "implicit"] },
    {
      accessTokenValidity: 0,
      idTokenValidity: 5,
      tokenValidityUnits: { idToken: "minutes" },
      refreshTokenValidity: 30,
    },
    { defaultRedirectUri: "https://a", callbackUrls: ["https://a"] },
  ],
);
