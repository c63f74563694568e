import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { expect } from "chai";
import { blocks } from "../../../tests/support/blocks";
import { root } from "../../local-cloud/tests/support/program";

const shell = promisify(execFile);

describe("README.md", () => {
  it("fits two screens", () => {
    expect(readFileSync(join(root, "README.md"), "utf8").trimEnd().split("\n").length).to.be.at.most(120);
  });
});

describe("commands that readers paste while npm start runs", () => {
  let cloud: Cloud;
  before(async () => (cloud = await startCloud({ program: root, clock: "running" })));
  after(() => cloud.stop());

  /** Returns the output of a block, run against this cloud's address. */
  const runBlock = async (page: string): Promise<string> => {
    const block = blocks(page, "sh").find((each) => each.startsWith("KEY="))!;
    expect(block).to.include("http://127.0.0.1:3000/v1");
    const script = block.replaceAll("http://127.0.0.1:3000/v1", cloud.url).replaceAll("curl ", "curl -sS ");
    return (await shell("bash", ["-euc", script])).stdout;
  };

  it("print the response of the README", async () => {
    const answer = JSON.parse(await runBlock("README.md")) as Record<string, unknown>;
    const [shown = "{}"] = blocks("README.md", "json");
    const { id, createdAt, updatedAt } = answer;
    expect(answer).to.deep.equal({ ...(JSON.parse(shown) as object), id, createdAt, updatedAt });
    expect([id, createdAt, updatedAt]).to.satisfy((values: unknown[]) =>
      values.every((each) => typeof each === "string"),
    );
  });

  it("print the statuses of docs/api.md", async () => {
    const statuses = [...(await runBlock("docs/api.md")).matchAll(/\bHTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
    expect(statuses).to.deep.equal(["200", "403", "200"]);
  });
});
