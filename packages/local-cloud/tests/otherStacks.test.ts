import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { root } from "./support/program";
import { finish, Run } from "./support/run";

/** Two projects side by side. One reads the outputs of the other. */
describe("a reference to a stack that runs on this machine", () => {
  let dir = "";
  let network: Run;
  const project = (name: string, index: string) => {
    const program = mkdtempSync(join(dir, `${name}-`));
    writeFileSync(join(program, "Pulumi.yaml"), `name: ${name}\nruntime: nodejs\n`);
    writeFileSync(join(program, "index.ts"), `import * as pulumi from "@pulumi/pulumi";\n${index}\n`);
    return program;
  };
  const reading = (stack: string) =>
    project(
      "shop",
      `const other = new pulumi.StackReference(${JSON.stringify(stack)});
       export const domain = other.requireOutput("domain");
       export const zones = other.getOutput("zones");
       export const password = other.getOutput("password");`,
    );
  const start = (program: string) => new Run(["--program", program, "--port", "0", "--json"]);

  before(async () => {
    // Inside the project, so that the programs can import its packages.
    dir = mkdtempSync(join(root, "packages", "local-cloud", "tests", "tmp-"));
    network = start(
      project(
        "network",
        `export const domain = "example.com"; export const zones = ["a", "b"]; export const password = pulumi.secret("hush");`,
      ),
    );
    await network.ready();
  });
  after(async () => {
    network.kill("SIGTERM");
    await network.ended;
    rmSync(dir, { recursive: true, force: true });
  });

  it("has its outputs, secrets included, and the start prints their source", async () => {
    const shop = start(reading("acme/network/dev"));
    const told = await shop.ready();
    shop.kill("SIGTERM");
    await shop.ended;
    expect(told).to.include({ domain: "example.com" }).and.not.to.have.property("password");
    expect(told["zones"]).to.deep.equal(["a", "b"]);
    expect(shop.stderr).to.include(
      `\n  Outputs of other stacks: acme/network/dev (the run of process ${network.pid})\n`,
    );
    expect(shop.stderr)
      .to.match(/^ {2}password +\[secret\]$/m)
      .and.not.to.include("hush");
  });

  it("stores them where no other user can read them", () => {
    const [folder] = readdirSync(tmpdir())
      .filter((name) => name.startsWith(`pulumi-local-${network.pid}-`))
      .map((name) => join(tmpdir(), name))
      .filter((path) => readdirSync(path).includes("outputs.json"));
    expect(statSync(folder!).mode & 0o077).to.equal(0);
    expect(statSync(join(folder!, "outputs.json")).mode & 0o077).to.equal(0);
    expect(JSON.parse(readFileSync(join(folder!, "outputs.json"), "utf8"))).to.include({ project: "network" });
  });

  for (const stack of ["acme/network/prod", "acme/other/dev", "dev"]) {
    it(`fails for ${stack}, with advice in the error`, async () => {
      const { code, stderr } = await finish(["--program", reading(stack), "--port", "0"]);
      expect(code).to.equal(1);
      const example = stack.includes("/") ? `, pass --config ${stack}:NAME=VALUE` : "";
      expect(stderr).to.equal(
        `stack reference ${stack}: a local run does not know the outputs of another stack: run that stack locally too${example}, or pass --answers FILE with stacks: { "${stack}": … }\n`,
      );
    });
  }
});
