import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";
import { expect } from "chai";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { items } from "../../api/items/routes";
import { openApiDocument } from "../../api/openapi/document";
import { readme } from "../../client/generator/readme";
import { createClient } from "../../client/package";
import { blocks, blocksIn } from "../support/blocks";
import { startOptions } from "../support/localRun";
import { root } from "../support/program";

const { name: packageName } = JSON.parse(readFileSync(join(root, "client", "package", "package.json"), "utf8")) as {
  readonly name: string;
};

type Log = (...values: unknown[]) => void;

/** Compiles a program in a folder of the project, runs it, and returns what it logs. */
async function logOf(source: string, cloud: Cloud): Promise<unknown[][]> {
  const folder = mkdtempSync(join(root, "tmp-page-"));
  try {
    const { outputFiles } = await build({
      stdin: { contents: source, loader: "ts", resolveDir: folder },
      bundle: true,
      platform: "node",
      format: "cjs",
      write: false,
      alias: { [packageName]: join(root, "client", "package", "index.js") },
    });
    const file = join(folder, "page.cjs");
    writeFileSync(file, outputFiles[0]!.text);
    const lines: unknown[][] = [];
    const { run } = createRequire(__filename)(file) as { run: (log: Log, env: object) => Promise<void> };
    await run((...values) => void lines.push(values), { API_URL: cloud.url, API_KEY: cloud.apiKey });
    return lines;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Puts the blocks of a page into one program. */
function programOf(examples: readonly string[]): string {
  const lines = examples.join("\n").split("\n");
  const imports = lines.filter((line) => line.startsWith("import "));
  const rest = lines.filter((line) => !line.startsWith("import ")).map((line) => line.replace(/^export /, ""));
  return `${imports.join("\n")}
export async function run(log: (...values: unknown[]) => void, env: Record<string, string>): Promise<void> {
  const console = { log };
  const process = { env };
  ${rest.join("\n")}
}`;
}

describe("the examples of clients", () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await startCloud({ ...startOptions("dev"), clock: "running" });
  });
  after(() => cloud.stop());
  afterEach(async () => {
    const client = createClient({ baseUrl: cloud.url, apiKey: cloud.apiKey });
    for await (const { id } of client.listItems.entries()) await client.deleteItem({ params: { id } });
  });

  it("in docs/call-the-api.md run as they are", async () => {
    expect(await logOf(programOf(blocks("docs/call-the-api.md", "ts")), cloud)).to.deep.equal([
      ["unchanged since version", 1],
      ["Item has changed"],
      [404, "Item not found"],
      ["A lamp"],
    ]);
  });

  it("in the client's README run as they are", async () => {
    // The package's README shows the first resource of the API, which may be another one.
    const text = readme(packageName, openApiDocument("items-api", items.routes));
    const [created, ...rest] = await logOf(programOf(blocksIn(text, "js")), cloud);
    const [status, item] = created as [number, { name: string }];
    expect([status, item.name]).to.deep.equal([201, "First"]);
    const requestId = (rest[1] as unknown[]).pop();
    expect(requestId).to.match(/^[0-9a-f-]{36}$/);
    expect(rest).to.deep.equal([[200, 304], [404, "Item not found"], [item]]);
  });
});
