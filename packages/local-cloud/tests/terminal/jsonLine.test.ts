import { expect } from "chai";
import { jsonLine } from "../../src/terminal/jsonLine";
import { smallApi, startProgram } from "../support/cloud";

/** Returns what `--json` prints for a program with these exports. */
async function line(more: string): Promise<[Readonly<Record<string, unknown>>, string]> {
  const started = await startProgram(smallApi({ handler: "//", more }));
  try {
    return [JSON.parse(jsonLine(started.cloud)) as Readonly<Record<string, unknown>>, started.apiUrl];
  } finally {
    await started.stop();
  }
}

describe("the line of --json", () => {
  it("contains the run's URL, even if an output has the same name", async () => {
    const names = ["apiUrl", "apiKey", "console", "provisioned", "outputs"];
    const exported = [...names, "own"].map((name) => `export const ${name} = "the program's";`);
    const [told, apiUrl] = await line(exported.join("\n"));
    const { origin } = new URL(apiUrl);
    expect(told).to.deep.equal({
      apiUrl,
      console: `${origin}/_local/`,
      provisioned: {},
      own: "the program's",
      outputs: Object.fromEntries([...names, "own"].map((name) => [name, "the program's"])),
    });
  });

  it("omits secret outputs, and contains all others twice", async () => {
    const [told, apiUrl] = await line('export const hidden = pulumi.secret("s"); export const list = [1, { a: "b" }];');
    expect(told).to.include.keys("apiUrl", "list").and.not.include.keys("hidden");
    expect([told["apiUrl"], told["list"], told["outputs"]]).to.deep.equal([
      apiUrl,
      [1, { a: "b" }],
      { list: [1, { a: "b" }] },
    ]);
  });
});
