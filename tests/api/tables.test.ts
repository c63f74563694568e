import { DynamoDBDocumentClient, type GetCommandOutput } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { openTables } from "../../api/tables/open";

type Send = (this: DynamoDBDocumentClient, ...args: unknown[]) => Promise<GetCommandOutput>;

describe("opening tables", () => {
  const variables = { AWS_REGION: "eu-central-1", AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  const prototype = DynamoDBDocumentClient.prototype as unknown as { send?: Send };
  const inherited = (Object.getPrototypeOf(prototype) as { send: Send }).send;

  afterEach(() => {
    delete prototype.send;
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it("makes one call of the tables' client that sends nothing", async () => {
    Object.assign(process.env, variables);
    const clients: DynamoDBDocumentClient[] = [];
    const answers: Promise<GetCommandOutput>[] = [];
    prototype.send = function (...args) {
      const answer = inherited.apply(this, args);
      clients.push(this);
      answers.push(answer);
      return answer;
    };
    const { items } = openTables({ items: "ITEMS_TABLE_NAME" });
    await Promise.resolve();
    expect(clients).to.deep.equal([items!.client]);
    expect((await Promise.all(answers)).map(({ $metadata, Item }) => [$metadata.httpStatusCode, Item])).to.deep.equal([
      [200, undefined],
    ]);
  });
});
