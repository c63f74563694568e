import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { mergeLayers } from "../../src/lambda/archives/layers";
import { startProgram } from "../support/cloud";

interface Files {
  readonly [path: string]: string;
}

function assets(files: Files): string {
  const entries = Object.entries(files).map(
    ([path, text]) => `${JSON.stringify(path)}: new pulumi.asset.StringAsset(${JSON.stringify(text)})`,
  );
  return `new pulumi.asset.AssetArchive({ ${entries.join(", ")} })`;
}

const packages = {
  esm: {
    "nodejs/node_modules/greeter/package.json": '{"name":"greeter","type":"module","exports":"./index.js"}',
    "nodejs/node_modules/greeter/index.js": 'import { word } from "@own/words"; export const greet = () => word;',
    "nodejs/node_modules/@own/words/package.json": '{"name":"@own/words","type":"module","exports":"./index.js"}',
    "nodejs/node_modules/@own/words/index.js": 'export const word = "hello";',
  },
  cjs: {
    "nodejs/node_modules/old/index.js":
      'exports.version = "any"; exports.sdk = () => typeof require("@aws-sdk/client-dynamodb");',
    "nodejs/node22/node_modules/newer/index.js":
      'exports.version = "22"; exports.other = () => require("old").version;',
    "nodejs/node_modules/newer/index.js": 'exports.version = "any";',
  },
  later: { "nodejs/node_modules/@own/words/index.js": 'export const word = "later";', "data.txt": "later" },
} as const;

/** Calls a function with layers. @returns its answer and its log lines. */
async function called(files: Files, layers: readonly (keyof typeof packages)[], more = ""): Promise<[unknown, string]> {
  const declared = layers.map(
    (name) =>
      `const ${name} = new aws.lambda.LayerVersion("${name}", { layerName: "${name}", code: ${assets(packages[name])} });`,
  );
  const started = await startProgram(`
    const role = new aws.iam.Role("role", { assumeRolePolicy: "{}" });
    new aws.iam.RolePolicyAttachment("logs", { role: role.name, policyArn: aws.iam.ManagedPolicy.AWSLambdaBasicExecutionRole });
    ${declared.join("\n")}
    new aws.lambda.Function("one", {
      name: "one", role: role.arn, runtime: "nodejs22.x", handler: "index.handler", ${more}
      code: ${assets(files)}, layers: [${layers.map((name) => `${name}.arn`).join(", ")}],
    });`);
  try {
    const { payload } = await started.cloud.invoke({ functionName: "one" });
    return [JSON.parse(payload), started.logs.map(({ text }) => text).join("")];
  } finally {
    await started.stop();
  }
}

describe("a package of a layer", () => {
  const rows: [says: string, files: Files, layers: (keyof typeof packages)[], answer: unknown][] = [
    [
      "is found by an ES module, with the packages that it needs itself",
      { "index.mjs": 'import { greet } from "greeter"; export const handler = async () => greet();' },
      ["esm"],
      "hello",
    ],
    [
      "is found by import() of CommonJS",
      { "index.js": 'exports.handler = async () => (await import("greeter")).greet();' },
      ["esm"],
      "hello",
    ],
    [
      "is found by a module in a folder of the function",
      {
        "index.mjs": 'import { said } from "./lib/deep/said.mjs"; export const handler = async () => said;',
        "lib/deep/said.mjs": 'import { greet } from "greeter"; export const said = greet();',
      },
      ["esm"],
      "hello",
    ],
    [
      "is found by a CommonJS package of another layer, and finds the runtime's SDK",
      {
        "index.mjs":
          'import newer from "newer"; import old from "old"; export const handler = async () => [newer.other(), old.sdk()];',
      },
      ["cjs", "esm"],
      ["any", "object"],
    ],
    [
      "is the one of the function's version of Node.js where there are two",
      {
        "index.js":
          'exports.handler = async () => [require("newer").version, (await import("newer")).default.version];',
      },
      ["cjs"],
      ["22", "22"],
    ],
    [
      "is of the layer that comes last where two have it",
      {
        "index.mjs":
          'import fs from "node:fs"; import { greet } from "greeter"; export const handler = async () => [greet(), fs.readFileSync("/opt/data.txt", "utf8")];',
      },
      ["esm", "later"],
      ["later", "later"],
    ],
    [
      "yields to one that the function brings",
      {
        "index.mjs": 'import { greet } from "greeter"; export const handler = async () => greet();',
        "node_modules/greeter/index.mjs": 'export const greet = () => "own";',
        "node_modules/greeter/package.json": '{"exports":"./index.mjs"}',
      },
      ["esm"],
      "own",
    ],
  ];
  for (const [says, files, layers, answer] of rows) {
    it(says, async () => expect((await called(files, layers))[0]).to.deep.equal(answer));
  }

  it("that is nowhere is Node's own error for an ES module", async () => {
    const [answer, log] = await called({ "index.mjs": 'import "nowhere"; export const handler = 1;' }, ["esm"]);
    const { errorType, errorMessage } = answer as { errorType: string; errorMessage: string };
    expect(errorType).to.equal("Error");
    expect(errorMessage).to.match(/^Cannot find package 'nowhere' imported from /);
    expect(log).to.include('"code":"ERR_MODULE_NOT_FOUND"');
  });
});

describe("what a function finds by NODE_PATH", () => {
  it("is its own files by their path, as /var/task is part of it", async () => {
    const files = {
      "index.js": 'exports.handler = async () => require("lib/own").text;',
      "lib/own.js": 'exports.text = "own";',
    };
    expect((await called(files, []))[0]).to.equal("own");
  });

  it("is what the function's own NODE_PATH names, with the folders of Lambda", async () => {
    const files = {
      "index.js": 'exports.handler = async () => require("own").text;',
      "lib/own.js": 'exports.text = "own";',
    };
    const more = 'environment: { variables: { NODE_PATH: "/var/task/lib" } },';
    expect((await called(files, ["cjs"], more))[0]).to.equal("own");
  });
});

describe("an ES module", () => {
  it("has none of CommonJS's variables", async () => {
    const names = ["require", "module", "exports", "__filename", "__dirname"];
    const source = `export const handler = async () => [${names.map((name) => `typeof ${name}`).join()}];`;
    expect((await called({ "index.mjs": source }, []))[0]).to.deep.equal(names.map(() => "undefined"));
  });
});

describe("layers that are put together", () => {
  it("hold each file of the last layer that has it, and leave the layers as they were", () => {
    const dir = mkdtempSync(join(tmpdir(), "layers-"));
    const layer = (name: string, files: Files) => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(dir, name, path)), { recursive: true });
        writeFileSync(join(dir, name, path), text);
      }
      return join(dir, name);
    };
    try {
      const layers = [layer("a", { "both/x": "a", "both/a": "a" }), layer("b", { "both/x": "b", b: "b" })];
      const { opt } = mergeLayers(join(dir, "home"), layers, 22);
      const read = (...path: string[]) => readFileSync(join(...path), "utf8");
      expect(["both/x", "both/a", "b"].map((path) => read(opt, path))).to.deep.equal(["b", "a", "b"]);
      expect(read(layers[0]!, "both/x")).to.equal("a");
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
