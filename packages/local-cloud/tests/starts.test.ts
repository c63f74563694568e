import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { version } from "../package.json";
import { UserError } from "../src/kernel/errors";
import { parseOptions } from "../src/terminal/options";
import { startCloud } from "../src/start";
import { root } from "./support/program";
import { finish } from "./support/run";

/** Returns the message of a start that fails because of a user's mistake. */
async function startError(args: readonly string[]): Promise<string> {
  try {
    const cloud = await startCloud(parseOptions(args, root), []);
    await cloud.stop();
    return "started";
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

describe("npm start -- --version", () => {
  it("prints the package's version and starts nothing", async () => {
    const { code, stdout, stderr } = await finish(["--stack", "nope", "--version"]);
    expect([code, stdout, stderr]).to.deep.equal([0, `${version}\n`, ""]);
  });
});

describe("npm start that fails", () => {
  it("ends with one line on standard error and exit code 1", async () => {
    const { code, stdout, stderr } = await finish(["--stack", "nope"]);
    expect([code, stdout, stderr]).to.deep.equal([1, "", `there is no stack nope: ${root} has dev, prod\n`]);
  });

  const help = "local-cloud --help lists the options";
  const cases: [string, string[], RegExp][] = [
    [
      "an unknown option",
      ["--stak", "dev"],
      new RegExp(`^unknown option '--stak' \\(Did you mean --stack\\?\\): ${help}$`),
    ],
    ["an extra argument", ["dev"], new RegExp(`^too many arguments. Expected 0 arguments but got 1[^\\n]*: ${help}$`)],
    ["an invalid port", ["--port", "70000"], /^--port is 70000: it must be an integer from 0 to 65535$/],
    ["an empty host", ["--host", ""], /^--host is empty: give it a value or leave it out$/],
    ["an invalid time scale", ["--time-scale", "0"], /^--time-scale is 0: it must be a number above 0, up to 1000000$/],
    [
      "an unknown fault",
      ["--fault", "moon=1"],
      /^--fault moon=1: it must be KIND=VALUE, and the kinds are [^\n]*seed$/,
    ],
    [
      "a misspelt fault",
      ["--fault", "lambda:crsh=1"],
      /^--fault lambda:crsh=1: it must be [^\n]*seed; did you mean lambda:crash\?$/,
    ],
    [
      "an unknown setting",
      ["--config", "memory=1"],
      /^[\w-]+:memory is not a setting: the settings here are [^\n]*alarmThresholds$/,
    ],
    ["a wrong setting", ["--config", "timeout=60"], /^items-api:timeout is 60: it must be an integer from 8 to 29$/],
    [
      "a data folder that is a file",
      ["--data", __filename],
      /^--data .*: the folder .*dynamodb cannot be created \(ENOTDIR\)$/,
    ],
    ["a negative port", ["--port", "-1"], /^--port is -1: it must be an integer from 0 to 65535$/],
    [
      "a negative time scale",
      ["--time-scale", "-1"],
      /^--time-scale is -1: it must be a number above 0, up to 1000000$/,
    ],
    [
      "a fault with a name of Object.prototype",
      ["--fault", "__proto__=1"],
      /^--fault __proto__=1: it must be KIND=VALUE, and /,
    ],
    [
      "a setting with a name of Object.prototype",
      ["--config", "a.__proto__.b=1"],
      /^--config a\.__proto__\.b=1: __proto__ is not a valid name of a setting$/,
    ],
    [
      "a path a hundred levels deep",
      ["--config", `a${".b".repeat(100)}=1`],
      /^--config a\.b[.b]*…: a path may have 32 steps, and this one has 100$/,
    ],
    [
      "an invalid region",
      ["--config", "aws:region=no where"],
      /^aws:region is "no where": it must be a region such as eu-central-1$/,
    ],
    [
      "a program that is a file",
      ["--program", __filename],
      /^--program .*starts\.test\.ts: not a folder; pass the folder that contains Pulumi\.yaml$/,
    ],
    ["a missing program", ["--program", "/nowhere"], /^[^\n]*\/nowhere[^\n]*$/],
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
    expect(error).to.equal(`port ${port} on 127.0.0.1 is in use: stop the process that listens there, or pass --port`);
  });

  it("names a data folder that another run uses", async () => {
    const dir = mkdtempSync(join(tmpdir(), "items-data-"));
    const first = await startCloud(parseOptions(["--port", "0", "--data", dir], root), []);
    const error = await startError(["--port", "0", "--data", dir]);
    await first.stop();
    rmSync(dir, { recursive: true });
    expect(error).to.equal(`--data ${dir}: another run uses ${join(dir, "dynamodb")}`);
  });

  const bad = async (files: Record<string, string>) => {
    // Inside the project, so that the program can import its packages.
    const dir = mkdtempSync(join(root, "packages", "local-cloud", "tests", "tmp-"));
    try {
      const all = { "Pulumi.yaml": "name: bad\nruntime: nodejs\n", "Pulumi.dev.yaml": "config: {}\n", ...files };
      for (const [file, text] of Object.entries(all)) {
        if (text === "/") mkdirSync(join(dir, file));
        else writeFileSync(join(dir, file), text);
      }
      return (await startError(["--port", "0", "--program", dir])).replaceAll(dir, "DIR");
    } finally {
      rmSync(dir, { recursive: true });
    }
  };

  const files: [string, Record<string, string>, string | RegExp][] = [
    [
      "a malformed stack file",
      { "Pulumi.dev.yaml": "config:\n  a: [1\n" },
      /^DIR\/Pulumi\.dev\.yaml: [^\n]* at line 3, column 1$/,
    ],
    ["a stack file that is a folder", { "Pulumi.dev.yaml": "/" }, "DIR/Pulumi.dev.yaml cannot be read (EISDIR)"],
    [
      "a stack file of 300,000 keys",
      { "Pulumi.dev.yaml": `config:\n${Array.from({ length: 300_000 }, (_, i) => `  a:k${i}: 1`).join("\n")}\n` },
      /^DIR\/Pulumi\.dev\.yaml has \d+ characters: settings may have 1000000$/,
    ],
    [
      "an alias without an anchor",
      { "Pulumi.dev.yaml": "config:\n  a: *nothing\n" },
      /^DIR\/Pulumi\.dev\.yaml: Unresolved alias[^\n]*nothing/,
    ],
    [
      "an alias of itself",
      { "Pulumi.dev.yaml": "config:\n  a: &a\n    b: *a\n" },
      "DIR/Pulumi.dev.yaml: an alias refers to its own value",
    ],
    ["a package.json that is not JSON", { "package.json": "{" }, /^DIR\/package\.json: [^\n]+$/],
    ["a project file that is a folder", { "Pulumi.yaml": "/" }, "DIR/Pulumi.yaml cannot be read (EISDIR)"],
    [
      "a program that does not parse",
      { "index.ts": "export const broken = ;\n" },
      /^\S*\/index\.ts\(1,23\): error TS1109: Expression expected\.$/,
    ],
    [
      "a program with errors that the parser recovers from",
      { "index.ts": "export const a = [1, 2;\n" },
      /^\S*\/index\.ts\(1,23\): error TS1005: ',' expected\.$/,
    ],
    [
      "a relative import of a missing file",
      { "index.ts": 'import "./nothing";\n' },
      "DIR/index.ts imports ./nothing, and there is no such file",
    ],
    [
      "an error of the program, with its position",
      { "index.ts": "const a = {} as { b: { c: string } };\n\nexport const c = a.b.c;\n" },
      "the program threw TypeError: Cannot read properties of undefined (reading 'c') (index.ts:3)",
    ],
    [
      "a program without an entry file",
      {},
      "DIR: no entry file index.js, index.json, index.node, index.ts: is the program built?",
    ],
    [
      "a missing entry file",
      { "Pulumi.yaml": "name: bad\nruntime: nodejs\nmain: bin/run.js\n" },
      "DIR/bin: no entry file run.js: is the program built?",
    ],
    [
      "an entry file outside the project",
      { "Pulumi.yaml": "name: bad\nruntime: nodejs\nmain: ../other\n" },
      "DIR/Pulumi.yaml: main is ../other: it must be a path inside this folder",
    ],
    [
      "a nested encrypted value",
      { "Pulumi.dev.yaml": "config:\n  bad:db:\n    keys:\n      - secure: v1:x\n", "index.ts": "" },
      "bad:db.keys[0] is encrypted in Pulumi.dev.yaml, and a local run holds no key: set it with --secret bad:db.keys[0]=VALUE, or in .secrets.dev.yaml",
    ],
    ["a thrown undefined", { "index.ts": "throw undefined;\n" }, "the program threw undefined"],
    ["a thrown string", { "index.ts": 'throw "no";\n' }, 'the program threw "no"'],
    [
      "a program that calls process.exit",
      { "index.ts": "process.exit(3);\n" },
      "the program calls process.exit(3), which would end the local run",
    ],
    [
      "a provider function without an answer",
      { "index.ts": 'import * as aws from "@pulumi/aws";\nvoid aws.ec2.getVpc({ default: true });\n' },
      'the local cloud cannot compute aws:ec2/getVpc:getVpc with the arguments {"default":true}: put its result into a file and pass --answers FILE',
    ],
    [
      "a stack reference without outputs",
      { "index.ts": 'import * as pulumi from "@pulumi/pulumi";\nnew pulumi.StackReference("acme/net/dev");\n' },
      'stack reference acme/net/dev: a local run does not know the outputs of another stack: run that stack locally too, pass --config acme/net/dev:NAME=VALUE, or pass --answers FILE with stacks: { "acme/net/dev": … }',
    ],
    [
      "a variable that only AWS knows",
      {
        "index.ts": `import * as aws from "@pulumi/aws";
          import * as pulumi from "@pulumi/pulumi";
          const db = new aws.rds.Instance("db", { instanceClass: "db.t3.micro" });
          new aws.lambda.Function("f", {
            role: "arn:aws:iam::123456789012:role/r", runtime: "nodejs22.x", handler: "i.h",
            code: new pulumi.asset.AssetArchive({}),
            environment: { variables: { HOST: pulumi.interpolate\`tcp://\${db.endpoint}\` } },
          });`,
      },
      "function f: its variable HOST contains the output endpoint of db (aws:rds/instance:Instance), which only AWS knows: set it under resources in a file, and pass --answers FILE",
    ],
    [
      "a dynamic provider that fails",
      {
        "index.ts":
          'import * as pulumi from "@pulumi/pulumi";\nnew pulumi.dynamic.Resource({ create: () => Promise.reject(new Error("no")) }, "d", {});\n',
      },
      "dynamic resource d: its provider failed: no",
    ],
    [
      "a component of a provider plugin",
      {
        "index.ts":
          'import * as pulumi from "@pulumi/pulumi";\nnew pulumi.ComponentResource("awsx:ec2:Vpc", "net", {}, {}, true);\n',
      },
      "net (awsx:ec2:Vpc) is a component of a provider plugin, which only the Pulumi engine can construct; it cannot run locally",
    ],
    [
      "two resources with the same name",
      {
        "index.ts":
          'import * as aws from "@pulumi/aws";\nfor (const i of [1, 2]) new aws.sns.Topic("a", { displayName: String(i) });\n',
      },
      "two resources of type aws:sns/topic:Topic are named a, which Pulumi rejects",
    ],
  ];
  for (const [what, given, message] of files) {
    it(`names ${what} in one sentence`, async () => {
      if (typeof message === "string") expect(await bad(given)).to.equal(message);
      else expect(await bad(given)).to.match(message);
    });
  }

  it("names the error in an answers file", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "items-answers-")), "answers.yaml");
    const said = async (text: string) => {
      writeFileSync(file, text);
      return (await startError(["--port", "0", "--answers", file])).replaceAll(file, "FILE");
    };
    expect(await said("stack: {}\n")).to.equal("FILE: unknown key stack; the keys are stacks, functions, resources");
    expect(await said("stacks: [1]\n")).to.equal("FILE: stacks must hold keys and values");
    rmSync(file);
    expect(await startError(["--port", "0", "--answers", file])).to.equal(`--answers ${file}: there is no such file`);
  });

  it("names packages that are not installed", async () => {
    const dir = mkdtempSync(join(tmpdir(), "items-bad-"));
    const write = (file: string, text: string) => writeFileSync(join(dir, file), text);
    write("Pulumi.yaml", "name: bad\nruntime: nodejs\n");
    write("Pulumi.dev.yaml", "config: {}\n");
    write("index.ts", 'import "@pulumi/aws";\n');
    expect(await startError(["--port", "0", "--program", dir])).to.equal(
      `Cannot find module '@pulumi/aws': are the packages of ${dir} installed (npm ci)?`,
    );
    rmSync(dir, { recursive: true });
  });
});
