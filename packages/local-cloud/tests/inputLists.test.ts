import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { LocalCloud } from "../src/cloud";
import { emulatedTypes } from "../src/emulation";
import { readProject } from "../src/program/project/readProject";
import { apis } from "../src/kernel/interfaces/apis";
import { alarms } from "../src/kernel/interfaces/monitoring";
import { clockAt } from "./support/clock";
import { readsOf, type Reads } from "./support/inputReads";
import { root } from "./support/program";

/** Inputs that only older versions of the provider have. */
const formerInputs: Readonly<Record<string, readonly string[]>> = {
  "aws:apigateway/deployment:Deployment": ["stageDescription", "stageName"],
};

/** Inputs that code reads without a visible effect, so that they are reported. */
const readInVain: Readonly<Record<string, readonly string[]>> = {
  // Streams have an ARN but no records, capacity is validated but not enforced, and index keys are only counted.
  "aws:dynamodb/table:Table": ["streamEnabled", "readCapacity", "writeCapacity", "globalSecondaryIndexes.keySchemas"],
};

/** Inputs that are read from a copy of the declaration, which this test cannot observe. */
const readFromCopies: Readonly<Record<string, readonly string[]>> = {
  "aws:apigateway/deployment:Deployment": ["variables"],
};

/** Returns the inputs of a type's class in @pulumi/aws. */
function inputsOfClass(type: string): string[] {
  const [, module = ""] = type.split(":");
  const source = readFileSync(join(root, "node_modules/@pulumi/aws", `${module}.js`), "utf8");
  const inputs = [...source.matchAll(/resourceInputs\["(\w+)"\] = [^;]*args\?\.\1\b/g)].map(([, name]) => name!);
  return [...new Set(inputs), ...(formerInputs[type] ?? [])];
}

const withoutValue = (path: string) => path.split("=")[0]!;

describe("the inputs that a type lists", () => {
  for (const [type, { reads, ignores }] of emulatedTypes()) {
    it(`are inputs of ${type}, each once`, () => {
      const listed = [...reads, ...ignores];
      expect(listed).to.deep.equal([...new Set(listed)]);
      expect(inputsOfClass(type)).to.include.members(listed.map((path) => path.split(/[.=]/)[0]!));
    });
  }
});

describe("the inputs that services read", () => {
  let found: Reads;
  before(async function () {
    this.timeout(60_000);
    const program = join(__dirname, "inputLists");
    found = await readsOf(readProject(program, "dev", []), clock, serve);
  });

  for (const [type, { reads, ignores }] of emulatedTypes()) {
    it(`are those in the list of ${type}`, () => {
      const inputs = inputsOfClass(type);
      const read = [...(found.get(type) ?? [])].filter((path) => inputs.includes(path.split(".")[0]!));
      const listed = reads.map(withoutValue);
      const unread = listed.filter((path) => !read.includes(path));
      expect(unread).to.deep.equal(readFromCopies[type] ?? []);
      const isListed = (path: string) =>
        [...listed, ...(readInVain[type] ?? [])].some(
          (each) => path === each || path.startsWith(`${each}.`) || each.startsWith(`${path}.`),
        );
      expect(read.filter((path) => !isListed(path) && path !== "region" && path !== "tags")).to.deep.equal([]);
      expect(ignores.filter((path) => !listed.includes(withoutValue(path)) && read.includes(path))).to.deep.equal([]);
    });
  }
});

const clock = clockAt("2026-01-01T00:00:30Z");

/** Calls the program, so that code runs that reads a declaration only on use. */
async function serve(cloud: LocalCloud): Promise<void> {
  await cloud.registry.use(apis).check();
  expect(cloud.registry.use(alarms).descriptions).to.have.length(4);
  const stage = cloud.program.resources.find(({ type }) => type === "aws:apigateway/stage:Stage")!;
  const answer = await fetch(`${String(stage.state["invokeUrl"])}/things`);
  expect([answer.status, await answer.text()]).to.deep.equal([200, "here"]);
  // Evaluate the alarms on the metrics of the call.
  clock.move(60_000);
}
