import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { UserError } from "../../local/engine/errors";
import { parseOptions } from "../../local/options";
import { startCloud } from "../../local/start";
import { root } from "../support/program";
import { finish } from "../support/run";

/** What a start with these arguments says; it must fail by a mistake of the user's. */
async function startError(args: readonly string[]): Promise<string> {
  try {
    const cloud = await startCloud(parseOptions(args, root), () => undefined);
    await cloud.stop();
    return "started";
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

describe("npm start that cannot", () => {
  it("ends with one line on standard error and exit code 1", async () => {
    const { code, stdout, stderr } = await finish(["--stack", "nope"]);
    expect([code, stdout, stderr]).to.deep.equal([1, "", `there is no stack nope: ${root} has dev, prod\n`]);
  });

  const help = "npm start -- --help lists the options";
  const cases: [string, string[], RegExp][] = [
    ["an unknown option", ["--stak", "dev"], new RegExp(`^Unknown option '--stak': ${help}$`)],
    ["a value too many", ["dev"], new RegExp(`^Unexpected argument 'dev'.*: ${help}$`)],
    ["a port that is none", ["--port", "70000"], /^--port is 70000: it must be an integer from 0 to 65535$/],
    ["an empty host", ["--host", ""], /^--host is empty: give it a value or leave it out$/],
    [
      "a time scale that is none",
      ["--time-scale", "0"],
      /^--time-scale is 0: it must be a number above 0, up to 1000000$/,
    ],
    ["an unknown fault", ["--fault", "moon=1"], /^--fault moon=1: it must be KIND=VALUE, and the kinds are [^\n]*$/],
    [
      "an unknown setting",
      ["--config", "memory=1"],
      /^items-api:memory is not a setting: the settings here are [^\n]*$/,
    ],
    ["a wrong setting", ["--config", "timeout=60"], /^items-api:timeout is 60: it must be an integer from 8 to 29$/],
    ["a data folder that is a file", ["--data", __filename], /^--data .*: it cannot be opened \([^\n]*\)$/],
    ["a program that is not there", ["--program", "/nowhere"], /^[^\n]*\/nowhere[^\n]*$/],
  ];
  for (const [name, args, message] of cases) {
    it(`names ${name} in one sentence`, async () => {
      expect(await startError(["--port", "0", ...args])).to.match(message);
    });
  }

  it("names a busy port", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const error = await startError(["--port", String(port)]);
    server.close();
    expect(error).to.equal(
      `port ${port} on 127.0.0.1 is in use: stop what listens there, or choose another with --port`,
    );
  });

  it("names a data folder that another run uses", async () => {
    const dir = mkdtempSync(join(tmpdir(), "items-data-"));
    const first = await startCloud(parseOptions(["--port", "0", "--data", dir], root), () => undefined);
    const error = await startError(["--port", "0", "--data", dir]);
    await first.stop();
    rmSync(dir, { recursive: true });
    expect(error).to.equal(`--data ${dir}: another run uses it`);
  });

  it("names the line of a malformed stack file or program, and packages that are not installed", async () => {
    const dir = mkdtempSync(join(tmpdir(), "items-bad-"));
    const write = (file: string, text: string) => writeFileSync(join(dir, file), text);
    write("Pulumi.yaml", "name: bad\nruntime: nodejs\n");
    write("Pulumi.dev.yaml", "config:\n  a: [1\n");
    expect(await startError(["--program", dir])).to.match(/^[^\n]*Pulumi\.dev\.yaml: [^\n]* at line 3, column 1$/);
    write("Pulumi.dev.yaml", "config: {}\n");
    write("index.ts", 'import "@pulumi/aws";\n');
    expect(await startError(["--port", "0", "--program", dir])).to.equal(
      `Cannot find module '@pulumi/aws': are the packages of ${dir} installed (npm ci)?`,
    );
    write("index.ts", "export const broken = ;\n");
    expect(await startError(["--port", "0", "--program", dir])).to.match(
      /^[^\n]*index\.ts\(1,23\): error TS1109: Expression expected\.$/,
    );
    rmSync(dir, { recursive: true });
  });
});
