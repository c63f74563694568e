import { expect } from "chai";
import { checkOf, poolOf } from "../../api/settings/identity";
import { readStackSettings } from "../support/settings";

const pool = "arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_AbCdEfGhI";
const callbackUrls = ["https://app.example.com/signed-in"];
const issuer = "https://login.example.com/";

const read = (identity: object) => readStackSettings("dev", { identity });

describe("the setting identity", () => {
  it("is off by default", async () => {
    for (const stack of ["dev", "prod"]) expect((await readStackSettings(stack)).identity).to.equal(undefined);
  });

  it("sets the check of tokens for the stack and for single routes", async () => {
    const { identity } = await read({ by: "userPool", routes: { getItem: "key" }, callbackUrls });
    expect([checkOf(identity, "listItems"), checkOf(identity, "getItem")]).to.deep.equal(["userPool", "key"]);
  });

  const pools: [string, object, ReturnType<typeof poolOf>][] = [
    ["creates a user pool for API Gateway's check", { by: "userPool", callbackUrls }, "own"],
    ["creates a user pool for the authorizer", { by: "authorizer", callbackUrls }, "own"],
    ["uses an existing user pool", { by: "userPool", userPoolArn: pool }, "named"],
    ["uses no user pool with another issuer", { by: "authorizer", issuer, audience: "this-api" }, "none"],
    ["uses no user pool if no route requires a token", { by: "key" }, "none"],
  ];
  for (const [what, given, expected] of pools) {
    it(what, async () => {
      const { identity } = await read(given);
      expect(poolOf(identity!, ["listItems", "getItem"])).to.equal(expected);
    });
  }

  const wrong: [object, string][] = [
    [{ by: "cognito" }, 'identity.by is "cognito": it must be userPool, authorizer or key'],
    [{}, "identity.by is missing: it must be userPool, authorizer or key"],
    [
      { by: "userPool", callbackUrls, routes: { readItem: "key" } },
      'identity.routes.readItem is "key": there is no such route; the routes are listItems, getItem, createItem, followItems',
    ],
    [
      { by: "userPool" },
      "identity.callbackUrls is []: the stack's own user pool requires at least one URL; or set identity.userPoolArn to an existing pool",
    ],
    [
      { by: "userPool", callbackUrls: ["http://app.example.com"] },
      'identity.callbackUrls[0] is "http://app.example.com": it must be an https URL, or an http URL of localhost',
    ],
    [
      { by: "userPool", userPoolArn: "eu-central-1_AbCdEfGhI" },
      'identity.userPoolArn is "eu-central-1_AbCdEfGhI": it must be the ARN of a user pool',
    ],
    [
      { by: "userPool", userPoolArn: pool, callbackUrls },
      `identity.callbackUrls is ${JSON.stringify(callbackUrls)}: it has no effect, because the stack creates no user pool`,
    ],
    [
      { by: "userPool", userPoolArn: pool, issuer },
      `identity.issuer is "${issuer}": it has no effect, because the authorizer checks no route`,
    ],
    [
      { by: "authorizer", issuer },
      `identity.issuer is "${issuer}": it requires identity.audience; otherwise tokens for other applications would be accepted`,
    ],
    [
      { by: "authorizer", userPoolArn: pool },
      `identity.userPoolArn is "${pool}": it requires identity.audience; otherwise tokens for other applications would be accepted`,
    ],
    [
      { by: "authorizer", issuer, audience: "this-api", userPoolArn: pool },
      `identity.userPoolArn is "${pool}": it has no effect, because no route uses a user pool`,
    ],
    [
      { by: "authorizer", callbackUrls, keysUrl: "https://login.example.com/keys" },
      'identity.keysUrl is "https://login.example.com/keys": it requires identity.issuer; a user pool has its own URL of keys',
    ],
    [
      { by: "authorizer", callbackUrls, cacheSeconds: 3601 },
      "identity.cacheSeconds is 3601: it must be an integer from 0 to 3600",
    ],
  ];
  for (const [given, sentence] of wrong) {
    it(`is rejected: ${sentence}`, async () => {
      expect(await read(given).catch((error: Error) => error.message)).to.equal(`items-api:${sentence}`);
    });
  }
});
