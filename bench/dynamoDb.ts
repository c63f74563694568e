import dynalite from "dynalite";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateTableCommand, DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { itemId } from "./contestants";

/** A dynalite of its own with the one item that is read; prints its port once it can be used. */
async function main(): Promise<void> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as { port: number };
  const credentials = { accessKeyId: "bench", secretAccessKey: "bench" };
  const client = new DynamoDBClient({ endpoint: `http://127.0.0.1:${port}`, region: "eu-central-1", credentials });
  await client.send(
    new CreateTableCommand({
      TableName: "Items",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: "Items" }));
    if (Table?.TableStatus === "ACTIVE") break;
  }
  const now = "2026-07-10T19:19:04.000Z";
  const item = { id: itemId, name: "First", description: "", createdAt: now, updatedAt: now, version: 1 };
  await DynamoDBDocumentClient.from(client).send(new PutCommand({ TableName: "Items", Item: item }));
  process.stdout.write(`${port}\n`);
}

void main();
