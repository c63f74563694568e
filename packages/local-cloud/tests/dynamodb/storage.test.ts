import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { DynamoDbEngine } from "../../src/dynamodb/engine";
import { UserError } from "../../src/kernel/errors";

describe("the tables' folder", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "storage-"));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const opening = (folder = dir) =>
    DynamoDbEngine.open(folder).then(
      () => "opened",
      (error: Error) => (error instanceof UserError ? error.message : error),
    );

  it("is one run's at a time, however close two starts are", async () => {
    const [first, second] = await Promise.allSettled([DynamoDbEngine.open(dir), DynamoDbEngine.open(dir)]);
    const [winner, loser] = first.status === "fulfilled" ? [first, second] : [second, first];
    expect((loser as PromiseRejectedResult).reason.message).to.equal(`--data ${dir}: another run uses it`);
    await (winner as PromiseFulfilledResult<DynamoDbEngine>).value.close();
  });

  it("that is damaged is told in one sentence", async () => {
    await (await DynamoDbEngine.open(dir)).close();
    const files = join(dir, "dynamodb");
    for (const file of readdirSync(files).filter((name) => /MANIFEST/.test(name)))
      writeFileSync(join(files, file), "damaged");
    expect(await opening()).to.match(/^--data .*: it cannot be opened \(Corruption: /);
  });

  it("that cannot be made is told in one sentence", async () => {
    const file = join(dir, "file");
    writeFileSync(file, "");
    expect(await opening(join(file, "data"))).to.equal(`--data ${file}/data: the folder cannot be made (ENOTDIR)`);
  });
});
