import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Engine, openFolder, StorageError } from "..";
import { systemWriter } from "../src/storage/logFile";

const table = {
  TableName: "notes",
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  BillingMode: "PAY_PER_REQUEST",
};

describe("a storage folder", () => {
  let parent: string;
  let folder: string;

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), "dynamodb-"));
    folder = join(parent, "data");
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  const open = (more: object = {}) => new Engine({ storage: openFolder(folder, more) });
  const put = (engine: Engine, id: string, text = "x") =>
    engine.call("PutItem", { TableName: "notes", Item: { id: { S: id }, text: { S: text } } });
  const ids = (engine: Engine) =>
    (engine.call("Scan", { TableName: "notes" })["Items"] as { id: { S: string } }[]).map(({ id }) => id.S).sort();

  it("restores tables, items, indexes and settings", () => {
    const first = open();
    first.call("CreateTable", { ...table, StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" } });
    first.call("UpdateTimeToLive", {
      TableName: "notes",
      TimeToLiveSpecification: { Enabled: true, AttributeName: "end" },
    });
    put(first, "one");
    put(first, "two");
    first.call("DeleteItem", { TableName: "notes", Key: { id: { S: "one" } } });
    const described = first.call("DescribeTable", { TableName: "notes" });
    const { LatestStreamArn } = described["Table"] as { LatestStreamArn: string };
    const stream = first.call("DescribeStream", { StreamArn: LatestStreamArn });
    first.close();
    const second = open();
    expect(second.call("DescribeTable", { TableName: "notes" })).to.deep.equal(described);
    expect(second.call("DescribeStream", { StreamArn: LatestStreamArn })).to.deep.equal(stream);
    expect(ids(second)).to.deep.equal(["two"]);
    second.close();
  });

  it("keeps stream records across a compaction", () => {
    const first = open({ minCompactionBytes: 1000 });
    first.call("CreateTable", { ...table, StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" } });
    for (let index = 0; index < 50; index++) put(first, "one", `text ${index}`);
    const records = streamRecords(first);
    first.close();
    const second = open();
    expect(records).to.have.length(50);
    expect(streamRecords(second)).to.deep.equal(records);
    second.close();
  });

  it("rejects a second writer with one sentence", () => {
    const first = open();
    expect(() => open()).to.throw(StorageError, `another run uses ${folder}`);
    first.close();
    open().close();
  });

  it("takes over the lock of a killed process", () => {
    mkdirSync(folder);
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    writeFileSync(join(folder, "lock"), `${pid} 1\n`);
    open().close();
  });

  it("rejects the LevelDB files of an earlier version", () => {
    mkdirSync(folder);
    for (const name of ["CURRENT", "MANIFEST-000004", "LOG"]) writeFileSync(join(folder, name), "");
    expect(() => open()).to.throw(StorageError, "has the LevelDB files of an earlier version");
  });

  it("rejects a file of another format, and a damaged record before others", () => {
    const first = open();
    first.call("CreateTable", table);
    put(first, "one");
    first.close();
    const log = join(folder, "log");
    const bytes = readFileSync(log);
    const damaged = Buffer.from(bytes);
    damaged[60] = damaged[60]! ^ 1;
    writeFileSync(log, damaged);
    expect(() => open()).to.throw(StorageError, "is damaged at byte 22: a record's checksum is wrong");
    writeFileSync(log, "something else, and longer than a header");
    expect(() => open()).to.throw(StorageError, "is not a log of this version");
  });

  it("contains every acknowledged write after a crash at any byte of the log", () => {
    const acknowledged: number[] = [];
    const first = open();
    const log = join(folder, "log");
    first.call("CreateTable", table);
    const created = statSync(log).size;
    for (const id of ["a", "b", "c"]) {
      put(first, id);
      acknowledged.push(statSync(log).size);
    }
    first.call("TransactWriteItems", {
      TransactItems: ["d", "e"].map((id) => ({ Put: { TableName: "notes", Item: { id: { S: id } } } })),
    });
    acknowledged.push(statSync(log).size);
    first.close();
    const whole = readFileSync(log);
    const expected = [[], ["a"], ["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d", "e"]];
    for (let length = created; length <= whole.length; length += 3) {
      writeFileSync(log, whole.subarray(0, length));
      const engine = open();
      const count = acknowledged.filter((size) => size <= length).length;
      expect(ids(engine)).to.deep.equal(expected[count], `${length} bytes`);
      if (length % 16 > 2) {
        engine.close();
        continue;
      }
      put(engine, "later");
      engine.close();
      const again = open();
      expect(ids(again)).to.include("later");
      again.close();
    }
  });

  it("ignores a last record with wrong bytes", () => {
    const first = open();
    first.call("CreateTable", table);
    put(first, "one");
    first.close();
    const log = join(folder, "log");
    truncateSync(log, statSync(log).size - 3);
    appendFileSync(log, "\0\0\0");
    const second = open();
    expect(ids(second)).to.deep.equal([]);
    second.close();
  });

  it("keeps the state if a write fails, and accepts later writes", () => {
    let isFull = false;
    const writer = {
      write: (file: number, bytes: Uint8Array) => {
        if (!isFull) return systemWriter.write(file, bytes);
        systemWriter.write(file, bytes.subarray(0, 5));
        throw Object.assign(new Error("no space"), { code: "ENOSPC" });
      },
    };
    const engine = open({ writer });
    engine.call("CreateTable", table);
    put(engine, "one");
    isFull = true;
    expect(() => put(engine, "two")).to.throw(StorageError, "cannot be written (ENOSPC)");
    expect(ids(engine)).to.deep.equal(["one"]);
    isFull = false;
    put(engine, "three");
    engine.close();
    const again = open();
    expect(ids(again)).to.deep.equal(["one", "three"]);
    again.close();
  });

  it("bounds the log by compaction", () => {
    const engine = open({ minCompactionBytes: 10_000 });
    engine.call("CreateTable", table);
    for (let index = 0; index < 2000; index++) put(engine, "same", `${index}`.padEnd(100, "."));
    expect(statSync(join(folder, "log")).size).to.be.lessThan(20_000);
    engine.close();
    const again = open();
    expect(ids(again)).to.deep.equal(["same"]);
    again.close();
  });

  it("restores transaction tokens", () => {
    const request = {
      ClientRequestToken: "once",
      TransactItems: [
        {
          Update: {
            TableName: "notes",
            Key: { id: { S: "one" } },
            UpdateExpression: "ADD hits :one",
            ExpressionAttributeValues: { ":one": { N: "1" } },
          },
        },
      ],
    };
    const first = open();
    first.call("CreateTable", table);
    first.call("TransactWriteItems", request);
    first.close();
    const second = open();
    second.call("TransactWriteItems", request);
    expect(second.call("GetItem", { TableName: "notes", Key: { id: { S: "one" } } })).to.deep.equal({
      Item: { id: { S: "one" }, hits: { N: "1" } },
    });
    second.close();
  });
});

function streamRecords(engine: Engine): object[] {
  const { Table } = engine.call("DescribeTable", { TableName: "notes" }) as { Table: { LatestStreamArn: string } };
  const StreamArn = Table.LatestStreamArn;
  const { StreamDescription } = engine.call("DescribeStream", { StreamArn }) as {
    StreamDescription: { Shards: { ShardId: string }[] };
  };
  return StreamDescription.Shards.flatMap(({ ShardId }) => {
    const { ShardIterator } = engine.call("GetShardIterator", {
      StreamArn,
      ShardId,
      ShardIteratorType: "TRIM_HORIZON",
    });
    return engine.call("GetRecords", { ShardIterator })["Records"] as object[];
  });
}
