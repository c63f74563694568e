import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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

  const opening = (dataDir = dir) => {
    try {
      DynamoDbEngine.open({ dataDir }).close();
      return "opened";
    } catch (error) {
      return error instanceof UserError ? error.message : error;
    }
  };

  it("is used by one run at a time", () => {
    const first = DynamoDbEngine.open({ dataDir: dir });
    expect(opening()).to.equal(`--data ${dir}: another run uses ${dir}/dynamodb`);
    first.close();
    expect(opening()).to.equal("opened");
  });

  it("is reported in one sentence if it is damaged", () => {
    expect(opening()).to.equal("opened");
    writeFileSync(join(dir, "dynamodb", "log"), "damaged, and longer than a header");
    expect(opening()).to.equal(`--data ${dir}: ${dir}/dynamodb/log is not a log of this version`);
  });

  it("is rejected in one sentence if it has an earlier version", () => {
    mkdirSync(join(dir, "dynamodb"));
    for (const name of ["CURRENT", "MANIFEST-000002"]) writeFileSync(join(dir, "dynamodb", name), "");
    expect(opening()).to.equal(
      `--data ${dir}: ${dir}/dynamodb has the LevelDB files of an earlier version, which this version cannot read: use another folder`,
    );
  });

  it("is reported in one sentence if it cannot be created", () => {
    const file = join(dir, "file");
    writeFileSync(file, "");
    expect(opening(join(file, "data"))).to.equal(`--data ${file}/data: the folder cannot be created (ENOTDIR)`);
  });
});
