import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { cost } from "../src/cost";
import { defaultTraffic } from "../src/cost/traffic";
import { compare } from "../src/report/compare";
import { programSource, withProgram } from "./support/program";

const source = programSource(`
const key = new pulumi.Config().requireSecret("key");
export const length = key.apply((text) => text.length);
new aws.ssm.Parameter("Key", { type: "SecureString", value: key });`);

/** Runs work on a program whose stack's file contains an encrypted value. */
function withEncryptedValue<T>(work: (dir: string) => Promise<T>): Promise<T> {
  return withProgram(source, (dir) => {
    writeFileSync(join(dir, "Pulumi.dev.yaml"), "config:\n  small:key:\n    secure: v1:abc\n");
    return work(dir);
  });
}

describe("a stack with an encrypted value", () => {
  it("has a cost", async () => {
    const text = await withEncryptedValue((dir) => cost(dir, { stack: "dev" }));
    expect(text).to.match(/dev/).and.not.include("placeholder");
  });

  it("is compared without showing a value", async () => {
    const report = await withEncryptedValue((dir) =>
      withEncryptedValue((old) => {
        const locks = { before: new Map<string, never>(), now: new Map<string, never>() };
        const base = { dir: old, ref: "main", commit: "1234567", locks, remove: () => undefined };
        return compare({ dir, stack: "dev", config: [], allow: [], traffic: defaultTraffic }, base);
      }),
    );
    expect(report.resources).to.deep.equal([]);
    expect(JSON.stringify(report)).to.not.include("placeholder");
  });
});
