import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { UserError } from "../../src/kernel/errors";
import { sentenceOf } from "../../src/terminal/commandLine";
import { dynamoDbCommand } from "../../src/terminal/dynamoDbServer";

const bin = join(__dirname, "..", "..", "bin.cjs");

/** Runs the command in this process. @returns the error message */
async function mistakeOf(args: readonly string[]): Promise<string> {
  try {
    await dynamoDbCommand().parseAsync(args, { from: "user" });
    return "started";
  } catch (error) {
    return error instanceof UserError ? error.message : sentenceOf(error, "local-cloud dynamodb");
  }
}

describe("local-cloud dynamodb", () => {
  let folder: string;
  const children: ChildProcess[] = [];
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "dynamodb-server-"));
  });
  after(() => {
    for (const child of children) child.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  });

  const start = async (...args: string[]) => {
    const child = spawn(process.execPath, [bin, "dynamodb", "--port", "0", ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    return { child, url: (JSON.parse(line) as { url: string }).url };
  };
  const clientOf = (endpoint: string) =>
    new DynamoDBClient({ endpoint, region: "us-east-1", credentials: { accessKeyId: "a", secretAccessKey: "a" } });

  it("keeps every acknowledged write after kill -9", async () => {
    const data = join(folder, "kept");
    const first = await start("--json", "--data", data);
    const client = clientOf(first.url);
    await client.send(
      new CreateTableCommand({
        TableName: "things",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
    for (let n = 0; n < 20; n++) {
      await client.send(new PutItemCommand({ TableName: "things", Item: { id: { S: "a" }, n: { N: String(n) } } }));
    }
    client.destroy();
    first.child.kill("SIGKILL");
    await once(first.child, "close");
    const second = await start("--json", "--data", data);
    const again = clientOf(second.url);
    const { Item } = await again.send(new GetItemCommand({ TableName: "things", Key: { id: { S: "a" } } }));
    again.destroy();
    expect(Item!["n"]).to.deep.equal({ N: "19" });
    expect(await mistakeOf(["--port", "0", "--data", data])).to.equal(`--data: another run uses ${data}`);
    second.child.kill("SIGTERM");
    expect((await once(second.child, "close"))[0]).to.equal(0);
  });

  for (const [args, message] of [
    [["--port", "70000"], "--port is 70000: it must be an integer from 0 to 65535"],
    [["--account", "12"], "--account is 12: an account id has 12 digits"],
    [["--data", ""], "--data is empty: give it a value or leave it out"],
    [["--data", "--json"], "--data is --json: it must be a value, not another option"],
    [["--prt", "1"], "unknown option '--prt' (Did you mean --port?): local-cloud dynamodb --help lists the options"],
  ] as const) {
    it(`rejects ${args.join(" ")} with one sentence`, async () => expect(await mistakeOf(args)).to.equal(message));
  }
});
