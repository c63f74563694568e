import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { expect } from "chai";
import { startCaller, type Caller } from "../support/caller";

const closedPolicy = `JSON.stringify({ Statement: { Effect: "Deny", Principal: "*", Action: "secretsmanager:GetSecretValue", Resource: "*" } })`;
const resources = `
const stripe = new aws.secretsmanager.Secret("stripe", { name: "shop/stripe", description: "signs webhooks" });
new aws.secretsmanager.SecretVersion("stripe", { secretId: stripe.id, secretString: "sk_1" });
new aws.secretsmanager.Secret("empty", { name: "empty" });
const closed = new aws.secretsmanager.Secret("closed", { name: "closed", policy: ${closedPolicy} });
new aws.secretsmanager.SecretVersion("closed", { secretId: closed.id, secretString: "x" });`;
const statements = `[{ Effect: "Allow", Action: "secretsmanager:*", Resource: "*" }, { Effect: "Deny", Action: "secretsmanager:*", Resource: "*:secret:forbidden*" }]`;

async function refusalOf(call: Promise<unknown>): Promise<[string, string]> {
  const error = await call.then(
    () => expect.fail("it succeeded"),
    (thrown: Error) => thrown,
  );
  return [error.name, error.message];
}

describe("Secrets Manager", () => {
  let caller: Caller;
  let client: SecretsManagerClient;
  before(async () => {
    caller = await startCaller(statements, resources);
    client = new SecretsManagerClient(caller.client);
  });
  after(async () => {
    client.destroy();
    await caller.started.stop();
  });

  const get = (input: { SecretId: string; VersionId?: string; VersionStage?: string }) =>
    client.send(new GetSecretValueCommand(input));
  const create = async (Name: string, SecretString?: string) => {
    const { ARN } = await client.send(new CreateSecretCommand({ Name, SecretString }));
    return ARN!;
  };

  it("returns a declared secret by name, by ARN and by ARN without its suffix", async () => {
    const byName = await get({ SecretId: "shop/stripe" });
    expect([byName.Name, byName.SecretString, byName.VersionStages]).to.deep.equal([
      "shop/stripe",
      "sk_1",
      ["AWSCURRENT"],
    ]);
    expect(byName.ARN).to.match(/^arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop\/stripe-[\da-f]{6}$/);
    for (const SecretId of [byName.ARN!, byName.ARN!.slice(0, -7)]) {
      expect((await get({ SecretId })).SecretString).to.equal("sk_1");
    }
  });

  it("moves AWSCURRENT to a new version, and AWSPREVIOUS to the one before", async () => {
    const SecretId = await create("rotated", "1");
    await client.send(new PutSecretValueCommand({ SecretId, SecretString: "2" }));
    await client.send(new PutSecretValueCommand({ SecretId, SecretString: "3" }));
    expect((await get({ SecretId })).SecretString).to.equal("3");
    expect((await get({ SecretId, VersionStage: "AWSPREVIOUS" })).SecretString).to.equal("2");
    const { Versions } = await client.send(new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated: true }));
    expect(Versions!.map(({ VersionStages }) => VersionStages)).to.deep.equal([[], ["AWSPREVIOUS"], ["AWSCURRENT"]]);
  });

  it("moves AWSCURRENT back to an earlier version", async () => {
    const SecretId = await create("back", "1");
    const { VersionId: first } = await get({ SecretId });
    const { VersionId: second } = await client.send(new PutSecretValueCommand({ SecretId, SecretString: "2" }));
    const stage = { SecretId, VersionStage: "AWSCURRENT", MoveToVersionId: first };
    expect((await refusalOf(client.send(new UpdateSecretVersionStageCommand(stage))))[0]).to.equal(
      "InvalidParameterException",
    );
    await client.send(new UpdateSecretVersionStageCommand({ ...stage, RemoveFromVersionId: second }));
    expect((await get({ SecretId })).SecretString).to.equal("1");
    expect((await get({ SecretId, VersionStage: "AWSPREVIOUS" })).SecretString).to.equal("2");
  });

  it("stores a version once for a token that is sent again", async () => {
    const SecretId = await create("token");
    const ClientRequestToken = "11111111-2222-3333-4444-555555555555";
    const put = (SecretString: string) =>
      client.send(new PutSecretValueCommand({ SecretId, ClientRequestToken, SecretString }));
    expect((await put("1")).VersionId).to.equal(ClientRequestToken);
    expect((await put("1")).VersionId).to.equal(ClientRequestToken);
    expect((await refusalOf(put("2")))[0]).to.equal("ResourceExistsException");
  });

  it("returns bytes as bytes", async () => {
    const SecretId = await create("bytes");
    await client.send(new UpdateSecretCommand({ SecretId, SecretBinary: Uint8Array.of(0, 255), Description: "two" }));
    expect([...(await get({ SecretId })).SecretBinary!]).to.deep.equal([0, 255]);
    expect((await client.send(new DescribeSecretCommand({ SecretId }))).Description).to.equal("two");
  });

  it("returns several secrets, and an error for each that has no value", async () => {
    const { SecretValues, Errors } = await client.send(
      new BatchGetSecretValueCommand({ SecretIdList: ["shop/stripe", "empty", "none"] }),
    );
    expect(SecretValues!.map(({ SecretString }) => SecretString)).to.deep.equal(["sk_1"]);
    expect(Errors!.map(({ SecretId, ErrorCode }) => [SecretId, ErrorCode])).to.deep.equal([
      ["empty", "ResourceNotFoundException"],
      ["none", "ResourceNotFoundException"],
    ]);
  });

  it("marks a secret for deletion, and restores it", async () => {
    const SecretId = await create("gone", "1");
    await client.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }));
    expect(await refusalOf(get({ SecretId }))).to.deep.equal([
      "InvalidRequestException",
      "You can't perform this operation on the secret because it was marked for deletion.",
    ]);
    await client.send(new RestoreSecretCommand({ SecretId }));
    expect((await get({ SecretId })).SecretString).to.equal("1");
    await client.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
    expect((await refusalOf(get({ SecretId })))[0]).to.equal("ResourceNotFoundException");
  });

  it("lists secrets without their values, with their tags", async () => {
    const SecretId = await create("tagged");
    await client.send(
      new TagResourceCommand({
        SecretId,
        Tags: [
          { Key: "a", Value: "1" },
          { Key: "b", Value: "2" },
        ],
      }),
    );
    await client.send(new UntagResourceCommand({ SecretId, TagKeys: ["a"] }));
    const { SecretList } = await client.send(new ListSecretsCommand({}));
    expect(SecretList!.find(({ Name }) => Name === "tagged")!.Tags).to.deep.equal([{ Key: "b", Value: "2" }]);
    expect(JSON.stringify(SecretList)).not.to.include("sk_1");
  });

  it("makes passwords of the characters that are asked for", async () => {
    const { RandomPassword } = await client.send(
      new GetRandomPasswordCommand({ PasswordLength: 12, ExcludePunctuation: true, ExcludeCharacters: "abc0" }),
    );
    expect(RandomPassword).to.match(/^(?=.*[d-z])(?=.*[A-Z])(?=.*[1-9])[A-Zd-z1-9]{12}$/);
  });

  const refused: [what: string, call: () => Promise<unknown>, name: string, message: string | RegExp][] = [
    [
      "a secret that does not exist",
      () => get({ SecretId: "none" }),
      "ResourceNotFoundException",
      "Secrets Manager can't find the specified secret.",
    ],
    [
      "a secret without a value",
      () => get({ SecretId: "empty" }),
      "ResourceNotFoundException",
      "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
    ],
    [
      "a name that is taken",
      () => create("shop/stripe"),
      "ResourceExistsException",
      "The operation failed because the secret shop/stripe already exists.",
    ],
    ["a name with a blank", () => create("a b"), "ValidationException", /^Invalid name\./],
    [
      "a value of 65,537 bytes",
      () => client.send(new PutSecretValueCommand({ SecretId: "empty", SecretString: "x".repeat(65_537) })),
      "ValidationException",
      /less than or equal to 65536$/,
    ],
    [
      "a window of 3 days",
      () => client.send(new DeleteSecretCommand({ SecretId: "empty", RecoveryWindowInDays: 3 })),
      "InvalidParameterException",
      "RecoveryWindowInDays value must be between 7 and 30 days (inclusive).",
    ],
    [
      "a password without characters",
      () =>
        client.send(
          new GetRandomPasswordCommand({
            ExcludeLowercase: true,
            ExcludeUppercase: true,
            ExcludeNumbers: true,
            ExcludePunctuation: true,
          }),
        ),
      "InvalidParameterException",
      /leave no character to use/,
    ],
    [
      "what the role denies",
      () => get({ SecretId: "forbidden" }),
      "AccessDeniedException",
      /with an explicit deny in an identity-based policy$/,
    ],
    [
      "what the secret's policy denies",
      () => get({ SecretId: "closed" }),
      "AccessDeniedException",
      /with an explicit deny in a resource-based policy$/,
    ],
  ];
  for (const [what, call, name, message] of refused) {
    it(`refuses ${what}`, async () => {
      const [code, text] = await refusalOf(call());
      expect(code).to.equal(name);
      if (typeof message === "string") expect(text).to.equal(message);
      else expect(text).to.match(message);
    });
  }
});

describe("Secrets Manager with --data", () => {
  it("has the value that a function put after a restart, until the program declares another", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "secrets-"));
    const declare = (value: string) =>
      startCaller(
        statements,
        `const own = new aws.secretsmanager.Secret("own", { name: "own" });
         new aws.secretsmanager.SecretVersion("own", { secretId: own.id, secretString: "${value}" });`,
        { dataDir },
      );
    const valueOf = async (caller: Caller, put?: string) => {
      const client = new SecretsManagerClient(caller.client);
      if (put !== undefined) await client.send(new PutSecretValueCommand({ SecretId: "own", SecretString: put }));
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: "own" }));
      client.destroy();
      await caller.started.stop();
      return SecretString;
    };
    try {
      expect(await valueOf(await declare("1"), "2")).to.equal("2");
      expect(await valueOf(await declare("1"))).to.equal("2");
      expect(await valueOf(await declare("3"))).to.equal("3");
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });
});
