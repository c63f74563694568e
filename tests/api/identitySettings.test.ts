import { expect } from "chai";
import { checkOf, poolOf } from "../../api/settings/identity";
import { readStackSettings } from "../support/settings";

const pool = "arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_AbCdEfGhI";
const callbackUrls = ["https://app.example.com/signed-in"];
const issuer = "https://login.example.com/";

const read = (identity: object) => readStackSettings("dev", { identity });

describe("the setting identity", () => {
  it("is off by default: keys are enough", async () => {
    for (const stack of ["dev", "prod"]) expect((await readStackSettings(stack)).identity).to.equal(undefined);
  });

  it("names who checks tokens, for the stack and for single routes", async () => {
    const { identity } = await read({ by: "userPool", routes: { getItem: "key" }, callbackUrls });
    expect([checkOf(identity, "listItems"), checkOf(identity, "getItem")]).to.deep.equal(["userPool", "key"]);
  });

  const pools: [string, object, ReturnType<typeof poolOf>][] = [
    ["a pool of its own", { by: "userPool", callbackUrls }, "own"],
    ["a pool of its own for the authorizer", { by: "authorizer", callbackUrls }, "own"],
    ["a pool that is there", { by: "userPool", userPoolArn: pool }, "named"],
    ["none where the tokens are another issuer's", { by: "authorizer", issuer, audience: "this-api" }, "none"],
    ["none where keys are enough", { by: "key" }, "none"],
  ];
  for (const [what, given, expected] of pools) {
    it(`needs ${what}`, async () => {
      const { identity } = await read(given);
      expect(poolOf(identity!, ["listItems", "getItem"])).to.equal(expected);
    });
  }

  const wrong: [object, string][] = [
    [{ by: "cognito" }, 'identity.by is "cognito": it must be userPool, authorizer or key'],
    [{}, "identity.by is missing: it must be userPool, authorizer or key"],
    [
      { by: "userPool", callbackUrls, routes: { readItem: "key" } },
      'identity.routes.readItem is "key": there is no such route; the routes are listItems, getItem, createItem',
    ],
    [
      { by: "userPool" },
      "identity.callbackUrls is []: the stack's own user pool needs one; or name a pool that is there as identity.userPoolArn",
    ],
    [
      { by: "userPool", callbackUrls: ["http://app.example.com"] },
      'identity.callbackUrls[0] is "http://app.example.com": it must be an https URL or one of http://localhost',
    ],
    [
      { by: "userPool", userPoolArn: "eu-central-1_AbCdEfGhI" },
      'identity.userPoolArn is "eu-central-1_AbCdEfGhI": it must be the ARN of a user pool',
    ],
    [
      { by: "userPool", userPoolArn: pool, callbackUrls },
      `identity.callbackUrls is ${JSON.stringify(callbackUrls)}: nothing reads it, because the stack makes no user pool`,
    ],
    [
      { by: "userPool", userPoolArn: pool, issuer },
      `identity.issuer is "${issuer}": nothing reads it, because no route's tokens are checked by the authorizer`,
    ],
    [
      { by: "authorizer", issuer },
      `identity.issuer is "${issuer}": it needs audience, or tokens for anybody else would be good here`,
    ],
    [
      { by: "authorizer", userPoolArn: pool },
      `identity.userPoolArn is "${pool}": it needs audience, or tokens for anybody else would be good here`,
    ],
    [
      { by: "authorizer", issuer, audience: "this-api", userPoolArn: pool },
      `identity.userPoolArn is "${pool}": nothing reads it, because no route's tokens are of a user pool`,
    ],
    [
      { by: "authorizer", callbackUrls, keysUrl: "https://login.example.com/keys" },
      'identity.keysUrl is "https://login.example.com/keys": it needs issuer; the keys of a user pool are where they are',
    ],
    [
      { by: "authorizer", callbackUrls, cacheSeconds: 3601 },
      "identity.cacheSeconds is 3601: it must be an integer from 0 to 3600",
    ],
  ];
  for (const [given, sentence] of wrong) {
    it(`is refused: ${sentence}`, async () => {
      expect(await read(given).catch((error: Error) => error.message)).to.equal(`items-api:${sentence}`);
    });
  }
});
