import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { handlerFactory } from "../../../api/packaging/handlerFactory";
import { routes } from "../../../api/routes";
import { SourceLines } from "../../local-cloud/src/terminal/sourceLines";
import { root } from "../../local-cloud/tests/support/program";

describe("a line of a function's stack", () => {
  let dir: string;
  before(() => (dir = mkdtempSync(join(tmpdir(), "source-lines-"))));
  after(() => rmSync(dir, { recursive: true }));

  it("is mapped to the TypeScript that it was serialized from", async () => {
    const route = routes.find(({ responses }) => 404 in responses)!;
    const { text } = await pulumi.runtime.serializeFunction(handlerFactory(route), { isFactoryFunction: true });
    const file = join(dir, "__index.js");
    writeFileSync(file, text);
    const line = text.split("\n").findIndex((each) => /throw \(0, \w+\.answerError\)\(404/.test(each)) + 1;
    const place = new SourceLines(root, join(root, "api", "routes.ts")).placeOf(`    at name (${file}:${line}:5)`)!;
    const [source, at] = place.split(":") as [string, string];
    expect(readFileSync(join(root, source), "utf8").split("\n")[Number(at) - 1]).to.include("throw answerError(404");
  });

  it("is undefined for a line outside the program", () => {
    const lines = new SourceLines(root, join(root, "index.ts"));
    expect(lines.placeOf("    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)")).to.equal(
      undefined,
    );
    expect(lines.placeOf(`    at name (${join(dir, "nowhere", "__index.js")}:1:1)`)).to.equal(undefined);
  });
});
