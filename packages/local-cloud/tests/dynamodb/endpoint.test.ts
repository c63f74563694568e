import { connect } from "node:net";
import { crc32 } from "node:zlib";
import { DynamoDBClient, GetItemCommand, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { DynamoDbEngine, StorageError } from "../../src/dynamodb/engine";
import { DataEndpoint } from "../../src/dynamodb/endpoint";
import { declareTables } from "../../src/dynamodb/tables";
import { systemClock } from "../../src/kernel/clock";
import { Facts } from "../../src/kernel/facts/facts";
import { Faults } from "../../src/kernel/faults";
import { ServiceRegistry } from "../../src/kernel/serviceRegistry";
import type { Declared } from "../../src/kernel/resources";
import { authorizer, type Credentials } from "../../src/kernel/interfaces/authorization";
import type { LogEvent } from "../../src/kernel/facts/logSink";
import { RoleAuthorizer } from "../../src/iam/authorizer";
import { sendSigned } from "../support/signedRequest";

const location = { project: "small", stack: "dev", region: "eu-central-1" };
const role = { roleArn: "arn:aws:iam::123456789012:role/r", sessionArn: "arn:aws:sts::123456789012:assumed-role/r/f" };
const declared = [
  { type: "aws:iam/role:Role", name: "r", state: { name: "r", arn: role.roleArn }, inputs: {} },
  {
    type: "aws:iam/rolePolicy:RolePolicy",
    name: "p",
    state: {},
    inputs: { role: "r", policy: '{"Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*"}}' },
  },
  {
    type: "aws:dynamodb/table:Table",
    name: "things",
    inputs: {},
    state: { name: "things", hashKey: "id", attributes: [{ name: "id", type: "S" }], billingMode: "PAY_PER_REQUEST" },
  },
] as unknown as Declared[];

describe("the data endpoint", () => {
  let engine: DynamoDbEngine;
  let service: DataEndpoint;
  let endpoint: string;
  let credentials: Credentials;
  const logs: LogEvent[] = [];

  before(async () => {
    engine = DynamoDbEngine.open();
    const facts = new Facts(systemClock);
    const log = (event: LogEvent) => logs.push(event);
    const registry = new ServiceRegistry();
    const iam = new RoleAuthorizer({ facts, log });
    registry.offer(authorizer, iam);
    iam.declare(declared);
    credentials = iam.credentialsFor(role);
    service = new DataEndpoint(engine, { location, registry, faults: new Faults(), facts, log, dataDir: "data" });
    endpoint = await service.listen();
    declareTables(engine, declared);
  });
  after(async () => {
    await service.close();
    engine.close();
  });

  const ask = async (given: Partial<Credentials>, command = new ListTablesCommand({})) => {
    const client = new DynamoDBClient({
      endpoint,
      region: location.region,
      credentials: { ...credentials, ...given },
      maxAttempts: 1,
    });
    try {
      return (await client.send(command)).TableNames;
    } catch (error) {
      return (error as Error).name;
    } finally {
      client.destroy();
    }
  };

  /** Sends raw bytes, and returns the response until the server closes the connection. */
  const raw = (...parts: (string | Buffer)[]) =>
    new Promise<string>((resolve) => {
      const { hostname, port } = new URL(endpoint);
      const socket = connect(Number(port), hostname, () => parts.forEach((part) => socket.write(part)));
      let text = "";
      socket.on("data", (chunk) => (text += chunk.toString()));
      socket.on("error", () => resolve(text)).on("close", () => resolve(text));
    });

  it("answers requests signed with credentials of this run", async () => {
    expect(await ask({})).to.deep.equal(["things"]);
  });

  for (const [what, given, refusal] of [
    ["another secret", { secretAccessKey: "x" }, "InvalidSignatureException"],
    ["another token", { sessionToken: "x" }, "UnrecognizedClientException"],
    ["an unknown key", { accessKeyId: "ASIA0000000000000000" }, "UnrecognizedClientException"],
  ] as const) {
    it(`rejects ${what} with ${refusal}`, async () => expect(await ask(given)).to.equal(refusal));
  }

  it("rejects unsigned and partially signed requests", async () => {
    const refusal = async (headers: Record<string, string>) => {
      const response = await fetch(endpoint, { method: "POST", headers, body: "{}" });
      return ((await response.json()) as { __type: string }).__type.split("#")[1];
    };
    expect(await refusal({})).to.equal("MissingAuthenticationTokenException");
    expect(await refusal({ Authorization: "AWS4-HMAC-SHA256 Credential=a" })).to.equal("IncompleteSignatureException");
  });

  it("has different credentials in each run", () => {
    expect(
      new RoleAuthorizer({ facts: new Facts(systemClock), log: () => undefined }).credentialsFor(role),
    ).not.to.deep.equal(credentials);
  });

  it("rejects other host names, which pages of other sites send", async () => {
    const answer = await raw("POST / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    expect(answer.split("\r\n")[0]).to.equal("HTTP/1.1 403 Forbidden");
  });

  it("survives a request that is aborted inside its body", async () => {
    await new Promise<void>((resolve) => {
      const { hostname, port } = new URL(endpoint);
      const socket = connect(Number(port), hostname, () => {
        socket.write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf", () => socket.destroy());
      });
      socket.on("close", () => resolve());
    });
    expect(await ask({})).to.deep.equal(["things"]);
    expect(logs).to.deep.equal([]);
  });

  it("stops reading after 16 MB, with or without Content-Length", async () => {
    const told = await raw("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 16777217\r\n\r\n");
    expect(told.split("\r\n")[0]).to.equal("HTTP/1.1 413 Payload Too Large");
    const chunk = Buffer.alloc(4_000_000, "a");
    const chunks = Array.from({ length: 5 }, () => [`${chunk.length.toString(16)}\r\n`, chunk, "\r\n"]).flat();
    const sent = await raw("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n", ...chunks);
    expect(sent.split("\r\n")[0]).to.equal("HTTP/1.1 413 Payload Too Large");
  });

  it("serves streams, and sends a checksum of each answer", async () => {
    const response = await raw(
      "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: DynamoDBStreams_20120810.ListStreams\r\n" +
        "Connection: close\r\nContent-Length: 2\r\n\r\n{}",
    );
    const [head, body] = response.split("\r\n\r\n") as [string, string];
    expect(JSON.parse(body).__type).to.match(/#MissingAuthenticationTokenException$/);
    expect(/x-amz-crc32: (\d+)/i.exec(head)![1]).to.equal(String(crc32(body)));
    const signing = { headers: { "x-amz-target": "DynamoDBStreams_20120810.ListStreams" } };
    const listed = await sendSigned({ endpoint, credentials }, { operation: "ListStreams", body: {} }, signing);
    expect(listed.body).to.deep.equal({ Streams: [] });
  });

  it("responds with 500 while the storage fails, and logs it once", async () => {
    const call = engine.call.bind(engine);
    engine.call = () => {
      throw new StorageError("data/log cannot be written (ENOSPC)");
    };
    const read = new GetItemCommand({ TableName: "things", Key: { id: { S: "a" } } }) as never;
    const names = [await ask({}, read), await ask({}, read)];
    engine.call = call;
    expect(names).to.deep.equal(["InternalServerError", "InternalServerError"]);
    expect(logs.splice(0)).to.deep.equal([
      {
        source: "dynamodb",
        text: "the storage of --data fails, and functions get a 500 from DynamoDB: data/log cannot be written (ENOSPC)",
      },
    ]);
    expect(await ask({})).to.deep.equal(["things"]);
  });
});
